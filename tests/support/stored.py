"""Builders of what the store hands to publishing: name only what a test is about."""

from datetime import UTC, datetime

from feedhub.model.entry import Edition, Enclosure, Listed, Origin, StoredEntry, Tag
from feedhub.model.html import SafeHtml
from feedhub.publish import Hub

NOON = datetime(2022, 9, 1, 11, 16, tzinfo=UTC)
STARTED = datetime(2022, 8, 1, tzinfo=UTC)


def a_hub(
    *, title: str = "每日要闻", base_url: str = "https://feeds.example.org", language: str | None = "zh-CN"
) -> Hub:
    return Hub(title=title, base_url=base_url, authority="feeds.example.org,2026", language=language, started=STARTED)


def an_origin(
    *,
    id: str = "tag:news.example.com,2022:feed",  # noqa: A002  the field's name
    title: str = "证券时报网",
    updated: datetime = NOON,
    home: str | None = "https://news.example.com/",
    feed: str | None = "https://news.example.com/feed.xml",
    rights: str | None = None,
) -> Origin:
    return Origin(id=id, title=title, updated=updated, home=home, feed=feed, rights=rights)


def a_stored_entry(
    row: int = 1,
    *,
    id: str | None = None,  # noqa: A002  the field's name
    source: str = "stcn",
    title: str = "绿色创新",
    url: str | None = "https://news.example.com/1?a=1&b=2",
    author: str = "贺勇",
    content: str = "<p>金秋时节</p>",
    summary: str = "金秋时节",
    published: datetime = NOON,
    updated: datetime = NOON,
    first_seen: datetime = NOON,
    headimg: str | None = None,
    thumbnail: str | None = None,
    language: str | None = "zh-CN",
    rights: str | None = None,
    categories: tuple[str, ...] = ("金融/证券时报网/要闻",),
    tags: tuple[Tag, ...] = (),
    enclosures: tuple[Enclosure, ...] = (),
    origin: Origin | None = None,
    image_tier: str | None = None,
    others: tuple[Origin, ...] = (),
) -> StoredEntry:
    return StoredEntry(
        row=row,
        source=source,
        key=str(row),
        id=f"https://news.example.com/{row}" if id is None else id,
        title=title,
        url=url,
        author=author,
        content=SafeHtml(content),
        summary=summary,
        published=published,
        updated=updated,
        first_seen=first_seen,
        changed=updated,
        headimg=headimg,
        thumbnail=thumbnail,
        language=language,
        rights=rights,
        categories=categories,
        tags=tags,
        enclosures=enclosures,
        origin=origin or an_origin(),
        image_tier=image_tier,
        others=others,
    )


def as_listed(entry: StoredEntry) -> Listed:
    """Show an entry as the store lists it."""
    return Listed(
        row=entry.row,
        edition=Edition(entry.row, 0, int(entry.changed.timestamp())),
        id=entry.id,
        source=entry.source,
        title=entry.title,
        url=entry.url,
        author=entry.author,
        summary=entry.summary,
        headimg=entry.headimg,
        language=entry.language,
        published=entry.published,
        updated=entry.updated,
        origin_title=entry.origin.title,
    )
