"""A character more or less anywhere in a feed: nothing is raised, hardly anything lost, nothing made up."""

import re

import pytest

from feedhub.model.parsed import ParsedFeed
from feedhub.parse import read
from support.documents import atom, body, rss

ITEMS = [
    f"<title>Title {n} &amp; more</title><link>http://a.example/{n}?a=1&amp;b=2</link>"
    f"<description>&lt;p&gt;Text {n}&lt;/p&gt; <![CDATA[<b>raw</b>]]></description>"
    f'<guid isPermaLink="false">id-{n}</guid><pubDate>Thu, 01 Sep 2022 11:16:0{n} GMT</pubDate><category>c{n}</category>'
    for n in range(4)
]
ENTRIES = [
    f'<title type="html">Title {n} &amp;amp; more</title><link href="http://a.example/{n}"/><id>urn:x:id-{n}</id>'
    f'<updated>2022-09-01T11:16:0{n}Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    f"<p>Text {n} <br/> <b>x</b></p></div></content><category term='c{n}'/>"
    for n in range(4)
]
DOCUMENTS = {"rss": rss(*ITEMS), "atom": atom(*ENTRIES)}
IDS = {"rss": {f"id-{n}" for n in range(4)}, "atom": {f"urn:x:id-{n}" for n in range(4)}}
ID_TEXT = re.compile(r"<(?:guid[^<>]*|id)>[^<>]*</")


def places(kind: str) -> list[int]:
    """Return every third place from the first entry on that is not inside an id, where damage must show."""
    document = DOCUMENTS[kind]
    inside = {place for match in ID_TEXT.finditer(document) for place in range(match.start(), match.end() + 8)}
    start = document.index("<item>" if kind == "rss" else "<entry>")
    return [place for place in range(start, len(document)) if place not in inside][::3]


def check(kind: str, found: ParsedFeed, document: str) -> None:
    ids = {entry.guid for entry in found.entries} - {None}
    assert ids <= IDS[kind], f"made up {ids - IDS[kind]} from {document!r}"
    assert len(found.entries) >= 3, document


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_lost_character_costs_at_most_one_entry(kind: str) -> None:
    document = DOCUMENTS[kind]
    for place in places(kind):
        damaged = document[:place] + document[place + 1 :]
        check(kind, read(body(damaged)), damaged[max(0, place - 40) : place + 40])


@pytest.mark.parametrize("extra", ["<", ">", "&", '"', "\x00", "x"])
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_an_extra_character_costs_at_most_one_entry(kind: str, extra: str) -> None:
    document = DOCUMENTS[kind]
    for place in places(kind):
        damaged = document[:place] + extra + document[place:]
        check(kind, read(body(damaged)), damaged[max(0, place - 40) : place + 40])


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_document_cut_anywhere_gives_only_whole_entries(kind: str) -> None:
    document = DOCUMENTS[kind]
    whole = {entry.guid: entry for entry in read(body(document)).entries}
    for place in range(document.index("<title>t"), document.rindex("</"), 7):
        found = read(body(document[:place]))
        assert found.partial
        assert list(found.entries) == [whole[entry.guid] for entry in found.entries]
