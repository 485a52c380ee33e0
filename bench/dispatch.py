"""Measure the dispatcher alone: how much of a core it takes to know whose turn it is, and how late a turn comes.

    python bench/dispatch.py [SOURCES] [SECONDS]

The clock and the origins are simulated: every source is visited once an hour, each at a host of its own, every visit
ends at once with nothing new, and time goes on by a second whenever all that is due was claimed. Counted is what the
claims cost; what a visit itself costs is measured by bench/run.py.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from feedhub import config
from feedhub.model.visit import Claim, Visit
from feedhub.store import Queueing, Store

_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_FREE = 64
"""Visits that may be under way at a time, as `fetch.concurrency` has it."""


def unchanged(claim: Claim, at: datetime) -> Visit:
    """Make the visit that found nothing new."""
    return Visit(claim=claim, at=at, next_visit=at + _HOUR, interval=_HOUR.total_seconds())


def measure(store: Store, sources: int, seconds: int) -> tuple[float, float, int]:
    """Let time go by; tells the share of a core, how late the latest visit was in seconds, and how many there were."""
    chance = Random(5)
    starts = {f"s{number}": chance.randrange(3600) for number in range(sources)}
    store.sync(
        [config.Source(name=name, url=f"http://{name}.example/feed") for name in starts],
        _BEGAN,
        spread=lambda name: float(starts[name]),
    )
    planned = {name: _BEGAN + timedelta(seconds=start) for name, start in starts.items()}
    queueing = Queueing(per_host=2, spacing=timedelta(seconds=1))
    spent = 0.0
    late = timedelta(0)
    visits = 0
    for second in range(seconds):
        now = _BEGAN + timedelta(seconds=second)
        while True:
            began = time.process_time()
            claims = store.claim_in_turn(now, limit=_FREE, lease=timedelta(minutes=5), queueing=queueing)
            spent += time.process_time() - began
            if not claims:
                break
            late = max(late, *(now - planned[claim.source] for claim in claims))
            planned.update({claim.source: now + _HOUR for claim in claims})
            store.record([unchanged(claim, now) for claim in claims])
            visits += len(claims)
    return spent / seconds, late.total_seconds(), visits


def main(sources: int = 100_000, seconds: int = 600) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="feedhub-dispatch-") as folder:
        store = Store.open(f"sqlite:///{Path(folder)}/feedhub.db", now=_BEGAN)
        share, late, visits = measure(store, sources, seconds)
        store.close()
    print(f"{sources:,} sources, {visits:,} visits in {seconds} simulated seconds")
    print(f"dispatching took {share:.2%} of a core; the latest visit was {late:.0f} s late")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
