"""From what a document says to entries that can be stored and shown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.clean import identify
from feedhub.model.entry import Entry, anchor
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, ParsedOrigin, Tag, Text
from support.parsed import a_feed, an_entry, clean_one, cleaned, surroundings

IMAGE = "https://news.example.com/news/202209/1.jpeg"
SEED = ParsedEntry(
    title=Text(value="绿色创新  为服务贸易开放发展贡献力量（服贸会观察）"),
    contents=(Text(value="<div><p>金秋时节，服贸盛会喜迎八方来客。</p></div>", kind="html"),),
    authors=("证券时报网",),
    published="Thu, 01 Sep 2022 11:16:00 GMT",
    media=(Media(url=IMAGE, role=MediaRole.HEADIMG),),
    categories=("金融/证券时报网/要闻",),
    thumbnail=IMAGE,
)


def test_a_post_comes_out_as_it_was_meant() -> None:
    entry = clean_one(SEED, a_feed(form="post", home=None), surroundings(location="/srv/posts"))
    assert entry.title == "绿色创新  为服务贸易开放发展贡献力量（服贸会观察）"
    assert entry.author == "证券时报网"
    assert entry.published == datetime(2022, 9, 1, 11, 16, tzinfo=UTC)
    assert entry.categories == ("金融/证券时报网/要闻",)
    assert entry.headimg == entry.thumbnail == IMAGE
    assert "金秋时节，服贸盛会喜迎八方来客。" in entry.content
    assert entry.url == f"http://hub.example/source/stcn#{anchor(entry.id)}"


def test_a_thumbnail_is_the_head_image_where_there_is_no_other() -> None:
    assert clean_one(replace(SEED, thumbnail=None)).thumbnail == IMAGE
    assert clean_one(replace(SEED, thumbnail="/small.png")).thumbnail == "https://news.example.com/small.png"


def test_an_entry_carries_its_identity() -> None:
    feed = a_feed(SEED)
    (identity,) = identify(feed, surroundings())
    (entry,) = cleaned(feed)
    assert entry is not None
    assert (entry.key, entry.fingerprint) == (identity.key, identity.fingerprint)


# Dates


def dated(published: str | None, updated: str | None = None, timezone: str = "UTC") -> Entry:
    entry = replace(an_entry(title="t"), published=published, updated=updated)
    return clean_one(entry, around=surroundings(timezone=timezone))


def test_an_undated_entry_is_left_to_be_dated_by_its_first_sight() -> None:
    for published in (None, "", "nonsense", "2099-01-01", "0001-01-01T00:00:00Z"):
        entry = dated(published)
        assert (entry.published, entry.updated) == (None, None)


def test_the_only_date_of_an_entry_is_its_publication() -> None:
    entry = dated(None, "2022-09-01T08:00:00Z")
    assert entry.published == entry.updated == datetime(2022, 9, 1, 8, tzinfo=UTC)


def test_an_update_never_comes_before_the_publication() -> None:
    entry = dated("2022-09-01T08:00:00Z", "2022-08-01T08:00:00Z")
    assert entry.published == entry.updated == datetime(2022, 9, 1, 8, tzinfo=UTC)


def test_both_dates_are_kept_where_they_make_sense() -> None:
    entry = dated("2022-09-01T08:00:00Z", "2022-09-02T08:00:00Z")
    assert (entry.published, entry.updated) == (
        datetime(2022, 9, 1, 8, tzinfo=UTC),
        datetime(2022, 9, 2, 8, tzinfo=UTC),
    )


def test_an_update_in_the_future_is_none() -> None:
    entry = dated("2022-09-01T08:00:00Z", "2099-09-02T08:00:00Z")
    assert (entry.published, entry.updated) == (datetime(2022, 9, 1, 8, tzinfo=UTC), None)


def test_dates_without_a_zone_are_at_home_in_the_source() -> None:
    assert dated("2022年9月1日 08:00", timezone="Asia/Shanghai").published == datetime(2022, 9, 1, tzinfo=UTC)


def test_another_hubs_first_sight_is_taken_over() -> None:
    entry = clean_one(replace(SEED, first_seen="2022-09-01T12:00:00Z"))
    assert entry.first_seen == datetime(2022, 9, 1, 12, tzinfo=UTC)
    assert clean_one(SEED).first_seen is None


# What an entry inherits, and what is left out


def test_language_and_rights_are_inherited_from_the_feed() -> None:
    feed = replace(a_feed(), language="zh-CN", rights="© News")
    entry = clean_one(an_entry(title="t"), feed)
    assert (entry.language, entry.rights) == ("zh-CN", "© News")
    entry = clean_one(replace(an_entry(title="t"), language="en", rights="© Ann"), feed)
    assert (entry.language, entry.rights) == ("en", "© Ann")


@pytest.mark.parametrize(
    "entry",
    [
        ParsedEntry(),
        ParsedEntry(guid="17", published="2022-09-01", authors=("Ann",)),
        ParsedEntry(title=Text(value=" \x00 "), contents=(Text(value="<script>x</script>", kind="html"),)),
        ParsedEntry(links=(Link(href="javascript:alert(1)"),)),
        ParsedEntry(summary=Text(value="\x1b\r\n", kind="html")),
    ],
)
def test_an_item_in_which_nothing_could_be_shown_is_no_entry(entry: ParsedEntry) -> None:
    assert cleaned(a_feed(entry)) == [None]


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(title="t"),
        an_entry(link="https://a.example/"),
        ParsedEntry(contents=(Text(value="text"),)),
        ParsedEntry(contents=(Text(value='<img src="https://a.example/a.png">', kind="html"),)),
        ParsedEntry(media=(Media(url="https://a.example/a.mp3", role=MediaRole.ENCLOSURE),)),
    ],
)
def test_anything_to_read_open_look_at_or_listen_to_is_enough(entry: ParsedEntry) -> None:
    assert clean_one(entry).title


NASTY = st.text(max_size=30) | st.sampled_from(
    ["\x00\ud800\ufffe", "javascript:alert(1)", "<b>&lt;", "http://[", "2022"]
)
TEXTS = st.none() | st.builds(Text, value=NASTY, kind=st.sampled_from(["plain", "html"]), base=st.none() | NASTY)
ITEMS = st.builds(
    ParsedEntry,
    guid=st.none() | NASTY,
    guid_is_link=st.booleans(),
    title=TEXTS,
    links=st.lists(st.builds(Link, href=NASTY), max_size=2).map(tuple),
    contents=st.lists(TEXTS.filter(bool), max_size=1).map(tuple),
    summary=TEXTS,
    authors=st.lists(NASTY, max_size=3).map(tuple),
    published=st.none() | NASTY,
    updated=st.none() | NASTY,
    language=st.none() | NASTY,
    rights=st.none() | NASTY,
    media=st.lists(st.builds(Media, url=NASTY, role=st.sampled_from(MediaRole)), max_size=2).map(tuple),
    categories=st.none() | st.lists(NASTY, max_size=2).map(tuple),
    tags=st.lists(st.builds(Tag, term=NASTY, scheme=st.none() | NASTY), max_size=2).map(tuple),
)


@given(ITEMS)
def test_whatever_an_item_says_its_entry_can_be_stored_and_shown(item: ParsedEntry) -> None:
    (entry,) = cleaned(a_feed(item))
    if entry is None:
        return
    assert entry.title.strip()
    assert entry.author
    assert cleaned(a_feed(item)) == [entry]
    for text in (entry.id, entry.title, entry.author, entry.content, entry.summary, entry.rights or ""):
        assert text == text.encode().decode()
        assert not set(text) & {"\x00", "\x0b", "\ufffe", "\uffff"}
    for url in (entry.url, entry.headimg, entry.thumbnail, *(one.url for one in entry.enclosures)):
        assert url is None or url.startswith(("http://", "https://"))


def told_again(entry: Entry) -> ParsedEntry:
    """Say what an entry says, as an export would."""
    origin = entry.origin
    return ParsedEntry(
        guid=entry.id,
        title=Text(value=entry.title),
        links=(Link(href=entry.url),) if entry.url else (),
        contents=(Text(value=entry.content, kind="html"),) if entry.content else (),
        summary=Text(value=entry.summary) if entry.summary else None,
        authors=(entry.author,),
        tags=tuple(Tag(term=tag.term, scheme=tag.scheme) for tag in entry.tags),
        published=entry.published.isoformat() if entry.published else None,
        updated=entry.updated.isoformat() if entry.updated else None,
        language=entry.language,
        rights=entry.rights,
        categories=entry.categories,
        media=tuple(
            Media(url=one.url, role=MediaRole.ENCLOSURE, type=one.type, length=one.length) for one in entry.enclosures
        ),
        origin=ParsedOrigin(
            id=origin.id,
            title=origin.title,
            home=origin.home,
            feed=origin.feed,
            updated=origin.updated.isoformat(),
            rights=origin.rights,
        ),
    )


def test_the_sources_own_picture_stands_for_entries_that_have_none() -> None:
    logo = "https://news.example.com/logo.png"
    around = surroundings(headimg=logo)
    own = Media(url="https://news.example.com/a.jpg", role=MediaRole.THUMBNAIL)
    without, pictured = (
        ParsedEntry(guid=guid, title=Text(value="A"), media=media) for guid, media in (("1", ()), ("2", (own,)))
    )
    assert [
        (found.headimg, found.thumbnail, found.image_tier)
        for found in cleaned(a_feed(without, pictured), around)
        if found
    ] == [
        (logo, logo, "source"),
        (own.url, own.url, "media:thumbnail"),
    ]


def test_another_picture_of_the_source_is_another_version_of_its_entries() -> None:
    feed = a_feed(an_entry("1", title="A"))
    prints = {
        identify(feed, surroundings(headimg=logo))[0].fingerprint
        for logo in (None, "https://a/1.png", "https://a/2.png")
    }
    assert len(prints) == 3


@given(ITEMS)
def test_an_entry_told_again_is_the_same_entry(item: ParsedEntry) -> None:
    (entry,) = cleaned(a_feed(item))
    if entry is None:
        return
    elsewhere = surroundings(source="other", location="/srv/posts")
    again = clean_one(told_again(entry), a_feed(form="post", home=None), elsewhere)
    again = replace(again, key=entry.key, fingerprint=entry.fingerprint)  # which are its new source's business
    again = replace(again, headimg=entry.headimg, thumbnail=entry.thumbnail, image_tier=entry.image_tier)
    assert again == entry
