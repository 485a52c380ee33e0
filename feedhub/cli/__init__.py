"""Words on the command line to one call on the app; results to stdout, everything else to stderr.

Exit codes: 0 done, 1 done but something failed (it is named), 2 wrong usage or configuration and nothing changed.
"""

import gc
import sys

from feedhub.cli.commands import commands
from feedhub.errors import FeedhubError


def main() -> None:
    """Run one command and exit."""
    gc.disable()  # loading modules makes no garbage, and looking for it there is a tenth of a start
    try:
        commands(prog_name="feedhub")
    except FeedhubError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
