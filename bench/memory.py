"""How much memory feedhub takes at the highest with many sources: all its processes together, shared pages once.

    python bench/memory.py [FEEDS]

All of them are new at first, which takes its time; then nothing has changed, for the command and for a hub that stays.
"""

import sys
import tempfile
from pathlib import Path

from corpus_site import serving
from driven import running
from measured import Spent, run
from programs import programs


def main(feeds: int = 20_000) -> None:
    """Print the peaks."""
    python = Path(sys.executable)
    feedhub = next(programs(python))
    with serving(feeds) as place, tempfile.TemporaryDirectory(prefix="feedhub-bench-") as folder:
        home = place.settle(Path(folder) / "command")
        feedhub.prepare(home)
        for what in ("everything is new", "nothing has changed"):
            tell(what, run(feedhub.poll(home), home), feeds)
        with running(python, home) as hub:
            tell("nothing has changed, in a hub that stays", hub.do("poll"), feeds)


def tell(what: str, spent: Spent, feeds: int) -> None:
    """Print a line."""
    each = spent.cpu / feeds * 1000
    print(f"{feeds} feeds, {what}: {spent.peak:.0f} MB, {each:.2f} ms of CPU a feed, {spent.wall:.0f} s", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
