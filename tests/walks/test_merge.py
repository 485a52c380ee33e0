"""One article from two sites: polled, merged and published by the real program, in every format."""

import json

import pytest
from lxml import etree

from support.hub import HubFolder
from support.origin import Origin

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = """
fetch: {{allow: [127.0.0.0/8]}}
sources:
  - {{name: paper, url: "{paper}", categories: [news/bridges]}}
  - {{name: planet, url: "{planet}", categories: [planet]}}
publish: {{merge: {merge}}}
"""
FEED = (
    '<rss version="2.0"><channel><title>{name}</title><link>https://{name}.example/</link><item><title>Bridge stays'
    '</title><guid isPermaLink="false">tag:{name}.example,2026:1</guid><link>{link}</link>'
    "<description>The bridge stays, says {name}.</description></item></channel></rss>"
)


@pytest.fixture
def sites(origin: Origin) -> Origin:
    origin.serve("/paper", FEED.format(name="paper", link="https://www.paper.example/bridge/").encode())
    origin.serve("/planet", FEED.format(name="planet", link="http://paper.example/bridge?utm_source=planet").encode())
    return origin


def published(hub: HubFolder, origin: Origin, *, merge: str) -> dict[str, tuple[bytes, int]]:
    hub.configure(CONFIG.format(paper=origin.url("/paper"), planet=origin.url("/planet"), merge=merge))
    for name in ("paper", "planet"):
        done = hub.call("poll", name)
        assert done.returncode == 0, done.stderr
    hub.make_all()
    return hub.documents()


def ids(document: bytes) -> list[str | None]:
    return [each.text for each in etree.fromstring(document).iterfind(f"{ATOM}entry/{ATOM}id")]


def test_an_article_of_two_sites_stands_once_under_the_id_it_had_first(hub: HubFolder, sites: Origin) -> None:
    documents = published(hub, sites, merge="true")
    for name in ("all", "category/news", "category/news/bridges", "category/planet", "source/paper"):
        assert ids(documents[f"{name}.atom"][0]) == ["tag:paper.example,2026:1"], name
    assert ids(documents["source/planet.atom"][0]) == ["tag:planet.example,2026:1"]
    [entry] = etree.fromstring(documents["category/planet.atom"][0]).iterfind(f"{ATOM}entry")
    assert [each.get("term") for each in entry.iterfind(f"{ATOM}category")] == ["bridges", "planet"]
    assert entry.findtext(f"{ATOM}source/{ATOM}title") == "paper"
    [item] = json.loads(documents["all.json"][0])["items"]
    assert [other["title"] for other in item["_others"]] == ["planet"]


def test_visiting_again_changes_no_byte_of_what_was_merged(hub: HubFolder, sites: Origin) -> None:
    before = published(hub, sites, merge="true")
    assert published(hub, sites, merge="true") == before


def test_without_merging_it_stands_twice(hub: HubFolder, sites: Origin) -> None:
    assert len(ids(published(hub, sites, merge="false")["all.atom"][0])) == 2
