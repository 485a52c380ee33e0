"""Count what a small fixed piece of work takes: bytecode instructions that Python carries out, a feed, by stage.

    PYTHONHASHSEED=0 python bench/effort.py [--keep]

Unlike time the count is the same on a busy machine as on a quiet one and on a slow one as on a fast one; it knows
nothing of what libraries do in C. Counted is everything but the loop and its selector, whose rounds depend on when
answers arrive. Printed as JSON; `--keep` makes it the budget of this Python in `bench/budget.json`, which
`tests/house/test_effort.py` holds every change to.
"""

import asyncio
import json
import sys
import tempfile
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from corpus_site import Site, serving
from feedhub import config
from feedhub.app import App
from programs import configure_feedhub

BUDGET = Path(__file__).with_name("budget.json")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
FEEDS = 10
DAY = datetime(2026, 1, 8, tzinfo=UTC)
"""When the corpus is fresh."""
_TIMING = ("asyncio", "concurrent", "selectors", "threading", "queue", "importlib", "<frozen")
"""Where the standard library waits, or loads modules: how often it does is no matter of ours."""


class Counter:
    """Counts instructions of all threads from `start` on; what `taken` gives is counted no more."""

    def __init__(self) -> None:
        self._tick = count()
        self._before = 0

    def start(self) -> None:
        """Begin."""
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def taken(self) -> int:
        """Tell how many there were since this was last asked."""
        now = next(self._tick)
        taken, self._before = now - self._before, now
        return taken

    def _enter(self, frame: FrameType, _event: str, _: Any) -> Any:
        if any(place in frame.f_code.co_filename for place in _TIMING):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, _frame: FrameType, event: str, _: Any) -> Any:
        if event == "opcode":
            next(self._tick)
        return self._step


async def warm_up(settings: config.Settings) -> None:
    """Have everything done that is done once: modules loaded, statements and templates compiled."""
    async with App(settings, workers=0, clock=lambda: DAY) as app:
        await app.poll(["f0"], each=lambda _: None)
        await app.publish()


async def stages(place: Site, settings: config.Settings) -> dict[str, int]:
    """Take a hub through its days; gives the instructions each stage took, a feed."""
    taken = {}
    counter = Counter()
    async with App(settings, workers=0, clock=lambda: DAY):
        pass  # the tables are made
    counter.start()
    async with App(settings, workers=0, clock=lambda: DAY, dice=lambda: 0.5) as app:
        taken["starting"] = counter.taken()
        for phase in ("new", "unchanged", "updated"):
            if phase == "updated":
                place.tell("touch")
            counter.taken()
            await app.poll(force=True, each=lambda _: None)
            taken[f"polling, {phase}"] = counter.taken()
            await app.publish()
            taken[f"publishing, {phase}"] = counter.taken()
    return {stage: round(number / FEEDS) for stage, number in taken.items()}


def budgets() -> dict[str, dict[str, int]]:
    """Read what each version of Python may take: none carries out the same instructions as another."""
    read: dict[str, dict[str, int]] = json.loads(BUDGET.read_text()) if BUDGET.exists() else {}
    return read


def main(*, keep: bool) -> None:
    """Count, print, and keep if asked to."""
    with tempfile.TemporaryDirectory() as folder, serving(FEEDS) as place:
        first, second = (place.settle(Path(folder) / name) for name in ("first", "second"))
        for home in (first, second):
            configure_feedhub(home)
        asyncio.run(warm_up(config.load(first / "config.yaml", {})))
        found = asyncio.run(stages(place, config.load(second / "config.yaml", {})))
    print(json.dumps(found, indent=2))
    if keep:
        kept = budgets() | {VERSION: found}
        BUDGET.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")


if __name__ == "__main__":
    main(keep="--keep" in sys.argv)
