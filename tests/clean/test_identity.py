"""Who an item is: what changes its key, what changes its fingerprint, and which id is published."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.clean import identify
from feedhub.model.entry import NO_PRINT, PRINT, Identity
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, ParsedOrigin, Tag, Text
from support.parsed import a_feed, an_entry, clean_one, cleaned, surroundings


def identities(*entries: ParsedEntry) -> list[Identity]:
    return identify(a_feed(*entries), surroundings())


def key(entry: ParsedEntry) -> str:
    return identities(entry)[0].key


def fingerprint(entry: ParsedEntry) -> bytes:
    return identities(entry)[0].fingerprint


def published_ids(*entries: ParsedEntry, form: str = "rss20") -> list[str]:
    return [entry.id for entry in cleaned(a_feed(*entries, form=form)) if entry]


# Keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (an_entry("http://a.example/1"), an_entry("https://a.example/1")),
        (an_entry("HTTP://a.example/1"), an_entry("https://a.example/1")),
        (an_entry("g", "https://a.example/1", "old"), an_entry("g", "https://b.example/2", "new")),
        (an_entry(link="http://a.example/1"), an_entry(link="https://a.example/1")),
        (an_entry(link="https://A.example/1"), an_entry(link="https://a.example/1")),
        (an_entry(link="https://a.example/1?utm_source=x&id=3&ref=y"), an_entry(link="https://a.example/1?id=3")),
        (an_entry(link="https://a.example/1?b=2&a=1"), an_entry(link="https://a.example/1?a=1&b=2")),
        (an_entry(link="https://a.example/1", title="old"), an_entry(link="https://a.example/1", title="new")),
    ],
)
def test_an_item_keeps_its_key(one: ParsedEntry, other: ParsedEntry) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (an_entry("1"), an_entry("2")),
        (an_entry("https://a.example/1"), an_entry("https://a.example/1#more")),
        (an_entry("https://a.example/a"), an_entry("https://a.example/A")),
        (an_entry("https://a.example/%7e"), an_entry("https://a.example/~")),
        (an_entry(link="https://a.example/1"), an_entry(link="https://a.example/1/")),
        (an_entry(link="https://a.example/#one"), an_entry(link="https://a.example/#two")),
        (an_entry("https://a.example/1"), an_entry(link="https://a.example/1")),
        (an_entry(title="one"), an_entry(title="two")),
        (ParsedEntry(title=Text(value="t"), published="1"), ParsedEntry(title=Text(value="t"), published="2")),
    ],
)
def test_two_items_have_two_keys(one: ParsedEntry, other: ParsedEntry) -> None:
    assert key(one) != key(other)


def test_the_address_a_document_was_fetched_from_is_in_no_key() -> None:
    feed = a_feed(an_entry("abc-1"), an_entry(link="/relative"), an_entry(title="only a title"))
    here = identify(feed, surroundings(location="http://a.example/feed"))
    there = identify(feed, surroundings(location="https://b.example/moved/feed/"))
    assert here == there


def test_one_guid_on_two_links_is_two_items() -> None:
    first, second = identities(an_entry("g", "https://a.example/1"), an_entry("g", "https://a.example/2"))
    assert first.key != second.key


def test_items_that_share_a_guid_keep_their_keys_while_others_come_and_go() -> None:
    one, two, three = (an_entry("https://a.example/", f"https://a.example/{number}") for number in (1, 2, 3))
    _, before = identities(three, two)
    after, _ = identities(two, one)
    assert before.key == after.key


def test_one_link_under_two_titles_is_two_items() -> None:
    first, second = identities(
        an_entry(link="https://a.example/log", title="1.0"), an_entry(link="https://a.example/log", title="1.1")
    )
    assert first.key != second.key


def test_exact_repeats_share_a_key() -> None:
    first, second = identities(*[an_entry("g", "https://a.example/1", "t")] * 2)
    assert first == second
    first, second = identities(an_entry("g", "https://a.example/1"), an_entry("g", "http://A.example/1?utm_medium=rss"))
    assert first.key == second.key


def test_links_that_are_no_urls_are_keys_as_they_stand() -> None:
    assert key(an_entry(link="http://[broken")) == key(an_entry(link="http://[broken"))
    assert key(an_entry(link="mailto:a@b.example")) != key(an_entry(link="mailto:c@b.example"))


# Published ids

KEPT = [
    "https://a.example/1",
    "http://a.example/1/",
    "HTTPS://A.Example/1",
    "http://a.example/%7euser",
    "https://a.example/?p=1&amp;x",
    "https://a.example/文章/1",
    "https://a.example/a[]=1",
    "tag:a.example,2020:1",
    "TAG:a.example,2020:1",
    "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
    "URN:sha1:abc",
    "info:doi/10.1000/182",
]


@pytest.mark.parametrize("guid", KEPT)
@pytest.mark.parametrize("form", ["rss20", "atom10", "json1"])
def test_an_absolute_iri_is_published_character_for_character(guid: str, form: str) -> None:
    assert published_ids(an_entry(guid, title="t"), form=form) == [guid]


@pytest.mark.parametrize(
    "guid",
    [
        "1",
        "abc-1",
        "/2022/1",
        "article:17",
        "post:hello.md",
        "http:",
        "http:///nowhere",
        "https:relative",
        "https://a.example/with space",
        "https://a.example/\u3000",
        "https://a.example/<b>",
        'https://a.example/"',
        "https://a.example/{1}",
        "https://a.example/a|b",
        "https://a.example/a\\b",
        "https://a.example/^`",
        "https://a.example/\x00",
        "https://a.example/\ud800",
        "https://a.example/\ufffe",
        "javascript:alert(1)",
        "https://a.example/" + "x" * 2048,
    ],
)
def test_anything_else_gets_a_minted_id_that_says_nothing_of_it(guid: str) -> None:
    entry = an_entry(guid, title="t")
    assert published_ids(entry) == [f"tag:feeds.example.org,2026:stcn/{key(entry)}"]
    assert len(key(entry)) == hashlib.sha256().digest_size * 2


def test_atom_may_use_a_scheme_of_its_own() -> None:
    assert published_ids(an_entry("yt:video:abc", title="t"), form="atom10") == ["yt:video:abc"]
    assert published_ids(an_entry("yt:video:abc", title="t"), form="post") == ["yt:video:abc"]


def test_a_posts_file_name_is_no_id_for_the_world() -> None:
    (found,) = published_ids(an_entry("post:hello.md", title="t"), form="post")
    assert found.startswith("tag:feeds.example.org,2026:stcn/")


def test_an_iri_that_several_items_claim_belongs_to_none() -> None:
    first, second = published_ids(
        an_entry("https://a.example/", "https://a.example/1"), an_entry("https://a.example/", "https://a.example/2")
    )
    assert first != second
    assert first.startswith("tag:feeds.example.org,2026:stcn/")
    assert second.startswith("tag:feeds.example.org,2026:stcn/")


def test_an_iri_repeated_exactly_is_still_its_own() -> None:
    entry = an_entry("https://a.example/1", "https://a.example/1")
    assert published_ids(entry, entry) == ["https://a.example/1"] * 2


def test_the_same_guid_in_two_sources_gives_two_minted_ids() -> None:
    entry = an_entry("1", title="t")
    one = clean_one(entry, around=surroundings(source="one"))
    two = clean_one(entry, around=surroundings(source="two"))
    assert one.id != two.id


@given(st.text(max_size=60) | st.text("ht:/ps.exam<> %7e#?", max_size=60).map("https://".__add__))
def test_every_id_is_an_absolute_iri(guid: str) -> None:
    (found,) = published_ids(an_entry(guid, title="t"))
    scheme, colon, rest = found.partition(":")
    assert scheme.isascii()
    assert colon
    assert rest
    assert not set(found) & set(' <>"{}|\\^`\t\r\n\x00')
    assert found.encode()


# Fingerprints

FULL = ParsedEntry(
    guid="g",
    title=Text(value="title"),
    links=(Link(href="https://a.example/1"),),
    contents=(Text(value="<p>body</p>", kind="html"),),
    summary=Text(value="summary"),
    authors=("Ann",),
    tags=(Tag(term="news"),),
    media=(Media(url="/a.mp3", role=MediaRole.ENCLOSURE),),
    language="en",
    rights="©",
    origin=ParsedOrigin(title="origin"),
    published="Thu, 01 Sep 2022 11:16:00 GMT",
    updated="2022-09-01",
)


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, title=Text(value="Title")),
        replace(FULL, title=Text(value="title", kind="html")),
        replace(FULL, links=(Link(href="https://a.example/2"),)),
        replace(FULL, contents=(Text(value="<p>body!</p>", kind="html"),)),
        replace(FULL, contents=(Text(value="<p>body</p>", kind="html", base="https://b.example/"),)),
        replace(FULL, summary=None),
        replace(FULL, caption=Text(value="caption")),
        replace(FULL, authors=("Bob",)),
        replace(FULL, authors=("Ann", "Bob")),
        replace(FULL, authors=("An", "n")),
        replace(FULL, tags=(Tag(term="news", scheme="https://a.example/"),)),
        replace(FULL, tags=()),
        replace(FULL, media=(Media(url="/a.mp3", role=MediaRole.CONTENT),)),
        replace(FULL, media=(Media(url="/a.mp3", role=MediaRole.ENCLOSURE, length=5),)),
        replace(FULL, language="de"),
        replace(FULL, rights=None),
        replace(FULL, origin=ParsedOrigin(title="other")),
        replace(FULL, categories=("a/b",)),
        replace(FULL, thumbnail="/t.png"),
    ],
)
def test_whatever_can_reach_a_reader_is_in_the_fingerprint(other: ParsedEntry) -> None:
    assert fingerprint(FULL) != fingerprint(other)


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, published="Fri, 02 Sep 2022 11:16:00 GMT"),
        replace(FULL, updated="2026-11-23T11:59:59Z"),
        replace(FULL, guid="https://a.example/other"),
        replace(FULL, origin=ParsedOrigin(title="origin", updated="2026-11-23")),
        replace(FULL, contents=(*FULL.contents, Text(value="an alternative"))),
        replace(FULL, first_seen="2022-09-01"),
    ],
)
def test_what_is_volatile_or_never_shown_is_not(other: ParsedEntry) -> None:
    assert fingerprint(FULL) == fingerprint(other)


def test_what_an_item_inherits_is_in_its_fingerprint() -> None:
    feed, around = a_feed(FULL), surroundings()
    before = identify(feed, around)
    for other in (replace(feed, authors=("Ann",)), replace(feed, language="en"), replace(feed, rights="©")):
        assert identify(other, around) != before
    for changed in (replace(around, title="T"), replace(around, author="A"), replace(around, timezone="Asia/Shanghai")):
        assert identify(feed, changed) != before


def test_a_feed_that_only_renews_its_own_date_changes_nothing() -> None:
    feed, around = a_feed(FULL), surroundings()
    renewed = replace(feed, updated="2026-11-23T11:59:59Z", title=Text(value="News (3 new)"))
    assert identify(renewed, around) == identify(feed, around)


def test_the_order_of_a_document_changes_no_identity() -> None:
    entries = [an_entry(str(number)) for number in range(5)]
    assert identities(*reversed(entries)) == list(reversed(identities(*entries)))


def test_identities_survive_text_that_cannot_be_encoded() -> None:
    entry = an_entry("\ud800", "\udfff", "\ud83d\ude00 \x00")
    assert identities(entry) == identities(entry)


# What an item is recognised by when its key is another


def link_and_words(entry: ParsedEntry) -> tuple[bytes, bytes]:
    says = fingerprint(entry)
    return says[-2 * PRINT : -PRINT], says[-PRINT:]


def test_an_item_is_recognised_by_link_and_words_whatever_its_guid_and_session_are() -> None:
    one = an_entry("g1", "https://a.example/2026/1?sid=77", "Title")
    other = an_entry("g2", "http://www.a.example/2026/1", "Title")
    assert link_and_words(one) == link_and_words(other)
    assert NO_PRINT not in link_and_words(one)


def test_without_a_link_a_guid_that_is_one_takes_its_place() -> None:
    guid = an_entry("https://a.example/2026/1", None, "Title")
    assert link_and_words(replace(guid, guid_is_link=True))[0] == link_and_words(an_entry("g", guid.guid))[0]
    assert link_and_words(replace(guid, guid_is_link=False))[0] == NO_PRINT


def test_the_home_of_a_feed_is_no_items_link_and_nothing_is_no_words() -> None:
    home = "https://a.example/archive/2026/"
    feed = a_feed(an_entry("g1", home, "Title"), an_entry("g2", "https://a.example/2026/2", ""), home=home)
    at_home, blank = (each.fingerprint for each in identify(feed, surroundings()))
    assert at_home[-2 * PRINT : -PRINT] == NO_PRINT
    assert blank[-PRINT:] == NO_PRINT


@pytest.mark.parametrize(
    ("body", "telling"),
    [
        ("", False),
        ("<p><img src='x.jpg' alt='a long description'></p>", False),
        ("Word " * 4, False),
        ("Word " * 5, True),
    ],
)
def test_a_few_words_do_not_tell_an_item_from_others(body: str, telling: bool) -> None:
    item = replace(an_entry("g", None, "Title"), contents=(Text(value=body, kind="html"),))
    assert identities(item)[0].telling == telling


def test_a_session_in_a_link_is_no_change() -> None:
    links = ("https://a.example/1?sid=1", "https://a.example/1?sid=2")
    one, other = (fingerprint(an_entry("g", link, "Title")) for link in links)
    assert one == other
