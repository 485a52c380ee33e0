"""Words on the command line to one call on the app; results to stdout, everything else to stderr.

Exit codes: 0 done, 1 done but something failed (it is named), 2 wrong usage or configuration and nothing changed.
"""

import gc
import sys

from feedhub import __version__
from feedhub.errors import FeedhubError


def main() -> None:
    """Run one command and exit."""
    if sys.argv[1:] == ["--version"]:  # asked by scripts before anything else, and known before anything is loaded
        print(f"feedhub {__version__}")  # noqa: T201  a result
        return
    gc.disable()  # loading modules makes no garbage, and looking for it there is a tenth of a start
    from feedhub.cli.commands import commands  # see above

    try:
        commands(prog_name="feedhub")
    except FeedhubError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
    finally:
        gc.freeze()  # what is left goes with the process: taking it apart first would be a tenth of a short command
