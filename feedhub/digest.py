"""From one source's documents to the entries that are new or changed: plain values in, plain values out.

Comes in: bodies, what the store knows of the source's entries, and what hub and configuration add.
Goes out: a `Digest` of changed entries only. Never here: network, disk, database or clock; so it can run
in a worker process that may be killed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Literal

from feedhub import compare
from feedhub.errors import NotAFeed
from feedhub.model.entry import Entry, Known
from feedhub.model.fetched import Body
from feedhub.model.parsed import ParsedFeed
from feedhub.model.revision import Kept, Recleaned
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import Pace, SourceFacts

MAX_ENTRIES = 5000
"""Items read from one document; a note says when there were more."""
MAX_TEASERS = 50
"""Article pages that one document can send us to: as many entries as its feed shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestJob:
    """What a worker needs: `known` is what the store remembers of the source's entries, `encoding` its own setting."""

    bodies: tuple[Body, ...]
    known: Known
    around: Surroundings
    encoding: str | None = None
    updates: Literal["replace", "ignore"] = "replace"
    """Whether known entries that changed are worth cleaning."""
    full_text: bool | Literal["auto"] = False
    """Which of the new entries want the text of their article pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What the documents brought. `entries` are new or changed, in document order; `offered` counts all."""

    facts: SourceFacts
    entries: tuple[Entry, ...]
    offered: int
    partial: bool
    pace: Pace
    overlaps: bool
    """Whether this can be the document it was before: it holds some entry that is known, or none was."""
    notes: tuple[str, ...]
    renewed: tuple[tuple[str, str], ...] = ()
    """Keys that known entries came under for the first time, each with the key it is stored under."""
    teasers: frozenset[str] = frozenset()
    """The keys of those whose article pages are to be fetched."""


def digest(job: DigestJob) -> Digest:
    """Read the documents and clean what the store does not know yet.

    Raises:
        NotAFeed: none of the bodies is a feed or a post.
    """
    from feedhub import clean  # noqa: PLC0415  as for `parse` below

    feed = read(job)
    facts = clean.facts(feed, job.around)
    origin = clean.own_origin(feed, facts, job.around)
    identities = clean.identify(feed, job.around)
    changes = compare.changes(job.known, identities)
    entries: list[Entry] = []
    empty = 0
    wanted = changes.new if job.updates == "ignore" else sorted((*changes.new, *changes.changed))
    logos = clean.recurring(feed.entries) if wanted else frozenset()
    for index in wanted:
        identity = identities[index]
        if stored := changes.stored_as.get(index):
            identity = replace(identity, key=stored)
        entry = clean.clean(feed.entries[index], identity, feed, facts, origin, job.around, logos=logos)
        if entry is None:
            empty += 1
        else:
            entries.append(entry)
    notes = feed.notes
    if 2 * len(changes.renewed) > len(identities):
        renewed = f"{len(changes.renewed)} of {len(identities)} entries came under new ids, but are known"
        notes = (*notes, renewed)
    if not identities:
        notes = (*notes, "the document holds no entries")
    if empty:
        notes = (*notes, f"{empty} of {len(identities)} entries hold nothing that could be shown and were left out")
    return Digest(
        facts=facts,
        entries=tuple(entries),
        offered=len(identities),
        partial=feed.partial,
        pace=Pace(
            ttl=None if feed.ttl_minutes is None else timedelta(minutes=feed.ttl_minutes),
            skip_hours=feed.skip_hours,
            skip_days=feed.skip_days,
        ),
        overlaps=bool(identities) and (not job.known.prints or changes.same + len(changes.changed) > 0),
        renewed=changes.renewed,
        notes=notes,
        teasers=_teasers(job, entries) if job.full_text else frozenset(),
    )


def _teasers(job: DigestJob, entries: Sequence[Entry]) -> frozenset[str]:
    """Choose the newest of the new entries that have a page of their own and, with `auto`, no whole text."""
    from feedhub import extract, sanitize  # noqa: PLC0415  as for `parse` below

    wanted = [
        entry
        for entry in entries
        if entry.key not in job.known.prints
        and _has_page(entry, job.around)
        and (job.full_text is True or extract.is_teaser(sanitize.plain_text(entry.content), entry.summary))
    ]
    wanted.sort(key=lambda entry: entry.published or job.around.now, reverse=True)
    return frozenset(entry.key for entry in wanted[:MAX_TEASERS])


def _has_page(entry: Entry, around: Surroundings) -> bool:
    """Tell an address of the entry's own from a recording's, and from the hub's."""
    url = entry.url or ""
    own = url.startswith(("http://", "https://")) and not url.startswith(around.page)
    return own and all(url != one.url for one in entry.enclosures)


def reclean(items: Sequence[Kept]) -> list[Recleaned]:
    """Clean stored items once more."""
    from feedhub import clean  # noqa: PLC0415  as for `parse` below

    return [clean.reclean(item) for item in items]


def read(job: DigestJob) -> ParsedFeed:
    """Read the documents as one.

    Raises:
        NotAFeed: none of the bodies is a feed or a post.
    """
    # The daemon itself only names this module to its workers; what reads documents would cost it 90 ms and 20 MB.
    from feedhub import parse  # noqa: PLC0415

    if len(job.bodies) == 1:
        return parse.read(job.bodies[0], encoding=job.encoding, max_entries=MAX_ENTRIES)
    feeds: list[ParsedFeed] = []
    refused: list[str] = []
    for body in job.bodies:
        try:
            feeds.append(parse.read(body, encoding=job.encoding, max_entries=MAX_ENTRIES))
        except NotAFeed as reason:
            refused.append(f"{body.name}: {reason}")
    if not feeds:
        raise NotAFeed("; ".join(refused[:3]) or "the folder holds no posts")
    return replace(
        feeds[0],
        entries=tuple(chain.from_iterable(feed.entries for feed in feeds)),
        partial=any(feed.partial for feed in feeds),
        notes=(*refused, *chain.from_iterable(feed.notes for feed in feeds)),
    )
