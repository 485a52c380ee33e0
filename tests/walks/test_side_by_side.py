"""Visits side by side: who is being recorded takes nobody's place."""

import asyncio
from datetime import timedelta
from pathlib import Path

from feedhub import config
from feedhub.refresh import VisitReport
from feedhub.store import Desk, Store
from feedhub.wiring import Hallways, Parts
from feedhub.workers import Workers
from support.origin import Origin
from support.visitor import START

CONFIG = """
fetch: {{allow: [127.0.0.0/8], concurrency: 1, spacing: 0s}}
sources:
  - {{name: a, url: "{origin}/a"}}
  - {{name: b, url: "{origin}/b"}}
  - {{name: c, url: "{origin}/c"}}
"""


def test_a_visit_that_waits_for_its_recording_lets_others_ask(tmp_path: Path, origin: Origin) -> None:
    """The desk writes nothing before all three have ended, and only one may be under way at a time."""
    (tmp_path / "config.yaml").write_text(CONFIG.format(origin=origin.url("").rstrip("/")))
    settings = config.load(tmp_path / "config.yaml", {})
    for name in "abc":
        origin.answer(f"/{name}", 304)

    async def scene() -> list[VisitReport]:
        store = Store.open(settings.store.database, now=START)
        store.sync(settings.sources, START, spread=lambda _: 0.0)
        desk = Desk(store, patience=3600)
        workers = Workers(0, seconds=10, memory=2**29, preload=())
        parts = Parts(
            desk=desk,
            workers=workers,
            clock=lambda: START,
            stopwatch=lambda: 0.0,
            dice=lambda: 0.5,
            resolve=None,
        )
        rooms = Hallways(settings, parts)
        claims = store.claim_due(START, limit=3, lease=timedelta(minutes=5))
        try:
            async with asyncio.timeout(30):
                return await asyncio.gather(*map(rooms.refresher.visit, claims))
        finally:
            await workers.close()
            await desk.close()

    assert sorted(report.source for report in asyncio.run(scene())) == ["a", "b", "c"]
    assert len(origin.requests) == 3
