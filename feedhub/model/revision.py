"""An entry's earlier versions, and its making anew from what its source once gave."""

from dataclasses import dataclass
from datetime import datetime

from feedhub.model.entry import Enclosure, Raw, Tag
from feedhub.model.html import SafeHtml
from feedhub.model.wording import Wording

CLEAN_VERSION = 1
"""Raise it when cleaning gives other results for the same item: what is stored is then cleaned anew, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """How an entry read since a moment, until the next version of it."""

    since: datetime
    updated: datetime
    """What was published as its date of change."""
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An entry and all that is kept of how it read: oldest first, the last one is what is published."""

    id: str
    source: str
    url: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry's raw item as the store kept it; `changed` tells whether the entry is still the one it was read with."""

    row: int
    changed: int
    source: str
    id: str
    raw: Raw
    page: str | None = None
    """Its body, where that came from the article's page and not from the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaned:
    """What a newer cleaner makes of an item. What its document said of it stays: id, address, author, dates."""

    title: str
    content: SafeHtml
    summary: str
    headimg: str | None
    image_tier: str | None
    thumbnail: str | None
    tags: tuple[Tag, ...]
    enclosures: tuple[Enclosure, ...]
    words: int | None
