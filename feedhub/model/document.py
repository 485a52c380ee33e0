"""What is published: a feed's head with its entries, and the bytes that are put in place."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Self

from feedhub.model.archive import Reach
from feedhub.model.entry import Edition
from feedhub.model.fault import HeldBack
from feedhub.model.period import Period


class FeedKind(enum.StrEnum):
    """What a feed gathers."""

    ALL = "all"
    CATEGORY = "category"
    SOURCE = "source"
    TAG = "tag"


class Format(enum.StrEnum):
    """In what form a feed is published; the value is its file name's suffix."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    __hash__ = str.__hash__  # an enumeration's own is slower, and asked for with every rendering of an entry


class Piece(bytes):
    """Bytes that stand in many documents. What tells them from any others is taken once."""

    digest: bytes
    """Sixteen bytes that no other bytes have."""

    def __new__(cls, data: bytes) -> Self:
        """Take the digest, which everything asks for that a piece is for."""
        piece = super().__new__(cls, data)
        piece.digest = _digest(data)
        return piece


def in_every_format(path: str) -> list[str]:
    """Name the documents of a path, one in each format."""
    return [f"{path}.{form.value}" for form in Format]


def is_archive(name: str) -> bool:
    """Tell whether a document's name is that of an archive."""
    return name.startswith("archive/")


def may_wait(name: str) -> bool:
    """Tell by its name whether a document is written only once somebody has asked for it."""
    return is_archive(name) or name.startswith(f"{FeedKind.SOURCE}/")


Fragments = Mapping[Format, Piece]
"""One entry as every format writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedName:
    """Which feed: `name` is a category path, a source's name or a tag, and empty for `all`."""

    kind: FeedKind
    name: str = ""

    @classmethod
    def at(cls, path: str) -> Self:
        """Name the feed of a `path`.

        Raises:
            ValueError: there is no such kind of feed.
        """
        kind, _, name = path.partition("/")
        return cls(kind=FeedKind(kind), name=name)

    @property
    def path(self) -> str:
        """`all`, `category/金融/要闻`, `source/stcn`: the URL path without slash in front and suffix behind."""
        return self.kind.value if self.kind is FeedKind.ALL else f"{self.kind.value}/{self.name}"

    def archive_path(self, period: Period) -> str:
        """`archive/2026-09/category/金融`: the period comes first, so that no name of a category can be taken for it."""
        return f"archive/{period.name}/{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleFeed:
    """A feed whose documents are older than its entries.

    `revision` is what `Store.mark_published` takes back: a feed that changes meanwhile stays stale. `title` is the
    source's title for a source's feed and empty for the others. `known_as` is the name that the feed's id is made of,
    its first one where it was renamed; None where it is its own.
    """

    feed: FeedName
    revision: int
    title: str = ""
    known_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSummary:
    """A feed's line in the category tree and in OPML.

    `title` is the source's title for a source's feed and empty for the others; `updated` is None while the feed is
    empty.
    """

    feed: FeedName
    title: str
    entries: int
    updated: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """Everything a document says before its first entry.

    The addresses of archives (RFC 5005, section 4) are without suffix, each format's being beside the others;
    `archive_url` is None in the feed's newest document, which readers subscribe to.
    """

    feed: FeedName
    id: str
    title: str
    subtitle: str
    language: str | None
    updated: datetime
    page_url: str
    archive_url: str | None = None
    older_url: str | None = None
    newer_url: str | None = None

    def self_url(self, form: Format) -> str:
        """Give the address of the document in one format: the newest is beside the feed's page."""
        return f"{self.archive_url or self.page_url}.{form.value}"

    def history(self, form: Format) -> Iterator[tuple[str, str]]:
        """Give the links to where a reader finds the feed's other entries: relation and address."""
        if self.archive_url:
            yield "current", f"{self.page_url}.{form.value}"
        if self.older_url:
            yield "prev-archive", f"{self.older_url}.{form.value}"
        if self.newer_url:
            yield "next-archive", f"{self.newer_url}.{form.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A head and its rendered entries, newest first, unique by id, within the limits of one document in any format."""

    head: FeedHead
    entries: tuple[Fragments, ...]
    editions: tuple[Edition, ...]
    """Which these are."""
    reach: Reach = field(default_factory=Reach)
    """What of the feed this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document in one format, in the pieces it is joined from; its entries stand in other documents too.

    A page is all head.
    """

    head: bytes
    entries: tuple[bytes, ...] = ()
    between: bytes = b""
    """What stands between two entries."""
    tail: bytes = b""

    def holding(self, entries: Sequence[bytes]) -> bytes:
        """Write the document with these entries in place of its own."""
        if not self.between:
            return b"".join((self.head, *entries, self.tail))
        return b"".join((self.head, self.between.join(entries), self.tail))

    @property
    def data(self) -> bytes:
        """The whole document."""
        return self.holding(self.entries)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        between = len(self.between) * max(0, len(self.entries) - 1)
        return len(self.head) + sum(map(len, self.entries)) + between + len(self.tail)

    @property
    def digest(self) -> bytes:
        """Sixteen bytes that no document of other pieces has."""
        return _digest(b"".join(map(digest_of, (self.head, *self.entries, self.tail))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A document ready to be put in place at `name`, a path below the published folder (`category/金融.atom`).

    `modified` is when the content last changed: the document's Last-Modified, whole seconds, UTC.
    """

    name: str
    document: Written
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """How many feeds were stale, how many documents changed for it, how many entries could not be written in any.

    `held_back` are documents whose last good version stays, of these feeds or of others before.
    """

    feeds: int
    documents: int
    left_out: int
    held_back: tuple[HeldBack, ...] = ()


def digest_of(data: bytes) -> bytes:
    """Give the sixteen bytes that no other bytes have; a piece has them at hand."""
    return data.digest if isinstance(data, Piece) else _digest(data)


def _digest(data: bytes) -> bytes:
    return sha256(data).digest()[:16]
