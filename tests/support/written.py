"""Documents of entries that never saw a store: composed and written as the hub does it."""

from collections.abc import Sequence
from typing import Any

from feedhub.model.document import FeedDocument, FeedKind, FeedName, Format, StaleFeed
from feedhub.model.entry import StoredEntry
from feedhub.publish import Hub, compose, fragments, written
from support.stored import a_hub, as_listed

FEED = StaleFeed(feed=FeedName(kind=FeedKind.CATEGORY, name="金融/C++ & <D>"), revision=1)
ALL = StaleFeed(feed=FeedName(kind=FeedKind.ALL), revision=1)
PAGE = "https://feeds.example.org/category/%E9%87%91%E8%9E%8D/C%2B%2B%20%26%20%3CD%3E"
"""The page of `FEED`; its documents are beside it."""


def a_document(entries: Sequence[StoredEntry], hub: Hub, stale: StaleFeed = FEED, **limits: Any) -> FeedDocument:
    allowed = {"entries": 50, "max_bytes": 10**6, **limits}
    rendered = {entry.row: fragments(entry, hub, max_bytes=allowed["max_bytes"]) for entry in entries}
    return compose(stale, list(map(as_listed, entries)), rendered, hub, **allowed)


def document_bytes(form: Format, *entries: StoredEntry, stale: StaleFeed = FEED, **limits: Any) -> bytes:
    return written(a_document(entries, a_hub(), stale, **limits), form).data
