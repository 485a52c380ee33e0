"""The feed an entry comes from, as its atom:source will say it (RFC 4287, section 4.2.11)."""

from datetime import UTC, datetime

from feedhub.clean.dates import read_date
from feedhub.clean.labels import language
from feedhub.clean.links import home_of, is_global_iri, self_of
from feedhub.clean.text import line, stated_title
from feedhub.model.entry import Origin
from feedhub.model.parsed import ParsedFeed, ParsedOrigin
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import SourceFacts
from feedhub.sanitize import absolute


def facts(feed: ParsedFeed, around: Surroundings) -> SourceFacts:
    """Return what a document says about its feed, clean.

    `updated` is the feed's own date, else the newest of its entries', and never later than the visit.
    """
    return SourceFacts(
        title=stated_title(feed.title) or None,
        home=home_of(feed, around.address),
        id=feed.id if feed.id and is_global_iri(feed.id) else None,
        language=language(feed.language),
        rights=line(feed.rights) or None,
        updated=_updated(feed, around),
    )


def own_origin(feed: ParsedFeed, known: SourceFacts, around: Surroundings) -> Origin:
    """Return the source itself as an origin."""
    return Origin(
        id=known.id or _minted(around),
        title=line(around.title) or known.title or around.source,
        updated=known.updated or around.now.replace(microsecond=0),
        home=known.home,
        feed=self_of(feed, around.address),
        rights=known.rights,
    )


def named_origin(named: ParsedOrigin, own: Origin, moment: datetime | None, around: Surroundings) -> Origin:
    """Return the origin an item names, completed where it says too little; `moment` is the item's own date."""
    home, feed = absolute(named.home or "", None), absolute(named.feed or "", None)
    given = named.id if named.id and is_global_iri(named.id) else None
    updated = read_date(named.updated, timezone="UTC", now=around.now)
    return Origin(
        id=given or feed or home or own.id,
        title=line(named.title) or own.title,
        updated=updated or moment or own.updated,
        home=home,
        feed=feed,
        rights=line(named.rights) or None,
    )


def _minted(around: Surroundings) -> str:
    return f"tag:{around.authority}:source/{around.source}"


def _updated(feed: ParsedFeed, around: Surroundings) -> datetime | None:
    own = _past(feed.updated, around)
    if own:
        return own
    dates = (_past(entry.updated or entry.published, around) for entry in feed.entries)
    return max(filter(None, dates), default=None)


def _past(raw: str | None, around: Surroundings) -> datetime | None:
    found = read_date(raw, timezone=around.timezone, now=around.now)
    return found if found and found <= around.now.astimezone(UTC) else None
