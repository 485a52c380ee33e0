"""A source's turn: what the store remembers when it begins, and what there is to remember when it ends."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from feedhub.model.entry import Entry
from feedhub.model.fetched import FailureKind
from feedhub.model.request import Validators
from feedhub.model.residence import Move, Residence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a document wants to be asked for: `ttl`, and hours and days (GMT, Monday is 0) in which it does not."""

    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """This source is due and ours until `lease_until`."""

    row: int
    source: str
    lease_until: datetime
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    """`Fetched.digest` of the last document stored whole."""
    failures: int = 0
    """Visits in a row that brought nothing because something was wrong."""
    interval: float | None = None
    """Seconds the last plan waited; None before the first visit."""
    proven: bool = True
    """Whether any visit ever brought something."""
    rhythm: str | None = None
    """What is learned of when the source brings something, in the words of `schedule`."""
    host: str = ""
    """Whose guest the visit is: the host of the configured URL, empty for a local source."""
    residence: Residence = field(default_factory=Residence)
    pace: Pace = field(default_factory=Pace)
    """What its last document asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A host that asked to be left alone until a moment, by all sources (RFC 9110, section 10.2.3)."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What a document says about its feed, clean."""

    title: str | None = None
    home: str | None = None
    id: str | None = None
    language: str | None = None
    rights: str | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a visit failed: a kind to count by, one sentence to read."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that ended: written in one transaction with the entries its validators vouch for.

    `validators` and `digest` are None where the remembered ones stay. `entries` are only those new or changed.
    """

    claim: Claim
    at: datetime
    next_visit: datetime | None
    """None: never again (410)."""
    interval: float
    trouble: Trouble | None = None
    put_off: bool = False
    """Whether nobody was asked, so that there is no more to remember than when to try again."""
    validators: Validators | None = None
    digest: str | None = None
    facts: SourceFacts | None = None
    entries: tuple[Entry, ...] = ()
    updates: Literal["replace", "ignore"] = "replace"
    """What becomes of those among them that are known."""
    offered: int = 0
    """How many entries the document held."""
    notes: tuple[str, ...] = ()
    renewed: tuple[tuple[str, str], ...] = ()
    """Keys that known entries came under for the first time, each with the key it is stored under."""
    rhythm: str | None = None
    """None where the remembered one stays."""
    reason: str | None = None
    """Why the next visit is when it is, for the operator."""
    residence: Residence | None = None
    """None where what is remembered of its moving stays."""
    hold: Hold | None = None
    pace: Pace | None = None
    """None where the remembered one stays."""
    took: timedelta = timedelta()
    """How long it took to ask and to read."""
    size: int = 0
    """Bytes of the document, unpacked; 0 where there was none."""
    first: int | None = None
    """How many entries of a new source come into the feeds of its categories; None for all of them."""
    teasers: frozenset[str] = frozenset()
    """The keys of the new entries whose article pages are to be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the store made of a `Visit`."""

    source: str
    new: int
    changed: int
    alarm: str | None = None
    """What makes the source look as if it had been re-identified: its entries were kept out of the feeds' documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTally:
    """How many of a source's texts wait for their first try, failed and wait for another, or were given up.

    `reason` is why the last that failed did; `barren` that most pages of late held nothing that was looked for.
    """

    waiting: int = 0
    failing: int = 0
    given_up: int = 0
    reason: str = ""
    barren: bool = False


NO_TEXTS = TextTally()
"""What there is to tell of a source that wants no article pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A row of `feedhub status`."""

    source: str
    title: str
    enabled: bool
    location: str
    last_visit: datetime | None
    last_success: datetime | None
    next_visit: datetime | None
    entries: int
    failures: int
    trouble: Trouble | None
    notes: tuple[str, ...] = ()
    reason: str | None = None
    """Why the next visit is when it is."""
    address: str | None = None
    """Where it moved for good, and is asked instead of `location`."""
    removed: int = 0
    """How many of its entries were pruned or removed."""
    moves: tuple[Move, ...] = ()
    """Its changes of address, oldest first."""
    paused: bool = False
    """Whether the operator paused it; one that is not enabled and not paused is so by configuration."""
    alarm: str | None = None
    """What it did that looked like a flood, for a week or until it brings something in the ordinary way."""
    texts: TextTally = NO_TEXTS
    """How its texts of article pages are."""
