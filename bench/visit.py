"""Measure one visit without the store: CPU milliseconds to fetch, and to fetch and plan, feeds on loopback.

    python bench/visit.py [FEEDS] [ROUNDS]

The origin is a process of its own with an address a feed; only the CPU of the visitor counts. `cold` fetches and
unpacks the document and stops there.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

import uvloop

from corpus_site import serving
from feedhub import config
from feedhub.fetch import Fetcher
from feedhub.model.request import FetchRequest, Validators
from feedhub.model.visit import Claim, Recorded, Visit
from feedhub.refresh import Refresher
from feedhub.schedule import Findings, Remembered, next_visit
from feedhub.store import Desk
from feedhub.workers import Workers

_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_AT_ONCE = 64


class _Blotter:
    """A desk that writes nothing down."""

    def expecting(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def record(self, visit: Visit) -> Recorded:
        return Recorded(source=visit.claim.source, new=0, changed=0)


def _claims(sources: Sequence[config.Source], shown: Sequence[Validators], settings: config.Fetch) -> list[Claim]:
    """Make the claims of sources whose twenty entries came over a week."""
    arrivals = tuple(_NOW - _HOUR * (1 + 8 * number) for number in range(20))
    first = next_visit(
        "auto",
        Findings(outcome="new", failures=0, arrivals=arrivals),
        at=_NOW - _HOUR,
        remembered=Remembered(),
        jitter=0.5,
        minimum=settings.min_interval,
        maximum=settings.max_interval,
        timezone="UTC",
    )
    return [
        Claim(
            row=number,
            source=source.name,
            lease_until=_NOW + _HOUR,
            validators=validators,
            interval=first.interval.total_seconds(),
            rhythm=first.rhythm,
        )
        for number, (source, validators) in enumerate(zip(sources, shown, strict=True))
    ]


async def _each(items: Sequence[Any], work: Callable[[Any], Coroutine[Any, Any, Any]]) -> None:
    """Do it with all items, some at a time; what comes of it is dropped, as a document is once it is read."""
    waiting = iter(items)

    async def some() -> None:
        for item in waiting:
            await work(item)

    await asyncio.gather(*(some() for _ in range(_AT_ONCE)))


async def measure(urls: Sequence[str], rounds: int) -> dict[str, float]:
    """Give the CPU milliseconds a feed of each kind of visit, the best of all rounds."""
    settings = config.Fetch(allow=("127.0.0.0/8",), spacing=timedelta(0))
    fetcher = Fetcher(settings, user_agent="feedhub (bench)", now=lambda: _NOW)
    requests = [FetchRequest(source=f"f{number}", location=url) for number, url in enumerate(urls)]
    known = [await fetcher.fetch(request) for request in requests]
    shown = [getattr(outcome, "validators", Validators()) for outcome in known]
    again = [replace(request, validators=validators) for request, validators in zip(requests, shown, strict=True)]
    sources = [config.Source(name=request.source, url=request.location) for request in requests]
    chance = Random(1)
    refresher = Refresher(
        sources={source.name: source for source in sources},
        limits=settings,
        authority="",
        fetch=fetcher.fetch,
        page=str,
        first=0,
        workers=cast("Workers", None),
        desk=cast("Desk", _Blotter()),
        places=asyncio.Semaphore(_AT_ONCE),
        now=lambda: _NOW,
        stopwatch=time.perf_counter,
        jitter=chance.random,
    )
    claims = _claims(sources, shown, settings)
    kinds: dict[str, tuple[Sequence[Any], Callable[[Any], Coroutine[Any, Any, Any]]]] = {
        "fetch, 304": (again, fetcher.fetch),
        "fetch and plan, 304": (claims, refresher.visit),
        "fetch, cold": (requests, fetcher.fetch),
    }
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, (items, work) in kinds.items():
            began = time.process_time()
            await _each(items, work)
            spent[kind].append(1000 * (time.process_time() - began) / len(urls))
    return {kind: min(each) for kind, each in spent.items()}


def main(feeds: int = 500, rounds: int = 9) -> None:
    """Print the figures."""
    with serving(feeds) as site:
        for kind, each in uvloop.run(measure(site.urls, rounds)).items():
            print(f"{kind:20} {each:.3f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
