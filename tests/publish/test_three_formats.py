"""The same entries in Atom, RSS and JSON Feed: no document has a fault, and all three tell a reader the same."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings

from feedhub.model.document import Format
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from support import atom_rules, json_rules, nasty, rss_rules
from support.stored import NOON, STARTED, a_stored_entry, an_origin
from support.written import ALL, PAGE, document_bytes

_RULES: Mapping[Format, Callable[..., list[str]]] = {
    Format.ATOM: atom_rules.faults,
    Format.RSS: rss_rules.faults,
    Format.JSON: json_rules.faults,
}
_slow = settings(deadline=None, max_examples=60)
each_format = pytest.mark.parametrize("form", Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reader holds of an entry, whatever the format was."""

    id: str
    title: str
    link: str | None
    author: str
    published: tuple[int, ...]
    updated: tuple[int, ...]
    content: str
    tags: tuple[str, ...]
    image: str | None
    files: tuple[tuple[str, str, int], ...]
    language: str | None
    rights: str | None
    source: str | None


def read_xml(data: bytes) -> list[Read]:
    """Read as feedparser does."""
    read = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    return [_of_feedparser(entry) for entry in read.entries]


def _of_feedparser(entry: Any) -> Read:
    links = entry.get("links", ())
    text = entry.content[0].value if "content" in entry else entry.get("summary", "")
    language = entry.get("language") or entry.title_detail.get("language")
    return Read(
        id=entry.id,
        title=entry.title,
        link=next((link.href for link in links if link.rel == "alternate"), None),
        author=entry.author,
        published=tuple(entry.published_parsed[:6]),
        updated=tuple(entry.updated_parsed[:6]),
        content=text,
        tags=tuple(tag.term for tag in entry.get("tags", ())),
        image=next((picture["url"] for picture in entry.get("media_thumbnail", ())), None),
        files=tuple((link.href, link.type, int(link.get("length", 0))) for link in links if link.rel == "enclosure"),
        language=language,
        rights=entry.get("rights"),
        source=entry.get("source", {}).get("title"),
    )


def read_json(data: bytes) -> list[Read]:
    """Read as the specification says."""
    return [_of_json(item) for item in json.loads(data)["items"]]


def _of_json(item: dict[str, Any]) -> Read:
    return Read(
        id=item["id"],
        title=item["title"],
        link=item.get("url"),
        author=item["authors"][0]["name"],
        published=_moment(item["date_published"]),
        updated=_moment(item["date_modified"]),
        content=item.get("content_html") or item["content_text"],
        tags=tuple(item.get("tags", ())),
        image=item.get("image"),
        files=tuple(
            (file["url"], file["mime_type"], file.get("size_in_bytes", 0)) for file in item.get("attachments", ())
        ),
        language=item.get("language"),
        rights=item["_source"].get("rights"),
        source=item["_source"]["title"],
    )


def _moment(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


_ENTRIES = (
    a_stored_entry(1, title="AT&T", headimg="https://example.org/a.jpg", rights="CC0"),
    a_stored_entry(
        2,
        id="urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
        language="en",
        enclosures=(Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", length=12),),
        tags=(Tag(term="Rust & C++", scheme="https://example.org/tags"), Tag(term="要闻")),
    ),
    a_stored_entry(3, content="", summary="only a summary"),
    a_stored_entry(4, url=None, thumbnail="https://example.org/t.jpg", origin=an_origin(rights="© 证券时报")),
    a_stored_entry(5, id="https://example.org/same", url="https://example.org/same", categories=()),
)


@each_format
@_slow
@given(entries=nasty.entry_lists)
def test_any_entries_give_a_document_without_fault(form: Format, entries: list[StoredEntry]) -> None:
    assert _RULES[form](document_bytes(form, *entries), self_url=f"{PAGE}.{form}") == []


@each_format
@_slow
@given(entries=nasty.entry_lists)
def test_the_same_entries_give_the_same_bytes(form: Format, entries: list[StoredEntry]) -> None:
    assert document_bytes(form, *entries) == document_bytes(form, *entries)


def test_a_reader_is_told_the_same_in_every_format() -> None:
    atom = read_xml(document_bytes(Format.ATOM, *_ENTRIES))
    assert atom[0].title == "AT&T"
    assert read_json(document_bytes(Format.JSON, *_ENTRIES)) == atom
    rss = read_xml(document_bytes(Format.RSS, *_ENTRIES))
    assert rss == atom


@_slow
@given(entries=nasty.entry_lists)
def test_atom_and_json_feed_tell_the_same_of_any_entries(entries: list[StoredEntry]) -> None:
    atom, ours = ([_told(read) for read in reads] for reads in _both(entries))
    assert atom == ours


@_slow
@given(entries=nasty.entry_lists)
def test_rss_tells_the_same_of_any_entries_but_for_what_readers_guess_to_be_html(entries: list[StoredEntry]) -> None:
    atom, rss = (read_xml(document_bytes(form, *entries)) for form in (Format.ATOM, Format.RSS))
    for ours, other in zip(rss, atom, strict=True):
        assert (ours.id, ours.published, ours.updated) == (other.id, other.published, other.updated)
        assert (ours.image, ours.files) == (other.image, other.files[:1])
        assert len(ours.tags) == len(other.tags)


def _both(entries: list[StoredEntry]) -> tuple[list[Read], list[Read]]:
    return read_xml(document_bytes(Format.ATOM, *entries)), read_json(document_bytes(Format.JSON, *entries))


def _told(read: Read) -> tuple[object, ...]:
    """Leave out what feedparser itself rewrites: addresses with letters beyond ASCII, white space, line ends.

    And what it takes for UTF-8 that was read as Latin-1: "Â¡" comes out as "¡".
    """
    words = [_repaired(" ".join(text.split())) for text in (read.title, read.author, read.content, *read.tags)]
    return read.id, words, read.published, read.updated, len(read.files)


def _repaired(text: str) -> str:
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


@each_format
def test_an_empty_feed_is_as_old_as_the_hub_and_without_fault(form: Format) -> None:
    empty = document_bytes(form, stale=ALL)
    assert _RULES[form](empty, self_url=f"https://feeds.example.org/all.{form}") == []
    if form is Format.RSS:
        assert f"<lastBuildDate>{STARTED:%a, %d %b %Y %H:%M:%S GMT}</lastBuildDate>" in empty.decode()


@each_format
def test_an_entry_that_no_document_could_hold_has_its_summary_for_its_content(form: Format) -> None:
    long = a_stored_entry(content=f"<p>{'long ' * 3000}</p>", summary="in short")
    cut = document_bytes(form, long, max_bytes=15_000)
    assert _RULES[form](cut, self_url=f"{PAGE}.{form}") == []
    read = read_json if form is Format.JSON else read_xml
    assert [entry.content for entry in read(cut)] == ["in short"]
    assert len(cut) < 15_000
    assert [entry.content for entry in read(document_bytes(form, long, max_bytes=30_000))] == [long.content]


@each_format
def test_a_document_is_filled_up_to_its_limit_and_shows_the_same_entries_in_every_format(form: Format) -> None:
    entries = [a_stored_entry(row, content=f"<p>{'文' * 1000}</p>") for row in range(1, 60)]
    limited = document_bytes(form, *entries, max_bytes=100_000)
    assert len(limited) <= 100_000
    ids = [read.id for read in (read_json if form is Format.JSON else read_xml)(limited)]
    assert ids == [entry.id for entry in entries[: len(ids)]]
    assert len(ids) == len(read_xml(document_bytes(Format.ATOM, *entries, max_bytes=100_000)))
    assert 25 < len(ids) < 50


@each_format
def test_neither_locale_nor_time_zone_of_the_host_reach_a_document(
    form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = document_bytes(form, *_ENTRIES)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert document_bytes(form, *_ENTRIES) == before
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("form", [Format.RSS, Format.JSON])
def test_the_date_is_the_instant_whatever_its_zone(form: Format) -> None:
    shown = document_bytes(form, a_stored_entry(published=NOON, updated=NOON)).decode()
    assert "Thu, 01 Sep 2022 11:16:00 GMT" in shown or '"date_published":"2022-09-01T11:16:00Z"' in shown
