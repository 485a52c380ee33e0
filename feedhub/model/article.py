"""An entry's text as its article page has it: what there is to fetch, and what came of it."""

import enum
from dataclasses import dataclass
from datetime import datetime

from feedhub.model.fetched import FailureKind
from feedhub.model.html import SafeHtml
from feedhub.model.visit import Hold


class PageFault(enum.StrEnum):
    """Why a page that was there gave no text; the value is what `status`, logs and metrics show."""

    ROBOTS = "robots.txt"
    NO_PAGE = "not a page"
    NOTHING_FOUND = "nothing found"
    OTHER_TEXT = "other text"


class Verdict(enum.Enum):
    """What a page's text is, beside what the feed gave."""

    FULLER = "fuller"
    NO_FULLER = "no fuller"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Why there is no text: a kind to count by, one sentence to read."""

    kind: FailureKind | PageFault
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An entry whose article page is to be fetched, and ours until `lease_until`."""

    row: int
    source: str
    url: str
    host: str
    title: str
    content: SafeHtml
    """What the feed itself gave."""
    lease_until: datetime
    home: str | None = None
    """The home page of the feed, as it says itself."""
    image_tier: str | None = None
    """What its head image comes from; None where it has none."""
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuller:
    """What a page adds to an entry: None where the feed's own is as good, or there is nothing."""

    content: SafeHtml | None = None
    opening: str = ""
    """The beginning of the text, for an entry that came without any."""
    headimg: str | None = None
    image_tier: str | None = None
    """What `headimg` comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What came of an errand: a `Fuller`, or a `Miss` with the moment of the next try, if there is to be one.

    Neither: it waits until then, or was not wanted any more. `found` tells whether the page held what was looked for, None where none was read.
    """

    errand: Errand
    at: datetime
    fuller: Fuller | None = None
    miss: Miss | None = None
    next_try: datetime | None = None
    found: bool | None = None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What the store made of a `Completion`: whether the entry changed, and whether its source now gives cause for alarm."""

    changed: bool = False
    alarmed: bool = False
