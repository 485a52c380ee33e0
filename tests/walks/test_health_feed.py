"""/status.atom: what happens to sources as a feed that any reader keeps up with."""

import re
import sqlite3
from contextlib import closing

import httpx
import pytest
from lxml import etree

from feedhub import publish
from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

TOKEN = "the-operators-own-token"  # noqa: S105  of this test
CONFIG = """
hub: {{title: "Hub & <Co>", base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8]}}
serve: {{bind: "127.0.0.1:0", {token}}}
sources:
  - {{name: gone, url: "{url}", title: "Gone ]]> & <lost>\\u200b", every: 1h}}
"""
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def dead(hub: HubFolder, origin: Origin, token: str = "") -> None:
    """Make a hub whose one source dies and comes back."""
    origin.answer("/feed", 410)
    hub.configure(CONFIG.format(url=origin.url("/feed"), token=token))
    assert hub.call("poll").returncode == 1
    origin.serve("/feed", rss(Item(number=1)))
    assert hub.call("poll", "gone", "--force").returncode == 0


def test_a_death_and_a_return_are_entries_with_ids_that_stay(hub: HubFolder, origin: Origin) -> None:
    dead(hub, origin)
    with hub.daemon() as daemon:
        first, again = daemon.get("/status.atom"), daemon.get("/status.atom")
    with hub.daemon() as daemon:
        later = daemon.get("/status.atom")
    assert first.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert first.content == again.content == later.content
    feed = etree.fromstring(first.content)
    assert feed.xpath("a:entry/a:id/text()", namespaces=ATOM) == [
        "tag:hub.example,2026:status/2",
        "tag:hub.example,2026:status/1",
    ]
    back, death = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert (back.endswith("is back"), death.endswith("is dead")) == (True, True)
    assert "Gone ]]> & <lost>" in death
    assert "gone for good (410)" in feed.xpath("string(a:entry[2]/a:summary)", namespaces=ATOM)
    assert list(publish.faults("status.atom", first.content, None)) == []


def test_an_empty_health_feed_is_a_valid_one(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(url=origin.url("/feed"), token=""))
    with hub.daemon() as daemon:
        feed = daemon.get("/status.atom")
    assert b"<entry>" not in feed.content
    assert list(publish.faults("status.atom", feed.content, None)) == []


def test_a_reader_that_has_it_is_told_so(hub: HubFolder, origin: Origin) -> None:
    dead(hub, origin)
    with hub.daemon() as daemon:
        whole = daemon.get("/status.atom")
        by_tag = daemon.get("/status.atom", if_none_match=whole.headers["etag"])
        by_date = daemon.get("/status.atom", if_modified_since=whole.headers["last-modified"])
        other = daemon.get("/status.atom", if_none_match='"other"')
    assert [reply.status_code for reply in (by_tag, by_date, other)] == [304, 304, 200]
    assert by_tag.content == b""
    assert by_tag.headers["etag"] == whole.headers["etag"]


def test_with_a_token_the_feed_opens_to_its_own_address_only(hub: HubFolder, origin: Origin) -> None:
    dead(hub, origin, f"admin_token: {TOKEN}")
    with hub.daemon() as daemon:
        assert daemon.get("/status.atom").status_code == 401
        assert daemon.get(f"/status.atom?token={TOKEN}").status_code == 401
        page = daemon.get("/status", authorization=f"Bearer {TOKEN}").text
        address = page.partition('href="/status.atom?token=')[2].partition('"')[0]
        assert TOKEN not in page
        feed = daemon.get(f"/status.atom?token={address}")
        assert feed.status_code == 200
        assert "private" in feed.headers["cache-control"]
        assert address not in feed.text
        assert daemon.get(f"/status?token={address}").status_code == 401


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  the difference is what is tested
def test_no_secret_of_an_address_is_told_and_to_everybody_no_address_at_all(
    hub: HubFolder, origin: Origin, bind: str
) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    origin.redirect("/old", origin.url("/feed?token=hidden-from-all"), 301)
    hub.configure(CONFIG.format(url=origin.url("/old"), token="").replace("127.0.0.1:0", f"{bind}:0"))
    assert hub.call("poll", "--force").returncode == 0
    settle(hub)
    assert hub.call("poll", "--force").returncode == 0
    with hub.daemon() as daemon:
        feed = httpx.get(re.sub("//[^/]*:", "//127.0.0.1:", daemon.base) + "/status.atom", trust_env=False)
    summary = etree.fromstring(feed.content).xpath("string(a:entry/a:summary)", namespaces=ATOM)
    assert "hidden" not in feed.text
    assert summary.startswith("It is asked at ")
    assert (origin.url("/feed") in summary) is (bind == "127.0.0.1")
    assert ("at another address from" in summary) is (bind != "127.0.0.1")
    assert list(publish.faults("status.atom", feed.content, None)) == []


def settle(hub: HubFolder) -> None:
    """Have a source be sent elsewhere for as long, and as often, as it takes to be believed."""
    with closing(sqlite3.connect(hub.folder / "data/feedhub.db")) as db, db:
        db.execute("UPDATE source SET moved_since = moved_since - 100000, moved_visits = 2")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_the_feed_is_only_read(hub: HubFolder, origin: Origin, method: str) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(CONFIG.format(url=origin.url("/feed"), token=""))
    with hub.daemon() as daemon:
        assert httpx.request(method, f"{daemon.base}/status.atom", trust_env=False).status_code == 405
