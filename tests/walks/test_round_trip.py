"""What one hub publishes, another reads: the same entries, and from the second hub on the same bytes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedhub.digest import DigestJob, digest
from feedhub.model.entry import NOTHING_KNOWN, Entry
from feedhub.model.fetched import Body
from support.parsed import surroundings
from support.press import Press
from support.visits import NOW, a_source, visited

SAMPLE = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Papers &amp; more</title><link>https://news.example.com/</link><language>en</language>
<item><guid>https://news.example.com/?p=1&amp;q=2</guid><link>https://news.example.com/1?a=1&amp;b=2</link>
<title>AT&amp;amp;T &amp;lt;b&amp;gt; &amp; 金融</title><dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator>
<category domain="https://news.example.com/topics">Tech/Python</category><category>R&amp;D</category>
<pubDate>Thu, 01 Sep 2022 11:16:00 +0800</pubDate><description>A short summary</description>
<content:encoded><![CDATA[<p>One &amp; two <img src="/a.jpg" width="640" height="360" alt="A"> <a href="2?x=1&amp;y=2">more</a></p>]]>
</content:encoded><enclosure url="https://news.example.com/a.mp3?x=1&amp;y=2" type="audio/mpeg" length="1234"/></item>
<item><guid isPermaLink="false">17</guid><link>https://news.example.com/2</link><title>No text</title></item>
<item><link>https://news.example.com/3</link><description>&lt;p&gt;No title, no guid&lt;/p&gt;</description>
<media:thumbnail url="https://news.example.com/t.png" width="300" height="200"/>
<pubDate>Wed, 31 Aug 2022 11:16:00 GMT</pubDate></item>
</channel></rss>
"""


def trip(folder: Path, data: bytes, form: str) -> tuple[dict[str, Entry], bytes]:
    """Have a hub read a document and publish what it is: gives the entries by id, and the bytes."""
    folder.mkdir()
    body = Body(data=data, location="https://news.example.com/feed.xml", content_type=None, name="")
    got = digest(DigestJob(bodies=(body,), known=NOTHING_KNOWN, around=surroundings(title="Papers & more", now=NOW)))
    paper = Press(folder)
    paper.configure(a_source(title="Papers & more"))
    visited(paper.store, "stcn", *got.entries, facts=got.facts)
    paper.publish()
    written = (paper.folder / f"source/stcn.{form}").read_bytes()
    paper.store.close()
    return {entry.id: entry for entry in got.entries}, written


def essence(entry: Entry) -> dict[str, Any]:
    """Give what a reader is shown; the picture that is put in front of a content counts with the content."""
    bare = replace(entry, key="", fingerprint=b"", first_seen=None)
    return {
        name: getattr(bare, name) for name in ("title", "url", "author", "tags", "enclosures", "headimg", "summary")
    }


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_entries_survive_a_journey_and_bytes_the_second_one(tmp_path: Path, form: str) -> None:
    first, once = trip(tmp_path / "1", SAMPLE.encode(), form)
    second, twice = trip(tmp_path / "2", once, form)
    third, thrice = trip(tmp_path / "3", twice, form)
    _, again = trip(tmp_path / "4", thrice, form)
    assert len(first) == 3
    assert second.keys() == first.keys() == third.keys()
    for id_, entry in third.items():
        assert essence(entry) == essence(second[id_])
        assert entry.published == (second[id_].published or NOW)
        assert entry.content == second[id_].content
    assert again == thrice


@pytest.mark.parametrize(("form", "lost"), [("rss", set()), ("atom", {"summary"}), ("json", {"tags"})])
def test_what_the_first_hub_reads_is_what_the_second_reads(tmp_path: Path, form: str, lost: set[str]) -> None:
    """Atom has a summary where there is no content, and tags in JSON Feed have no scheme."""
    first, once = trip(tmp_path / "1", SAMPLE.encode(), form)
    second, _ = trip(tmp_path / "2", once, form)
    kept = [essence(first[id_]).keys() - lost for id_ in first]
    for id_, names in zip(first, kept, strict=True):
        assert {name: essence(second[id_])[name] for name in names} == {
            name: essence(first[id_])[name] for name in names
        }
