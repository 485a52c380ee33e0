"""The subscription list."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedhub.config import Source
from feedhub.model.document import FeedKind, FeedName, FeedSummary
from feedhub.publish import opml, opml_of_sources
from support.stored import NOON, a_hub


def a_category(path: str) -> FeedSummary:
    return FeedSummary(feed=FeedName(kind=FeedKind.CATEGORY, name=path), title="", entries=1, updated=NOON)


def outline(*paths: str) -> list[tuple[str, str | None]]:
    """List every outline: its folders and its own name, and the address it subscribes to."""
    body = etree.fromstring(opml(list(map(a_category, paths)), a_hub())).find("body")
    return [
        (
            "/".join([*(above.get("text") for above in node.iterancestors("outline")), node.get("text")]),
            node.get("xmlUrl"),
        )
        for node in body.iter("outline")
    ]


def test_a_category_with_others_below_is_a_folder_that_begins_with_its_own_feed() -> None:
    assert outline("金融", "金融/要闻", "科技") == [
        ("每日要闻", "https://feeds.example.org/all.atom"),
        ("金融", None),
        ("金融/金融", "https://feeds.example.org/category/%E9%87%91%E8%9E%8D.atom"),
        ("金融/要闻", "https://feeds.example.org/category/%E9%87%91%E8%9E%8D/%E8%A6%81%E9%97%BB.atom"),
        ("科技", "https://feeds.example.org/category/%E7%A7%91%E6%8A%80.atom"),
    ]


def test_quotes_and_ampersands_survive() -> None:
    assert outline("""C++ & <D> "x" 'y'""")[1][0] == """C++ & <D> "x" 'y'"""


def test_every_subscription_has_what_opml_asks_for() -> None:
    root = etree.fromstring(opml([a_category("金融")], a_hub()))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/dateModified") == "Thu, 01 Sep 2022 11:16:00 GMT"
    for node in root.iterfind("body/outline"):
        assert node.get("type") == "rss"
        assert node.get("text")
        assert node.get("xmlUrl") == f"{node.get('htmlUrl')}.atom"


def test_sources_are_no_part_of_it() -> None:
    source = FeedSummary(feed=FeedName(kind=FeedKind.SOURCE, name="stcn"), title="x", entries=1, updated=None)
    assert opml([source], a_hub()) == opml([], a_hub())


@settings(deadline=None)
@given(
    st.lists(st.text(min_size=1).filter(lambda name: name.isprintable() and "/" not in name), min_size=1, max_size=4)
)
def test_every_category_is_subscribed_exactly_once(names: list[str]) -> None:
    paths = ["/".join(names[:depth]) for depth in range(1, len(names) + 1)]
    subscribed = [address for _, address in outline(*paths) if address]
    assert len(subscribed) == len(set(subscribed)) == len(paths) + 1


@pytest.mark.parametrize("count", [0, 1])
def test_the_same_feeds_give_the_same_list(count: int) -> None:
    feeds = [a_category("金融")] * count
    assert opml(feeds, a_hub()) == opml(feeds, a_hub())


def sources_of(*sources: Source) -> list[tuple[list[str], dict[str, str]]]:
    """Give each outline with an address, with the folders it is in."""
    root = etree.fromstring(opml_of_sources(sources, {}, a_hub()))
    return [
        ([str(above.get("text")) for above in outline.iterancestors("outline")][::-1], dict(outline.attrib))
        for outline in root.iter("outline")
        if outline.get("xmlUrl")
    ]


@pytest.mark.parametrize("name", ['R&D "quoted"', "<b>", "金融", "a'b", "x;y"])
def test_sources_hang_below_their_category_whatever_it_is_called(name: str) -> None:
    source = Source(name="stcn", url="https://a.example/?a=1&b=2", title=name, categories=(f"{name}/b", "c"))
    ((folders, outline),) = sources_of(source)
    assert folders == [name, "b"]
    assert (outline["text"], outline["xmlUrl"]) == (name, "https://a.example/?a=1&b=2")
    assert outline["category"] == f"/{name}/b,/c"


def test_a_source_that_is_a_file_or_holds_a_password_is_listed_at_the_hub(tmp_path: Path) -> None:
    hidden = Source(name="hidden", url="https://user:secret@a.example/feed")
    local = Source(name="local", path=tmp_path)
    assert [outline["xmlUrl"] for _, outline in sources_of(hidden, local)] == [
        "https://feeds.example.org/source/hidden.atom",
        "https://feeds.example.org/source/local.atom",
    ]
