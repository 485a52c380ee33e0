"""An entry once it is clean, and the same once it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from feedhub.model.html import SafeHtml


def anchor(entry_id: str) -> str:
    """Name an entry in twelve characters: in file names, and as the fragment that leads to it on the hub's pages."""
    return sha256(entry_id.encode()).hexdigest()[:12]


PRINT = 8
"""Bytes at the end of a fingerprint that stand for an item's words alone, and before them for its link alone."""
NO_PRINT = bytes(PRINT)
"""What stands there where link or words tell it from nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A recording or file that belongs to an entry: absolute http(s) URL, media type, size in bytes if known."""

    url: str
    type: str
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A publisher's own keyword: printable, never blank; `scheme` is an absolute IRI or none."""

    term: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The feed an entry comes from, as its atom:source says it (RFC 4287, section 4.2.11)."""

    id: str
    title: str
    updated: datetime
    home: str | None = None
    feed: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who an item is and what it says, taken before it is cleaned.

    `key` recognises the item among those of its source; `fingerprint` changes when the item, the cleaner or what
    the configuration adds to it changes.
    """

    key: str
    fingerprint: bytes
    telling: bool = True
    """Whether it has words enough that another item would hardly have the same by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store remembers of a source's entries, newest first; `prints` are their fingerprints by key.

    `aliases` lead from other keys that an entry came under to its own. `removed` are the keys of entries that were
    taken out for good: they are remembered so that they do not come back.
    """

    prints: Mapping[str, bytes]
    aliases: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()


NOTHING_KNOWN = Known(prints={})
"""What the store remembers of a source before its first visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An item as the cleaner got it, packed by `clean`, and the version of the cleaner that its entry is by."""

    data: bytes
    clean_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A clean entry: stable id, printable text, absolute links, `SafeHtml`, UTC dates that are never in the future."""

    key: str
    fingerprint: bytes
    id: str
    title: str
    url: str | None
    author: str
    content: SafeHtml
    """Empty when the item had no body."""
    summary: str
    """Plain text, at most a paragraph; empty when the item has neither summary nor body."""
    published: datetime | None
    """None where the item gave no usable date: the store puts the first sight there, once."""
    updated: datetime | None
    headimg: str | None = None
    thumbnail: str | None = None
    language: str | None = None
    rights: str | None = None
    categories: tuple[str, ...] | None = None
    """The entry's own category paths; None where it takes those of its source."""
    tags: tuple[Tag, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    origin: Origin
    """What the item itself names, else the source: copied when the entry is taken, and not moved by later polls."""
    first_seen: datetime | None = None
    """Set only where another hub's export says so."""
    image_tier: str | None = None
    """What the head image comes from, in the words of `clean`; None where there is none."""
    page: int | None = None
    """The print of its address, by which entries of other sources are known for the same one."""
    words: int | None = None
    """The print of its text."""
    raw: Raw | None = field(default=None, compare=False)
    """What it was cleaned from, no part of what it says; without it, no newer cleaner can make it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as every output shows it."""

    row: int
    """The store's own number; never published."""
    source: str
    """The name of the source that brought it."""
    key: str
    id: str
    title: str
    url: str | None
    author: str
    content: SafeHtml
    summary: str
    published: datetime
    updated: datetime
    first_seen: datetime
    changed: datetime
    """When its stored form last changed."""
    headimg: str | None
    thumbnail: str | None
    language: str | None
    rights: str | None
    categories: tuple[str, ...]
    """Its own paths, or its source's; then those of its copies."""
    tags: tuple[Tag, ...]
    """Its own, then those of its copies."""
    enclosures: tuple[Enclosure, ...]
    origin: Origin
    """What the item named, or its source."""
    image_tier: str | None = None
    """What the head image comes from; None where there is none, or nobody remembers."""
    others: tuple[Origin, ...] = ()
    """The feeds of other sources that brought the same entry, in the order they did."""


class Edition(NamedTuple):
    """An entry in one stored form: no two forms share one, nor do two entries of which the second got the row of the first."""

    row: int
    tie: int
    """Its place among entries of the same second, which is made of its id."""
    changed: int
    """When its stored form last changed: seconds since 1970, two changes within one counted as two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry's line in a feed: all a page shows of it, and what tells whether a document changed."""

    row: int
    edition: Edition
    id: str
    source: str
    title: str
    url: str | None
    author: str
    summary: str
    headimg: str | None
    language: str | None
    published: datetime
    updated: datetime
    origin_title: str
