"""The pages people see: whole, escaped, scriptless, and leading to the feeds."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedhub.model.document import FeedHead, FeedKind, FeedName, FeedSummary, StaleFeed
from feedhub.model.entry import StoredEntry
from feedhub.publish import Hub, compose, index, page, statics
from feedhub.sanitize import printable
from support import nasty
from support.stored import NOON, a_hub, a_stored_entry, an_origin, as_listed

_YAOWEN = FeedName(kind=FeedKind.CATEGORY, name="金融/证券时报网/要闻")
_LINKED = {"a": "href", "link": "href", "img": "src"}


def a_head(feed: FeedName = _YAOWEN, hub: Hub | None = None) -> FeedHead:
    stale = StaleFeed(feed=feed, revision=1, title="")
    return compose(stale, [], {}, hub or a_hub(), entries=50, max_bytes=512_000).head


def a_summary(kind: FeedKind, name: str = "", title: str = "", entries: int = 3) -> FeedSummary:
    return FeedSummary(feed=FeedName(kind=kind, name=name), title=title, entries=entries, updated=NOON)


def a_page(
    entries: Sequence[StoredEntry] = (),
    *,
    feed: FeedName = _YAOWEN,
    nearby: Sequence[FeedSummary] = (),
    hub: Hub | None = None,
) -> LexborHTMLParser:
    ours = hub or a_hub()
    return LexborHTMLParser(page(a_head(feed, ours), list(map(as_listed, entries)), nearby, ours).decode())


def an_index(feeds: Sequence[FeedSummary], entries: Sequence[StoredEntry] = ()) -> LexborHTMLParser:
    return LexborHTMLParser(index(feeds, list(map(as_listed, entries)), a_hub()).decode())


def one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    found = tree.css(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


def addresses(tree: LexborHTMLParser) -> Iterator[str]:
    for name, attribute in _LINKED.items():
        for node in tree.css(name):
            yield node.attributes.get(attribute) or ""


def both(entries: Sequence[StoredEntry]) -> list[LexborHTMLParser]:
    feeds = [a_summary(FeedKind.CATEGORY, printable(path)) for entry in entries for path in entry.categories]
    return [a_page(entries, nearby=feeds), an_index(feeds, entries)]


@settings(deadline=None, max_examples=60)
@given(entries=st.lists(nasty.entries, max_size=3))
def test_nothing_an_entry_says_becomes_markup(entries: list[StoredEntry]) -> None:
    for tree in both(entries):
        assert not tree.css("script, style, iframe, object, form, [style]")
        for node in tree.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")]
        for address in addresses(tree):
            assert address.lower().startswith(("http://", "https://", "/", "#"))


@settings(deadline=None, max_examples=60)
@given(entry=nasty.entries)
def test_a_title_reads_as_it_was_written(entry: StoredEntry) -> None:
    shown = one(a_page([entry]), "article h2").text()
    assert shown == printable(entry.title).replace("\r\n", "\n").replace("\r", "\n")


class _Nesting(HTMLParser):
    """Complains about the first end tag that does not close what was opened last."""

    _VOID = frozenset({"meta", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> says something twice"
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("show_all", [True, False])
def test_every_element_is_closed_where_it_was_opened(show_all: bool) -> None:
    entry = a_stored_entry(headimg="https://example.org/1.jpg")
    feeds = [a_summary(FeedKind.CATEGORY, path) for path in ("金融", "金融/要闻")] * show_all
    lines = [as_listed(entry)] * show_all
    for written in (page(a_head(), lines, feeds, a_hub()), index(feeds, lines, a_hub())):
        nesting = _Nesting()
        nesting.feed(written.decode())
        assert nesting.open == []


def test_a_feeds_page_leads_to_the_feed_by_autodiscovery_and_by_hand() -> None:
    tree = a_page()
    address = "https://feeds.example.org/category/%E9%87%91%E8%9E%8D/%E8%AF%81%E5%88%B8%E6%97%B6%E6%8A%A5%E7%BD%91/%E8%A6%81%E9%97%BB.atom"
    discovered = [link.attributes for link in tree.css('link[rel="alternate"]')]
    stem = address.removesuffix(".atom")
    assert [(link["type"], link["href"]) for link in discovered] == [
        ("application/atom+xml", f"{stem}.atom"),
        ("application/rss+xml", f"{stem}.rss"),
        ("application/feed+json", f"{stem}.json"),
    ]
    assert discovered[0]["title"] == "要闻 · 金融/证券时报网"
    assert len({link["title"] for link in discovered}) == 3
    offered = [(link.text(), link.attributes["href"]) for link in tree.css(".subscribe a")]
    assert offered == [("订阅", address), ("RSS", f"{stem}.rss"), ("JSON Feed", f"{stem}.json")]
    assert one(tree, ".subscribe code").text() == address
    assert one(tree, 'link[rel="canonical"]').attributes["href"] == address.removesuffix(".atom")


def test_the_hubs_page_offers_everything_as_one_feed() -> None:
    tree = an_index([])
    offered = [link.attributes["href"] for link in tree.css('link[rel="alternate"]')]
    assert offered == [f"https://feeds.example.org/all.{suffix}" for suffix in ("atom", "rss", "json")]
    assert [link.attributes["href"] for link in tree.css(".reading-list a")] == ["/opml"]


def test_an_entry_shows_picture_title_summary_source_author_and_date() -> None:
    entry = a_stored_entry(headimg="https://example.org/a.jpg", origin=an_origin(title="证券时报网"))
    tree = a_page([entry])
    assert one(tree, "article").attributes["lang"] == "zh-CN"
    link = one(tree, "article h2 a")
    assert (link.text(), link.attributes["href"]) == ("绿色创新", "https://news.example.com/1?a=1&b=2")
    assert one(tree, ".summary").text() == "金秋时节"
    assert [part.text() for part in tree.css(".facts > *")] == ["证券时报网", "贺勇", "2022-09-01 11:16 UTC"]
    assert one(tree, ".facts a").attributes["href"] == "/source/stcn"
    assert one(tree, "article time").attributes["datetime"] == "2022-09-01T11:16:00Z"
    picture = one(tree, "article img").attributes
    assert (picture["src"], picture["alt"]) == ("https://example.org/a.jpg", "")
    assert (picture["referrerpolicy"], picture["loading"]) == ("no-referrer", "lazy")


def test_a_source_that_is_its_own_author_is_named_once() -> None:
    entry = a_stored_entry(author="证券时报网", origin=an_origin(title="证券时报网"))
    assert [part.text() for part in a_page([entry]).css(".facts > *")] == ["证券时报网", "2022-09-01 11:16 UTC"]


def test_on_its_own_page_a_source_is_not_named_with_each_entry() -> None:
    tree = a_page([a_stored_entry()], feed=FeedName(kind=FeedKind.SOURCE, name="stcn"))
    assert [part.text() for part in tree.css(".facts > *")] == ["贺勇", "2022-09-01 11:16 UTC"]


def test_an_entry_without_web_address_has_a_title_but_no_link() -> None:
    tree = a_page([a_stored_entry(url="javascript:alert(1)", headimg="data:image/png;base64,x")])
    assert one(tree, "article h2").text() == "绿色创新"
    assert not tree.css("article h2 a, article img")


def test_of_two_entries_with_one_id_the_page_shows_the_first() -> None:
    twice = [a_stored_entry(1, id="urn:x:1", title="first"), a_stored_entry(2, id="urn:x:1", title="second")]
    assert [title.text() for title in a_page(twice).css("article h2")] == ["first"]


def test_the_way_up_leads_over_every_category_above() -> None:
    trail = [(link.text(), link.attributes["href"]) for link in a_page().css("nav.trail a")]
    assert trail == [
        ("每日要闻", "/"),
        ("金融", "/category/%E9%87%91%E8%9E%8D"),
        ("证券时报网", "/category/%E9%87%91%E8%9E%8D/%E8%AF%81%E5%88%B8%E6%97%B6%E6%8A%A5%E7%BD%91"),
    ]


def test_categories_below_are_one_step_away() -> None:
    nearby = [a_summary(FeedKind.CATEGORY, f"金融/证券时报网/要闻/{name}", entries=7) for name in ("C++ & <D>", "沪市")]
    links = a_page(nearby=nearby).css("nav.chips li")
    assert [" ".join(link.text().split()) for link in links] == ["C++ & <D> 7", "沪市 7"]


def test_the_hubs_page_draws_the_tree_with_its_counts() -> None:
    paths = ("金融", "金融/证券时报网", "金融/证券时报网/要闻", "科技")
    feeds = [a_summary(FeedKind.ALL), *(a_summary(FeedKind.CATEGORY, path) for path in paths)]
    feeds.append(a_summary(FeedKind.SOURCE, "stcn", title="证券时报网"))
    tree = an_index(feeds)
    depth = 'nav[aria-labelledby="categories"] > '
    assert [a.text() for a in tree.css(f"{depth}ul > li > a")] == ["金融", "科技"]
    assert [a.text() for a in tree.css(f"{depth}ul > li > ul > li > ul > li > a")] == ["要闻"]
    assert [count.text() for count in tree.css(".count")] == ["3"] * 5
    assert one(tree, 'nav[aria-labelledby="sources"] a').attributes["href"] == "/source/stcn"


@pytest.mark.parametrize("tree", [a_page(), an_index([])], ids=["feed", "hub"])
def test_an_empty_page_says_so(tree: LexborHTMLParser) -> None:
    assert "暂无内容" in one(tree, ".empty").text()


@pytest.mark.parametrize("tree", both([a_stored_entry()]), ids=["feed", "hub"])
def test_keyboard_and_screen_reader_find_their_way(tree: LexborHTMLParser) -> None:
    first = tree.css("body a")[0].attributes
    assert first["href"] == f"#{one(tree, 'main').attributes['id']}"
    assert len(tree.css("h1")) == 1
    levels = [level for heading in tree.css("h1, h2, h3, h4") for level in range(1, 5) if heading.tag == f"h{level}"]
    assert all(deeper - above <= 1 for above, deeper in pairwise(levels))
    for nav in tree.css("nav"):
        label = nav.attributes.get("aria-labelledby")
        assert nav.attributes.get("aria-label") or tree.css(f"#{label}")
    assert all("alt" in image.attributes for image in tree.css("img"))


@pytest.mark.parametrize(
    ("language", "declared", "skip"),
    [("zh-CN", "zh-CN", "跳到条目"), ("de", "en", "Skip to the entries"), (None, "en", "Skip to the entries")],
)
def test_a_page_declares_the_language_it_speaks(language: str | None, declared: str, skip: str) -> None:
    tree = a_page(hub=a_hub(language=language))
    assert one(tree, "html").attributes["lang"] == declared
    assert one(tree, ".skip").text() == skip


def test_pages_link_by_path_so_that_they_work_under_a_prefix_and_another_name() -> None:
    tree = a_page([a_stored_entry()], hub=a_hub(base_url="http://example.org/feeds/"))
    assert one(tree, 'link[rel="stylesheet"]').attributes["href"] == "/feeds/static/feedhub.css"
    assert tree.css("nav.trail a")[0].attributes["href"] == "/feeds/"


def test_the_same_entries_give_the_same_page() -> None:
    lines = [as_listed(a_stored_entry())]
    assert page(a_head(), lines, [], a_hub()) == page(a_head(), lines, [], a_hub())


def test_the_style_sheet_knows_the_dark_and_loads_nothing() -> None:
    style = statics()["static/feedhub.css"].decode()
    assert "prefers-color-scheme: dark" in style
    assert "url(" not in style
    assert "@import" not in style


def test_the_hubs_page_lists_the_tags_that_have_a_feed() -> None:
    tree = an_index([a_summary(FeedKind.TAG, "C++ & <D>")])
    link = one(tree, 'nav[aria-labelledby="tags"] a')
    assert (link.text(), link.attributes["href"]) == ("C++ & <D>", "/tag/C%2B%2B%20%26%20%3CD%3E")
    assert not an_index([]).css('nav[aria-labelledby="tags"]')


def test_the_page_of_a_tag_is_called_by_it() -> None:
    tree = a_page([a_stored_entry()], feed=FeedName(kind=FeedKind.TAG, name="python"))
    assert (one(tree, "h1").text(), one(tree, "title").text()) == ("python", "python · 每日要闻")
