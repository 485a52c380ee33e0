"""Whole Atom documents: laws that hold whatever the entries say."""

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from operator import attrgetter
from typing import Any

import feedparser
import pytest
from feedgen.feed import FeedGenerator
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub.model.document import FeedDocument, Format
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from feedhub.publish import written, xmlfeed
from feedhub.publish.facts import facts
from feedhub.sanitize import printable
from support import nasty
from support.atom_rules import faults
from support.libraries import feed_entry
from support.stored import NOON, STARTED, a_hub, a_stored_entry, an_origin
from support.written import ALL, PAGE, a_document

_SELF = f"{PAGE}.atom"
_slow = settings(deadline=None, max_examples=60)


def atom_bytes(document: FeedDocument) -> bytes:
    return written(document, Format.ATOM).data


@_slow
@given(entries=nasty.entry_lists)
def test_any_entries_give_a_document_without_fault(entries: list[StoredEntry]) -> None:
    assert faults(atom_bytes(a_document(entries, a_hub())), self_url=_SELF) == []


@_slow
@given(entries=st.lists(nasty.entries, max_size=4, unique_by=(attrgetter("row"), attrgetter("id"))))
def test_spliced_fragments_are_what_feedgen_writes_in_one_go(entries: list[StoredEntry]) -> None:
    hub = a_hub()
    document = a_document(entries, hub)
    whole: FeedGenerator = xmlfeed._feed(document.head)
    for entry in entries:
        whole.add_entry(feed_entry(facts(entry, hub)), order="append")
    assert atom_bytes(document) == whole.atom_str()


@_slow
@given(entries=nasty.entry_lists)
def test_the_same_entries_give_the_same_bytes(entries: list[StoredEntry]) -> None:
    assert atom_bytes(a_document(entries, a_hub())) == atom_bytes(a_document(entries, a_hub()))


def read_back(entry: StoredEntry) -> Any:
    document = atom_bytes(a_document([entry], a_hub()))
    return feedparser.parse(BytesIO(document), sanitize_html=False, resolve_relative_uris=False)


def shown(text: str) -> str:
    return printable(text).strip()


@_slow
@given(
    title=nasty.named,
    author=nasty.named,
    content=nasty.named,
    tag=nasty.named,
    published=nasty.moments,
    updated=nasty.moments,
)
def test_reading_back_what_we_wrote_gives_the_same_entry(
    title: str, author: str, content: str, tag: str, published: datetime, updated: datetime
) -> None:
    entry = a_stored_entry(
        title=title,
        author=author,
        content=content,
        published=published,
        updated=updated,
        categories=(),
        tags=(Tag(term=tag),),
    )
    read = read_back(entry)
    assert not read.bozo
    found = read.entries[0]
    assert (found.id, found.link) == (entry.id, entry.url)
    assert (found.title, found.author) == (shown(title), shown(author))
    assert found.content[0].value == shown(content)
    assert [(term.term, term.label) for term in found.tags] == [(shown(tag), shown(tag))]
    assert found.published_parsed[:6] == published.astimezone(UTC).timetuple()[:6]
    assert found.updated_parsed[:6] == updated.astimezone(UTC).timetuple()[:6]


def test_a_reader_finds_picture_recording_and_source() -> None:
    entry = a_stored_entry(
        headimg="https://example.org/a.jpg",
        enclosures=(Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", length=12),),
        origin=an_origin(rights="© 证券时报"),
    )
    found = read_back(entry).entries[0]
    assert found.media_thumbnail == [{"url": "https://example.org/a.jpg"}]
    assert [(file.href, file.type, file.length) for file in found.enclosures] == [
        ("https://example.org/a.mp3", "audio/mpeg", "12")
    ]
    assert (found.source.id, found.source.title, found.source.rights) == (
        "tag:news.example.com,2022:feed",
        "证券时报网",
        "© 证券时报",
    )


def test_the_head_says_who_publishes_and_nothing_of_when_or_by_which_version() -> None:
    later = a_stored_entry(2, updated=NOON + timedelta(days=1), published=NOON - timedelta(days=1))
    head = atom_bytes(a_document([a_stored_entry(1), later], a_hub())).decode().partition("<entry")[0]
    assert head == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<feed xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        "<id>tag:feeds.example.org,2026:category/%E9%87%91%E8%9E%8D/C%2B%2B%20%26%20%3CD%3E</id>"
        "<title>C++ &amp; &lt;D&gt; · 金融</title>"
        "<updated>2022-09-02T11:16:00Z</updated>"
        f'<link href="{_SELF}" rel="self" type="application/atom+xml"/>'
        f'<link href="{_SELF.removesuffix(".atom")}" rel="alternate" type="text/html"/>'
        "<generator>feedhub</generator>"
        "<subtitle>金融/C++ &amp; &lt;D&gt;，由每日要闻汇集</subtitle>"
    )


def test_an_empty_feed_is_as_old_as_the_hub() -> None:
    document = a_document([], a_hub())
    assert document.head.updated == STARTED
    assert faults(atom_bytes(document), self_url=_SELF) == []


def test_the_time_zone_of_the_host_reaches_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    before = atom_bytes(a_document([a_stored_entry()], a_hub()))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert atom_bytes(a_document([a_stored_entry()], a_hub())) == before
    finally:
        monkeypatch.undo()
        time.tzset()


_BREAKAGES = (
    ("<title>绿色创新</title>", "<title> </title>"),
    ("<title>绿色创新</title>", "<title>绿色创新</title><title>x</title>"),
    ("<name>贺勇</name>", "<name/>"),
    ("<author><name>贺勇</name></author>", ""),
    ("<author>", "<author><name>x</name></author><author>"),
    ("<generator>", "<author><name>feedhub</name></author><generator>"),
    ("Z</published>", "</published>"),
    ("2022-09-01T11:16:00Z</updated><author>", "2022-09-01T11:17:00Z</updated><author>"),
    ("https://news.example.com/1</id>", "1</id>"),
    ('rel="self"', 'rel="via"'),
    ('href="https://news.example.com/1?', 'href="/1?'),
    ('" rel="alternate" type="text/html"/><category', '" rel="related"/><category'),
    ('label="要闻"', 'label="x"'),
    ('term="要闻"', 'term=""'),
    ('type="html"', 'type="text"'),
    ("</content>", "</content><summary>x</summary>"),
    ("<source>", "<source><author><name>x</name></author>"),
    ('<entry xml:lang="zh-CN">', '<entry xml:lang="中文">'),
    ('xmlns:media="http://search.yahoo.com/mrss/"', 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="x:y"'),
    (
        "<source>",
        '<media:thumbnail url="https://example.org/1"/><media:thumbnail url="https://example.org/2"/><source>',
    ),
    ("<source>", "<source><updated>2022-09-01T11:16:00Z</updated>"),
    ("?>", "?><!DOCTYPE feed>"),
)


@pytest.mark.parametrize(("good", "bad"), _BREAKAGES)
def test_the_checker_itself_finds_what_is_broken(good: str, bad: str) -> None:
    sound = atom_bytes(a_document([a_stored_entry()], a_hub(), ALL)).decode()
    assert faults(sound.encode(), self_url="https://feeds.example.org/all.atom") == []
    assert good in sound
    assert faults(sound.replace(good, bad, 1).encode(), self_url="https://feeds.example.org/all.atom") != []
