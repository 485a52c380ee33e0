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


async def stages(place: Site, settings: config.Settings) -> dict[str, int]:
    """Take a hub through its days; gives the instructions each stage took, a feed."""
    taken = {}
    counter = Counter()
    day = datetime(2026, 1, 8, tzinfo=UTC)  # when the corpus is fresh
    async with App(settings, workers=0, clock=lambda: day):
        pass  # the tables are made, and every module is there
    counter.start()
    async with App(settings, workers=0, clock=lambda: day, dice=lambda: 0.5) as app:
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
        home = place.settle(Path(folder) / "hub")
        configure_feedhub(home)
        found = asyncio.run(stages(place, config.load(home / "config.yaml", {})))
    print(json.dumps(found, indent=2))
    if keep:
        kept = budgets() | {VERSION: found}
        BUDGET.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")


if __name__ == "__main__":
    main(keep="--keep" in sys.argv)
