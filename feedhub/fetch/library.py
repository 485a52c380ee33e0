"""httpx as a library: loaded before anything else here, and without the command line that it brings along.

httpx makes its own command of click, Rich and Pygments where it finds them, at every import: more than all the rest of
it, in time and memory. It does without where its `[cli]` is not installed, and is told so here.
"""

import sys

_COMMAND = "httpx._main"

sys.modules.setdefault(_COMMAND, None)  # type: ignore[arg-type] # None says that there is no such module
import httpx  # noqa: E402  see above

if sys.modules[_COMMAND] is None:
    del sys.modules[_COMMAND]

__all__ = ["httpx"]
