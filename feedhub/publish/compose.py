"""What goes into one document: a feed and its newest entries in, a `FeedDocument` within its limits out.

Never reorders, never cuts an entry in the middle, never asks when it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from feedhub.model.document import FeedDocument, FeedHead, FeedKind, Format, Fragments, StaleFeed
from feedhub.model.entry import Listed
from feedhub.publish.addresses import language_tag
from feedhub.publish.hub import Hub
from feedhub.publish.words import words
from feedhub.publish.writers import overhead, size
from feedhub.sanitize import printable


def compose(
    stale: StaleFeed,
    listed: Sequence[Listed],
    fragments: Mapping[int, Fragments],
    hub: Hub,
    *,
    entries: int,
    max_bytes: int,
) -> FeedDocument:
    """Take the newest entries that fit: at most `entries`, and at most `max_bytes` bytes in each of the formats.

    `listed` comes newest first; an entry without fragments is left out. One entry always goes in, however long. All
    formats show the same entries.
    """
    candidates = [line for line in unique(listed) if line.row in fragments][:entries]
    rooms = {form: max_bytes - taken for form, taken in overhead(_head(stale, hub, updated=hub.started)).items()}
    taken = list(_fitting(candidates, fragments, rooms))
    return FeedDocument(
        head=_head(stale, hub, updated=max((line.updated for line in taken), default=hub.started)),
        entries=tuple(fragments[line.row] for line in taken),
    )


def unique(listed: Iterable[Listed]) -> list[Listed]:
    """Drop every later line with an id already seen: clients split on such documents, each in its own way."""
    first: dict[str, Listed] = {}
    for line in listed:
        first.setdefault(line.id, line)
    return list(first.values())


def _fitting(
    candidates: Sequence[Listed], fragments: Mapping[int, Fragments], rooms: dict[Format, int]
) -> Iterator[Listed]:
    for position, line in enumerate(candidates):
        rooms = {form: room - size(fragments[line.row], form) for form, room in rooms.items()}
        if position and min(rooms.values()) < 0:
            return
        yield line


def _head(stale: StaleFeed, hub: Hub, *, updated: datetime) -> FeedHead:
    feed = stale.feed
    return FeedHead(
        feed=feed,
        id=hub.feed_id(feed),
        title=printable(_title(stale, hub)),
        subtitle=printable(_subtitle(stale, hub)),
        language=language_tag(hub.language),
        updated=updated.astimezone(UTC).replace(microsecond=0),
        page_url=hub.url(feed.path),
    )


def _title(stale: StaleFeed, hub: Hub) -> str:
    """Name a feed as a reader's list needs it: what it is first, then what tells it from its namesakes."""
    match stale.feed.kind:
        case FeedKind.ALL:
            return hub.title
        case FeedKind.SOURCE:
            return stale.title or stale.feed.name
        case FeedKind.CATEGORY:
            above, _, leaf = stale.feed.name.rpartition("/")
            return f"{leaf} · {above or hub.title}"


def _subtitle(stale: StaleFeed, hub: Hub) -> str:
    phrases = words(hub.language)
    if stale.feed.kind is FeedKind.ALL:
        return phrases.newest_first
    return phrases.from_hub.format(name=stale.title or stale.feed.name, hub=hub.title)
