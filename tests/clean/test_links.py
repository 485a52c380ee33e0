"""Which link is an item's address, and which links are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.clean.links import article_link, canonical_link, is_global_iri, without_session
from feedhub.model.entry import anchor
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, Text
from support.parsed import a_feed, clean_one, surroundings


def url(*links: Link, guid: str | None = None, is_link: bool = False, media: tuple[Media, ...] = ()) -> str | None:
    """Give the address an item has of its own, None where the hub has to show it."""
    entry = ParsedEntry(title=Text(value="t"), links=links, guid=guid, guid_is_link=is_link, media=media, language="en")
    own = clean_one(entry).url
    return None if own is not None and own.startswith("http://hub.example/source/stcn#") else own


PAGE = "https://a.example/page"


@pytest.mark.parametrize(
    "links",
    [
        (Link(href=PAGE),),
        (Link(href=PAGE), Link(href="https://a.example/second")),
        (Link(href="https://a.example/x", rel="related"), Link(href=PAGE)),
        (Link(href="https://a.example/x", rel="replies"), Link(href=PAGE)),
        (Link(href="https://a.example/x.pdf", type="application/pdf"), Link(href=PAGE, type="text/html")),
        (Link(href="https://a.example/x.pdf", type="application/pdf"), Link(href=PAGE)),
        (Link(href=PAGE, type="text/html; charset=utf-8"), Link(href="https://a.example/x", type="text/html")),
        (Link(href="https://a.example/de", language="de"), Link(href=PAGE, language="en-GB")),
        (Link(href="javascript:alert(1)"), Link(href=PAGE)),
        (Link(href="mailto:a@a.example"), Link(href=PAGE)),
        (Link(href=PAGE, type="application/pdf"),),
    ],
)
def test_the_address_is_the_items_own_page(links: tuple[Link, ...]) -> None:
    assert url(*links) == PAGE


def test_tracking_parameters_of_the_address_are_its_publishers_business() -> None:
    assert url(Link(href=f"{PAGE}?utm_source=rss")) == f"{PAGE}?utm_source=rss"


def test_without_a_page_a_permalink_guid_is_the_address() -> None:
    assert url(guid=PAGE, is_link=True) == PAGE
    assert url(guid=PAGE, is_link=False) is None
    assert url(guid="abc-1", is_link=True) is None
    assert url(guid="tag:a.example,2020:1", is_link=True) is None


def test_then_what_the_item_points_to_and_then_its_recording() -> None:
    recording = (Media(url="/a.mp3", role=MediaRole.ENCLOSURE),)
    assert url(Link(href="https://b.example/", rel="related"), media=recording) == "https://b.example/"
    assert url(media=recording) == "https://news.example.com/a.mp3"
    assert url() is None


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("two.html", "https://news.example.com/two.html"),
        ("/two.html", "https://news.example.com/two.html"),
        ("//b.example/two", "https://b.example/two"),
        ("https://user:secret@a.example/page", PAGE),
        (" https://a.example/page\n", PAGE),
    ],
)
def test_an_address_is_absolute_and_keeps_no_password(href: str, found: str) -> None:
    assert url(Link(href=href)) == found


def test_without_a_feeds_page_a_relative_link_starts_where_the_document_was_read() -> None:
    entry = ParsedEntry(title=Text(value="t"), links=(Link(href="two"),))
    around = surroundings(location="https://c.example/feeds/all.xml")
    assert clean_one(entry, a_feed(home=None), around).url == "https://c.example/feeds/two"
    own = f"http://hub.example/source/stcn#{anchor(clean_one(entry, a_feed(home=None), around).id)}"
    assert clean_one(entry, a_feed(home=None), surroundings(location="/srv/feed.xml")).url == own


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/1", "https://a.example/1"),
        ("https://A.Example/1", "https://a.example/1"),
        ("https://a.example/1?b=2&a=1", "https://a.example/1?a=1&b=2"),
        ("https://a.example/1?utm_source=x&utm_campaign=y", "https://a.example/1"),
        ("https://a.example/1?ref=x&spm=a.b&fbclid=1&gclid=2", "https://a.example/1"),
        ("https://a.example/1?", "https://a.example/1"),
    ],
)
def test_links_to_the_same_place_compare_equal(one: str, other: str) -> None:
    assert canonical_link(one) == canonical_link(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/1", "https://a.example/1/"),
        ("https://a.example/1?id=1", "https://a.example/1?id=2"),
        ("https://a.example/1?reference=1", "https://a.example/1"),
        ("https://a.example/#a", "https://a.example/#b"),
        ("https://a.example/A", "https://a.example/a"),
    ],
)
def test_links_to_different_places_do_not(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


@given(st.text(max_size=50) | st.text(":/?#[]@!$&'()*+,;=%ab", max_size=50).map("http://".__add__))
def test_any_text_can_be_compared_and_asked_whether_it_is_an_iri(text: str) -> None:
    assert canonical_link(text) == canonical_link(text)
    assert is_global_iri(text) or not is_global_iri(text, any_scheme=False)


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/2026/bridge",
        "https://www.news.example/2026/bridge",
        "https://NEWS.example/2026/Bridge/",
        "https://news.example/2026/bridge?utm_source=feed",
        "https://news.example/2026/bridge?sid=a1b2",
        "https://news.example/2026/bridge;jsessionid=A1?PHPSESSID=b2&ref=home",
    ],
)
def test_links_to_one_article_are_known_for_that(other: str) -> None:
    assert article_link(other) == article_link("https://news.example/2026/bridge") is not None


@pytest.mark.parametrize(
    "other",
    ["https://news.example/2026/bridge?page=2", "https://m.example/2026/bridge", "https://news.example/2026/bridge#2"],
)
def test_links_to_other_articles_are_not(other: str) -> None:
    assert article_link(other) != article_link("https://news.example/2026/bridge")


@pytest.mark.parametrize(
    ("href", "names_one"),
    [
        ("https://news.example/a/c1xyz", True),
        ("https://news.example/?p=17", True),
        ("https://news.example/council-keeps-bridge", True),
        ("https://news.example/北京市新闻发布会", True),
        ("https://news.example/%E5%8C%97%E4%BA%AC%E5%B8%82%E6%96%B0%E9%97%BB%E5%8F%91", True),
        ("https://news.example/", False),
        ("https://news24.example:8080", False),
        ("https://news.example/live", False),
        ("https://news.example/podcast/the-show", False),
        ("https://news.example/%E6%96%B0%E9%97%BB", False),
        ("mailto:editor@news.example", False),
        ("", False),
    ],
)
def test_a_link_names_an_article_or_a_page_of_many(href: str, names_one: bool) -> None:
    assert (article_link(href) is not None) == names_one


@pytest.mark.parametrize(
    ("href", "bare"),
    [
        ("https://a.example/1;jsessionid=X9", "https://a.example/1"),
        ("https://a.example/?sid=1&p=2", "https://a.example/?p=2"),
        ("https://a.example/?p=2&PHPSESSID=1#top", "https://a.example/?p=2&#top"),
        ("https://a.example/?inside=1&aside=2", "https://a.example/?inside=1&aside=2"),
    ],
)
def test_a_link_is_known_without_the_visit_it_was_written_for(href: str, bare: str) -> None:
    assert without_session(href) == bare
