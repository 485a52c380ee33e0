"""Who publishes, and the addresses and ids that follow from it. Never asks a request for its Host header."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from feedhub.model.document import FeedName

RENDER_VERSION = 4
"""Goes up whenever an entry would be written differently than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """What every document says of the hub.

    `authority` is `host,year` (RFC 4151); `started` is when the hub first ran, UTC, and dates what is still empty.
    """

    title: str
    base_url: str
    authority: str
    language: str | None
    started: datetime

    @property
    def root(self) -> str:
        """The public address without slash behind: `https://feeds.example.org`."""
        return self.base_url.rstrip("/")

    def url(self, path: str) -> str:
        """Make the absolute URL of a path that is not encoded yet."""
        return f"{self.root}/{quote(path)}"

    def href(self, path: str) -> str:
        """Make a link of a page to a path that is not encoded yet: without host, so it also works behind another name."""
        return f"{urlsplit(self.root).path}/{quote(path)}"

    def feed_id(self, feed: FeedName) -> str:
        """Name a feed for good: the id outlives titles, ports and addresses (RFC 4151)."""
        return f"tag:{self.authority}:{quote(feed.path)}"


def category_scheme(base_url: str, path: str) -> str:
    """Make the atom:category scheme that tells a category from its namesakes elsewhere in the tree."""
    return f"{base_url.rstrip('/')}/categories/{quote(path)}/"


def stamp(hub: Hub, *, max_bytes: int) -> str:
    """Tell what fragments depend on besides their entries: when this changes, all are to be rendered anew."""
    return f"{RENDER_VERSION} {hub.root} {max_bytes}"
