"""A feed that gets another name stays the feed that readers know; one that is removed says so."""

import re
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from support.hub import Daemon, HubFolder

FEED = """<rss version="2.0"><channel><title>News</title>
<item><guid isPermaLink="false">1</guid><title>One</title><link>https://news.example.com/1</link>
<pubDate>Thu, 01 Sep 2022 11:16:00 GMT</pubDate></item></channel></rss>"""
SUFFIXES = ("", ".atom", ".rss", ".json")


def configure(hub: HubFolder, *, name: str = "news", category: str, more: str = "", was: str = "[]") -> None:
    hub.configure(
        'hub: {base_url: "http://hub.example", authority: "hub.example,2026"}\nserve: {bind: "127.0.0.1:0"}\n'
        f"sources:\n  - {{name: {name}, path: news.xml, categories: [{category}], was: {was}}}\n{more}"
    )
    (hub.folder / "news.xml").write_text(FEED)


def ids(hub: HubFolder, path: str) -> tuple[str, list[str]]:
    """Give the ids of a published feed and of its entries."""
    document = (hub.folder / "data/public" / f"{path}.atom").read_text("utf-8")
    feed, *entries = re.findall(r"<id>([^<]+)</id>", re.sub(r"<source>.*?</source>", "", document))
    return feed, entries


def where(daemon: Daemon, path: str) -> tuple[int, str]:
    response: httpx.Response = daemon.get(path)
    return response.status_code, unquote(response.headers.get("location", ""))


def test_a_renamed_category_keeps_its_id_and_its_old_addresses_lead_to_it(hub: HubFolder) -> None:
    configure(hub, category="金融/要闻")
    assert hub.call("poll").returncode == 0
    before = {path: ids(hub, f"category/{path}") for path in ("金融", "金融/要闻")}

    configure(hub, category="财经/要闻", more="feeds: [{category: 财经, was: [金融]}]\n")
    assert hub.call("publish").returncode == 0
    assert {path: ids(hub, f"category/{path.replace('金融', '财经')}") for path in before} == before

    # the line may go, and the feed may get yet another name
    configure(hub, category="经济/要闻", more="feeds: [{category: 经济, was: [财经]}]\n")
    assert hub.call("publish").returncode == 0
    configure(hub, category="经济/要闻")
    with hub.daemon() as daemon:
        for old in ("金融", "财经"):
            for below in ("", "/要闻"):
                for suffix in SUFFIXES:
                    new = f"http://hub.example/category/经济{below}{suffix}"
                    assert where(daemon, f"/category/{old}{below}{suffix}") == (301, new)
        assert daemon.get("/category/经济/要闻.atom").status_code == 200
    assert {path: ids(hub, f"category/{path.replace('金融', '经济')}") for path in before} == before


def test_a_category_that_takes_a_name_given_up_is_another_feed(hub: HubFolder) -> None:
    configure(hub, category="a")
    assert hub.call("poll").returncode == 0
    first, _ = ids(hub, "category/a")
    configure(hub, category="b", more="feeds: [{category: b, was: [a]}]\n")
    assert hub.call("publish").returncode == 0
    more = "  - {name: other, path: other.xml, categories: [a]}\n"
    configure(hub, category="b", more=more)
    (hub.folder / "other.xml").write_text(FEED.replace(">1<", ">2<"))
    assert hub.call("poll").returncode == 0
    assert ids(hub, "category/b")[0] == first
    assert ids(hub, "category/a")[0] != first


def test_a_renamed_source_keeps_its_entries_and_its_old_address_leads_to_it(hub: HubFolder) -> None:
    configure(hub, category="a")
    assert hub.call("poll").returncode == 0
    hub.make_all()
    before = ids(hub, "source/news")

    configure(hub, name="fresh", was="[news]", category="a")
    polled = hub.rows("poll", "fresh")
    assert [(row["source"], row["new"]) for row in polled] == [("fresh", 0)]
    assert ids(hub, "source/fresh") == before
    assert ids(hub, "category/a")[1] == before[1]
    assert [row["source"] for row in hub.rows("status")] == ["fresh"]

    configure(hub, name="fresh", category="a")
    with hub.daemon() as daemon:
        for suffix in SUFFIXES:
            assert where(daemon, f"/source/news{suffix}") == (301, f"http://hub.example/source/fresh{suffix}")


def test_a_removed_feed_is_gone_and_one_that_never_was_is_unknown(hub: HubFolder) -> None:
    configure(hub, category="a/b")
    assert hub.call("poll").returncode == 0
    configure(hub, name="other", category="c")
    with hub.daemon() as daemon:
        daemon.wait_for("other: ")
        for suffix in SUFFIXES:
            assert where(daemon, f"/source/news{suffix}")[0] == 410
            assert where(daemon, f"/category/never{suffix}")[0] == 404


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "sources:\n  - {name: a, path: x}\n  - {name: b, path: y, was: [a]}\n",
            ":3:30: sources.1.was.0: a is the name of sources.0",
        ),
        (
            "sources: [{name: a, path: x, categories: [金融/要闻]}]\nfeeds: [{category: 财经, was: [金融]}]\n",
            ":2:30: feeds.0.was.0: 金融 is a category of sources.0",
        ),
        (
            "sources: []\nfeeds: [{category: a, was: [c]}, {category: b, was: [c]}]\n",
            ":2:54: feeds.1.was.0: c is a former path of feeds.0",
        ),
    ],
)
def test_a_rename_that_cannot_be_is_refused(tmp_path: Path, text: str, line: str) -> None:
    hub = HubFolder(tmp_path)
    hub.configure(text)
    refused = hub.call("check")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert line in refused.stderr
