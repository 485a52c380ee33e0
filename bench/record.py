"""Measure what the store costs on the way in: claiming, knowing, recording, together and alone.

    python bench/record.py [ROUNDS]

Three hundred sources in two categories each, on SQLite; entries have bodies of 5 KB and items of 2 KB. Printed are CPU
milliseconds of this process a visit, the best of all rounds. Entries are dated over five days, as a first visit finds
them, so that they stand everywhere in their categories and in the marks of archives.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

from feedhub import config
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Entry, Origin, Raw, Tag
from feedhub.model.html import SafeHtml
from feedhub.model.request import Validators
from feedhub.model.residence import Residence
from feedhub.model.visit import Claim, Pace, SourceFacts, Visit
from feedhub.store import Store

_SOURCES = 300
_BATCH = 50
_BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
_LEASE = timedelta(minutes=60)
_CHANCE = Random(5)
_BODIES = [SafeHtml(f"<p>{_CHANCE.randbytes(2500).hex(' ', 5)}</p>") for _ in range(200)]
_ITEMS = [_CHANCE.randbytes(2000) for _ in range(50)]

Make = Callable[[Claim, int], Visit]


def an_entry(source: str, turn: int, number: int) -> Entry:
    """Make an entry that nothing else is like."""
    url = f"https://{source}.example/{turn}/{number}"
    print_ = sha256(url.encode()).digest()
    return Entry(
        key=url,
        fingerprint=print_,
        id=url,
        title=f"Title of {url}",
        url=url,
        author="Author",
        content=_BODIES[print_[0] % len(_BODIES)],
        summary="Summary " * 20,
        published=_BEGAN - timedelta(seconds=_CHANCE.randrange(5 * 86_400)),
        updated=None,
        origin=Origin(id=f"https://{source}.example/", title=source, updated=_BEGAN),
        tags=(Tag(term="a"), Tag(term="b")),
        page=int.from_bytes(print_[:7], "big"),
        words=int.from_bytes(print_[7:14], "big"),
        raw=Raw(data=_ITEMS[print_[1] % len(_ITEMS)], clean_version=1),
    )


def same(claim: Claim, turn: int) -> Visit:
    """Make the visit that found nothing new."""
    at = _BEGAN + timedelta(hours=turn)
    return Visit(
        claim=claim,
        at=at,
        next_visit=at + timedelta(hours=1),
        interval=3600.0,
        validators=Validators(etag='"1"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT"),
        rhythm="1,0,0,0,0,0,0,0",
        reason="it brings something once a day",
        pace=Pace(),
        residence=Residence(),
        took=timedelta(milliseconds=30),
    )


def brings(entries: int) -> Make:
    """Have visits bring so many new entries."""

    def make(claim: Claim, turn: int) -> Visit:
        return replace(
            same(claim, turn),
            digest=f"{turn:064}",
            facts=SourceFacts(title=claim.source),
            entries=tuple(an_entry(claim.source, turn, number) for number in range(entries)),
            offered=20,
            size=100_000,
        )

    return make


class Bench:
    """A store, its sources, and what was measured: CPU milliseconds by what they are of."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.found: dict[str, float] = {}
        self._turn = 0
        self._names = [f"s{number}" for number in range(_SOURCES)]
        sources = [
            config.Source(name=name, url=f"http://{name}.example/feed", categories=(f"a/{n % 5}", f"b/{n % 3}"))
            for n, name in enumerate(self._names)
        ]
        store.sync(sources, _BEGAN, spread=lambda _: 0.0)

    def visits(self, what: str, make: Make) -> None:
        """Record a visit to each of two hundred sources in batches, and to each of the others alone."""
        self._turn += 1
        for names, size, how in ((self._names[:200], _BATCH, "together"), (self._names[200:], 1, "alone")):
            claims = self.store.claim_named(names, _BEGAN + timedelta(hours=self._turn), lease=_LEASE)
            made = [make(claim, self._turn) for claim in claims]
            batches = [made[start : start + size] for start in range(0, len(made), size)]
            self.timed(f"{what}, {how}", len(made), [partial(self.store.record, batch) for batch in batches])

    def others(self) -> None:
        """Measure what else a visit asks of the store, and a feed."""
        later = _BEGAN + timedelta(days=9)
        claims = self.store.claim_named(None, later, lease=_LEASE)
        self.timed("known of a source", len(claims), [partial(self.store.known, claim.row) for claim in claims])
        later += 2 * _LEASE
        claiming = partial(self.store.claim_due, later, limit=_BATCH, lease=_LEASE)
        self.timed("claim, fifty at a time", _SOURCES, [claiming] * (_SOURCES // _BATCH))
        name = FeedName(kind=FeedKind.CATEGORY, name="a/1")
        self.timed("newest 50 of a category", 50, [partial(self.store.front, name, limit=50)] * 50)

    def timed(self, what: str, times: int, calls: Sequence[Callable[[], object]]) -> None:
        """Note what calls cost, without the collector looking through all that waits to be recorded."""
        gc.collect()
        gc.freeze()
        began = time.process_time()
        for call in calls:
            call()
        self.found[what] = (time.process_time() - began) * 1000 / times
        gc.unfreeze()


def measure() -> dict[str, float]:
    """Measure one store from its beginning."""
    with tempfile.TemporaryDirectory(prefix="feedhub-record-") as folder:
        store = Store.open(f"sqlite:///{Path(folder)}/feedhub.db", now=_BEGAN)
        bench = Bench(store)
        bench.visits("20 entries of a new source", brings(20))
        bench.visits("20 new entries", brings(20))
        bench.visits("2 new entries", brings(2))
        bench.visits("nothing new", same)
        bench.others()
        store.close()
    return bench.found


def main(rounds: int = 3) -> None:
    """Print the best of all rounds."""
    found = [measure() for _ in range(rounds)]
    for what in found[0]:
        print(f"{what:38}{min(each[what] for each in found):8.3f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
