"""Builders of what parsing hands to cleaning: name only what a test is about."""

from datetime import UTC, datetime

from feedhub.clean import clean, facts, identify, own_origin, recurring
from feedhub.model.entry import Entry
from feedhub.model.parsed import Link, ParsedEntry, ParsedFeed, Text
from feedhub.model.surroundings import Surroundings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def surroundings(
    *,
    source: str = "stcn",
    location: str = "https://news.example.com/feed.xml",
    title: str | None = None,
    author: str | None = None,
    headimg: str | None = None,
    timezone: str = "UTC",
    now: datetime = NOON,
) -> Surroundings:
    return Surroundings(
        source=source,
        authority="feeds.example.org,2026",
        location=location,
        title=title,
        author=author,
        headimg=headimg,
        timezone=timezone,
        page="http://hub.example/source/stcn",
        now=now,
    )


def a_feed(*entries: ParsedEntry, form: str = "rss20", home: str | None = "https://news.example.com/") -> ParsedFeed:
    return ParsedFeed(format=form, entries=entries, links=(Link(href=home),) if home else ())


def an_entry(guid: str | None = None, link: str | None = None, title: str | None = None) -> ParsedEntry:
    return ParsedEntry(
        guid=guid, links=(Link(href=link),) if link else (), title=None if title is None else Text(value=title)
    )


def cleaned(feed: ParsedFeed, around: Surroundings | None = None) -> list[Entry | None]:
    """Take a document through the room: facts, identities, entries."""
    around = around or surroundings()
    known = facts(feed, around)
    origin = own_origin(feed, known, around)
    return [
        clean(entry, identity, feed, known, origin, around, logos=recurring(feed.entries))
        for entry, identity in zip(feed.entries, identify(feed, around), strict=True)
    ]


def clean_one(entry: ParsedEntry, feed: ParsedFeed | None = None, around: Surroundings | None = None) -> Entry:
    """Clean a single item of a feed that says nothing else, and expect it to be kept."""
    given = feed or a_feed()
    found = cleaned(
        ParsedFeed(
            format=given.format,
            entries=(entry,),
            title=given.title,
            id=given.id,
            links=given.links,
            authors=given.authors,
            updated=given.updated,
            language=given.language,
            rights=given.rights,
        ),
        around,
    )[0]
    assert found is not None
    return found
