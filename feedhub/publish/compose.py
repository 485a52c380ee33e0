"""What goes into one document: a feed and its newest entries in, a `FeedDocument` within its limits out.

Never reorders, never cuts an entry in the middle, never asks when it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from feedhub.model.archive import Archived, Reach
from feedhub.model.document import FeedDocument, FeedHead, FeedKind, FeedName, Format, Fragments, StaleFeed
from feedhub.model.entry import Listed
from feedhub.model.hub import Hub
from feedhub.model.period import Period
from feedhub.publish.addresses import language_tag
from feedhub.publish.words import words
from feedhub.publish.writers import ample, overhead, size
from feedhub.sanitize import printable

_Named = TypeVar("_Named", Listed, Archived)
_LONGEST = Period("2026-09-14T083015")
"""An archive with the longest of names: documents leave room for a link to it."""


def compose(
    stale: StaleFeed,
    listed: Sequence[Listed],
    fragments: Mapping[int, Fragments],
    hub: Hub,
    *,
    entries: int,
    max_bytes: int,
    gaps: Sequence[datetime] = (),
) -> FeedDocument:
    """Take the newest entries that fit: at most `entries`, and at most `max_bytes` bytes in each of the formats.

    `listed` comes newest first; an entry without fragments is left out. One entry always goes in, however long. All
    formats show the same entries. Where bytes are short, no source takes more than half of them from others. `gaps`
    are when entries were published that `listed` passes over.
    """
    candidates = [line for line in unique(listed) if line.row in fragments][:entries]
    largest = head_of(stale, hub, updated=hub.started, older=_LONGEST)
    taken = _fitting(candidates, fragments, largest, max_bytes)
    is_all = len(taken) == len(candidates) and len(listed) < entries
    floor = None if is_all or not taken else taken[-1].published
    return FeedDocument(
        head=head_of(stale, hub, updated=max((line.updated for line in taken), default=hub.started)),
        entries=tuple(fragments[line.row] for line in taken),
        editions=tuple(line.edition for line in taken),
        reach=Reach(floor=floor, gaps=_above(floor, gaps, candidates, taken)),
    )


def with_archives(document: FeedDocument, newest: Period | None, hub: Hub) -> FeedDocument:
    """Have a document point at the newest archive of its feed."""
    head = replace(document.head, older_url=_archive_url(document.head.feed, newest, hub))
    return replace(document, head=head)


def unique(listed: Iterable[_Named]) -> list[_Named]:
    """Drop every later line with an id already seen: clients split on such documents, each in its own way."""
    first: dict[str, _Named] = {}
    for line in listed:
        first.setdefault(line.id, line)
    return list(first.values())


def _above(
    floor: datetime | None, gaps: Sequence[datetime], candidates: Sequence[Listed], taken: Sequence[Listed]
) -> tuple[datetime, ...]:
    """Tell when those were published that are not shown though they are newer than the last that is."""
    if floor is None:
        return ()
    shown = {line.row for line in taken}
    left = (line.published for line in candidates if line.row not in shown)
    return tuple(moment for moment in (*gaps, *left) if moment > floor)


def _fitting(
    candidates: Sequence[Listed], fragments: Mapping[int, Fragments], largest: FeedHead, max_bytes: int
) -> list[Listed]:
    needed = [sum(size(fragments[line.row], form) for line in candidates) for form in Format]
    if max(needed) + ample(largest) <= max_bytes:
        return list(candidates)
    rooms = {form: max_bytes - taken for form, taken in overhead(largest).items()}
    taken = list(_until_full(candidates, fragments, rooms))
    if len(taken) == len(candidates) or len({line.source for line in candidates}) == 1:
        return taken
    within, beyond = _by_half(candidates, fragments, rooms)
    chosen = {line.row for line in _until_full([*within, *beyond], fragments, rooms)}
    return [line for line in candidates if line.row in chosen]


def _until_full(
    candidates: Iterable[Listed], fragments: Mapping[int, Fragments], rooms: Mapping[Format, int]
) -> Iterator[Listed]:
    for position, line in enumerate(candidates):
        rooms = {form: room - size(fragments[line.row], form) for form, room in rooms.items()}
        if position and min(rooms.values()) < 0:
            return
        yield line


def _by_half(
    candidates: Iterable[Listed], fragments: Mapping[int, Fragments], rooms: Mapping[Format, int]
) -> tuple[list[Listed], list[Listed]]:
    """Part the entries up to which a source has taken half of the room from those beyond; its first is never beyond."""
    spent: dict[str, dict[Format, int]] = {}
    within: list[Listed] = []
    beyond: list[Listed] = []
    for line in candidates:
        before = spent.get(line.source)
        after = {form: (before or {}).get(form, 0) + size(fragments[line.row], form) for form in rooms}
        is_within = before is None or all(after[form] * 2 <= room for form, room in rooms.items())
        (within if is_within else beyond).append(line)
        spent[line.source] = after
    return within, beyond


def head_of(
    stale: StaleFeed,
    hub: Hub,
    *,
    updated: datetime,
    period: Period | None = None,
    older: Period | None = None,
    newer: Period | None = None,
) -> FeedHead:
    """Make the head of a feed's newest document, or of its archive of a `period`."""
    feed = stale.feed
    return FeedHead(
        feed=feed,
        id=hub.feed_id(feed if stale.known_as is None else replace(feed, name=stale.known_as)),
        title=printable(_title(stale, hub)),
        subtitle=printable(_subtitle(stale, hub)),
        language=language_tag(hub.language),
        updated=updated.astimezone(UTC).replace(microsecond=0),
        page_url=hub.url(feed.path),
        archive_url=_archive_url(feed, period, hub),
        older_url=_archive_url(feed, older, hub),
        newer_url=_archive_url(feed, newer, hub),
    )


def _archive_url(feed: FeedName, period: Period | None, hub: Hub) -> str | None:
    return None if period is None else hub.url(feed.archive_path(period))


def _title(stale: StaleFeed, hub: Hub) -> str:
    """Name a feed as a reader's list needs it: what it is first, then what tells it from its namesakes."""
    match stale.feed.kind:
        case FeedKind.ALL:
            return hub.title
        case FeedKind.SOURCE:
            return stale.title or stale.feed.name
        case FeedKind.TAG:
            return f"{stale.feed.name} · {hub.title}"
        case FeedKind.CATEGORY:
            above, _, leaf = stale.feed.name.rpartition("/")
            return f"{leaf} · {above or hub.title}"


def _subtitle(stale: StaleFeed, hub: Hub) -> str:
    phrases = words(hub.language)
    if stale.feed.kind is FeedKind.ALL:
        return phrases.newest_first
    return phrases.from_hub.format(name=stale.title or stale.feed.name, hub=hub.title)
