"""Feeds as the tree their paths draw: summaries in, branches out, in the order given."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedhub.model.document import FeedKind, FeedSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A category with those directly below it."""

    feed: FeedSummary
    branches: tuple["Branch", ...]

    @property
    def name(self) -> str:
        """The last name of its path."""
        return self.feed.feed.name.rpartition("/")[2]


def tree(feeds: Iterable[FeedSummary]) -> tuple[Branch, ...]:
    """Hang every category below its parent; those whose parent is not among `feeds` are the roots."""
    categories = {feed.feed.name: feed for feed in feeds if feed.feed.kind is FeedKind.CATEGORY}
    below: dict[str, list[FeedSummary]] = {}
    for name, feed in categories.items():
        parent = name.rpartition("/")[0]
        below.setdefault(parent if parent in categories else "", []).append(feed)

    def grow(parent: str) -> tuple[Branch, ...]:
        return tuple(Branch(feed=feed, branches=grow(feed.feed.name)) for feed in below.get(parent, ()))

    return grow("")
