"""Which feeds a page names, and what a source is called after."""

from datetime import UTC, datetime, timedelta

import pytest

from feedhub import discover


def urls(page: str, base: str = "https://example.org/blog/") -> list[str]:
    return [each.url for each in discover.feeds_of(page, base)]


def test_declared_feeds_come_first_and_those_of_comments_last() -> None:
    page = """<a href="/rss">RSS</a><link rel=alternate type=application/rss+xml href=/comments/feed/ title=Comments>
    <LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="feed.atom">"""
    assert urls(page) == [
        "https://example.org/blog/feed.atom",
        "https://example.org/comments/feed/",
        "https://example.org/rss",
    ]


@pytest.mark.parametrize(
    "page",
    [
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">',
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<a href="javascript:rss">x</a><a href="/feedback">y</a><a href="http://[/rss">z</a>',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/x"> -->',
        "<link" * 1000,
        '<a href="https://rss.example.org/about">x</a>',
    ],
)
def test_what_only_looks_like_one_is_left_out(page: str) -> None:
    assert urls(page) == []


def test_a_base_element_counts() -> None:
    page = '<base href="https://cdn.example.net/x/"><link rel="feed" href="a.json">'
    assert urls(page) == ["https://cdn.example.net/x/a.json"]


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("证券时报网", "https://stcn.com/", "zheng-quan-shi-bao-wang"),
        ("LWN.net", "https://lwn.net/", "lwn-net"),
        ("Le Monde – À la une", "https://lemonde.fr/", "le-monde-a-la-une"),
        ("It’s nice", "https://x.org/", "its-nice"),
        ("Новости", "https://x.ru/", "novosti"),
        ("🦀", "https://www.crabs.example.org/feed", "crabs-example"),
        ("", "http://192.0.2.7:8080/feed", "192-0-2-7"),
        ("", "not an address", "source"),
        ("a" * 300, "https://x.org/", "a" * 40),
        ("---", "https://feeds.feedburner.com/x", "feedburner"),
    ],
)
def test_a_name_can_be_typed_and_said(title: str, url: str, name: str) -> None:
    assert discover.speakable(title, url) == name


def test_a_taken_name_gets_a_number() -> None:
    assert discover.free_name("news", {"news", "news-2"}) == "news-3"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (1, "about 24 a day"),
        (24, "about 1 a day"),
        (84, "about 2 a week"),
        (720, "about 1 a month"),
        (9000, "less than one a month"),
    ],
)
def test_cadence_is_said_in_words(hours: int, words: str) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    assert discover.cadence(first + timedelta(hours=hours * number) for number in range(12)) == words


def test_of_one_entry_no_cadence_is_known() -> None:
    assert discover.cadence([datetime(2026, 1, 1, tzinfo=UTC)]) == "unknown"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.example.org/feed/", "https://EXAMPLE.org:443/feed#x", True),
        ("https://example.org/feed?a=1", "https://example.org/feed", False),
        ("https://example.org:8443/feed", "https://example.org/feed", False),
    ],
)
def test_addresses_of_one_feed_are_alike(one: str, other: str, same: bool) -> None:
    assert (discover.likeness(one) == discover.likeness(other)) is same


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org/blog", "https://example.org/blog"),
        ("feed://example.org/rss", "http://example.org/rss"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("localhost:8080/feed", "https://localhost:8080/feed"),
        ("ftp://example.org/", "ftp://example.org/"),
    ],
)
def test_what_people_type_becomes_an_address(typed: str, address: str) -> None:
    assert discover.web_address(typed) == address


def test_a_category_is_proposed_from_the_same_host_then_from_tags() -> None:
    known = {"https://a.org/1": ["News/World"], "https://b.org/2": ["Tech/Linux"]}
    assert discover.likely_category("https://www.a.org/9", ["linux"], known) == "News/World"
    assert discover.likely_category("https://c.org/9", ["LINUX", "x"], known) == "Tech/Linux"
    assert discover.likely_category("https://c.org/9", ["x"], known) is None
