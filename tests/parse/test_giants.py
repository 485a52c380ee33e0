"""An entry that is too large costs itself: the others of its document come out as if it had never been there."""

import json
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from feedhub.errors import OverLimit
from feedhub.model.parsed import ParsedFeed
from feedhub.parse import read
from support.documents import NAMESPACES, atom, body, rss

BUDGET = 30.0
"""Seconds of CPU: many times what each of these takes, since coverage and a crowded machine slow it down."""
HUGE = 4_500_000
"""Characters: more than a text may have. `test_ten_megabytes` has twice that."""

Writer = Callable[..., str]


def rdf(*items: str) -> str:
    inside = "".join(f'<item rdf:about="urn:{zlib.crc32(item.encode())}">{item}</item>' for item in items)
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {NAMESPACES}>'
        f"<channel><title>t</title></channel>{inside}</rdf:RDF>"
    )


WRITERS: dict[str, Writer] = {"RSS": rss, "Atom": atom, "RDF": rdf}
TEXT = "word " * (HUGE // 5)
SOLID = "x" * HUGE
RSS_FIELDS = {
    "title": f"<title>{TEXT}</title>",
    "title in CDATA": f"<title><![CDATA[{TEXT}]]></title>",
    "guid": f"<guid>{SOLID}</guid>",
    "link": f"<link>http://a.example/{SOLID}</link>",
    "author": f"<author>{TEXT}</author>",
    "creator": f"<dc:creator>{TEXT}</dc:creator>",
    "category": f"<category>{TEXT}</category>",
    "date": f"<pubDate>{TEXT}</pubDate>",
    "description": f"<description>{TEXT}</description>",
    "escaped content": f"<content:encoded>{'&lt;p&gt;word&lt;/p&gt;' * (HUGE // 10)}</content:encoded>",
    "content in CDATA": f"<content:encoded><![CDATA[{'<p>word</p>' * (HUGE // 10)}]]></content:encoded>",
    "caption": f"<itunes:summary>{TEXT}</itunes:summary>",
    "source": f'<source url="http://b.example/">{TEXT}</source>',
    "an image's title": f"<image><title>{TEXT}</title></image>",
    "an enclosure's address": f'<enclosure url="http://a.example/{SOLID}"/>',
    "an attribute nobody knows": f'<description odd="{SOLID}">x</description>',
    "an element nobody knows": f"<odd>{TEXT}</odd>",
    "text of its own": TEXT,
}
ATOM_FIELDS = {
    "title": f"<title>{TEXT}</title>",
    "id": f"<id>{SOLID}</id>",
    "link": f'<link href="http://a.example/{SOLID}"/>',
    "author": f"<author><name>{TEXT}</name></author>",
    "category": f'<category term="{SOLID}"/>',
    "date": f"<updated>{TEXT}</updated>",
    "summary": f"<summary>{TEXT}</summary>",
    "content": f'<content type="html">{TEXT}</content>',
    "XHTML": f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{"<p>word words that go on</p>" * 200_000}</div></content>',
    "a picture in XHTML": f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p><img src="data:{SOLID}"/></p></div></content>',
    "xml:base": f'<content xml:base="http://a.example/{SOLID}">x</content>',
    "source": f"<source><title>{TEXT}</title></source>",
}
CASES = [
    *(("RSS", name) for name in RSS_FIELDS),
    *(("RDF", name) for name in ("title", "link", "description", "creator")),
    *(("Atom", name) for name in ATOM_FIELDS),
]
STRAY = "<odd>a & b</odd>"
"""Malformed, and repaired beyond doubt."""
UNCLOSED = "<odd><b></odd>"
"""Malformed for good."""
WAYS = pytest.mark.parametrize("damage", ["", STRAY, UNCLOSED], ids=["strictly", "repaired", "leniently"])


def field(kind: str, name: str) -> str:
    return (ATOM_FIELDS if kind == "Atom" else RSS_FIELDS)[name]


def entry(kind: str, number: int, more: str = "") -> str:
    name, text = ("id", "summary") if kind == "Atom" else ("guid", "description")
    own = f"<title>Title {number}</title><{name}>tag:a.example,2026:{number}</{name}>"
    return f"{own}<{text}>Text {number}.</{text}>{more}"


def three(kind: str, damage: str = "") -> list[str]:
    return [entry(kind, number, damage if number == 1 else "") for number in range(3)]


def measured(document: str, *, max_entries: int = 5000) -> ParsedFeed:
    begun = time.process_time()
    found = read(body(document), max_entries=max_entries)
    assert time.process_time() - begun < BUDGET
    return found


def assert_same_but_for_one(found: ParsedFeed, expected: ParsedFeed) -> None:
    assert expected.entries
    assert replace(found, notes=()) == replace(expected, notes=())
    [note] = [note for note in found.notes if "too large" in note]
    assert note.startswith(f"1 of {len(expected.entries) + 1} entries are too large and were left out: ")


@WAYS
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_huge_field_costs_its_entry_and_no_other(kind: str, name: str, damage: str) -> None:
    good = three(kind, damage)
    found = measured(WRITERS[kind](good[0], entry(kind, 9, field(kind, name)), *good[1:]))
    assert_same_but_for_one(found, read(body(WRITERS[kind](*good))))


@WAYS
@pytest.mark.parametrize("kind", WRITERS)
def test_ten_megabytes_are_read_in_seconds(kind: str, damage: str) -> None:
    good = three(kind, damage)
    begun = time.process_time()
    found = read(body(WRITERS[kind](*good, f"<title>{'word ' * 2_000_000}</title>")))
    assert time.process_time() - begun < 10.0
    assert_same_but_for_one(found, read(body(WRITERS[kind](*good))))


@WAYS
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("place", [0, 3], ids=["first", "last"])
def test_its_place_does_not_matter(kind: str, place: int, damage: str) -> None:
    good = three(kind, damage)
    with_huge = [*good[:place], field(kind, "title"), *good[place:]]
    assert_same_but_for_one(measured(WRITERS[kind](*with_huge)), read(body(WRITERS[kind](*good))))


@WAYS
def test_an_attribute_of_its_own_start_tag_counts_as_in_it(damage: str) -> None:
    good = rdf(*three("RDF", damage))
    huge = f'<item rdf:about="{SOLID}"><title>x</title></item></rdf:RDF>'
    assert_same_but_for_one(measured(good.replace("</rdf:RDF>", huge)), read(body(good)))


def test_damage_inside_the_huge_entry_goes_with_it() -> None:
    good = three("RSS")
    found = measured(rss(good[0], f"<title><b>{TEXT}</title>", *good[1:]))
    assert_same_but_for_one(found, read(body(rss(*good))))


def test_a_huge_comment_costs_nothing_where_the_document_is_sound() -> None:
    good = three("RSS")
    assert measured(rss(good[0] + f"<!--{TEXT}-->", *good[1:])) == read(body(rss(*good)))


@pytest.mark.parametrize("damage", [STRAY, UNCLOSED], ids=["repaired", "leniently"])
def test_a_comment_that_stands_in_the_way_of_lenient_reading_costs_its_entry(damage: str) -> None:
    good = three("RSS", damage)
    found = measured(rss(f"<title>x</title><!--<item>{TEXT}</item>-->", *good))
    assert found.entries[-3:] == read(body(rss(*good))).entries


def test_tags_of_entries_in_cdata_are_text() -> None:
    good = three("RSS", UNCLOSED)
    found = measured(rss(f"<description><![CDATA[<item>{TEXT}</item><item>]]></description>", *good))
    assert_same_but_for_one(found, read(body(rss(*good))))


def test_an_entry_without_an_end_tag_ends_where_the_next_begins() -> None:
    good = rss(*three("RSS", UNCLOSED))
    found = measured(good.replace("<item>", f"<item><title>{TEXT}</title>\n<item>", 1))
    assert_same_but_for_one(found, read(body(good)))


@WAYS
def test_a_document_of_nothing_else_is_refused_with_its_reason(damage: str) -> None:
    with pytest.raises(OverLimit, match=r"characters .*at most [24],000,000 are read"):
        measured(rss(*[f"<title>{TEXT}</title>{damage}"] * 2))


@WAYS
def test_a_huge_text_outside_any_entry_refuses_the_document(damage: str) -> None:
    good = rss(*three("RSS", damage))
    for outside in ("<channel>", "</item>"):
        with pytest.raises(OverLimit):
            measured(good.replace(outside, f"{outside}<copyright>{TEXT}</copyright>", 1))


def test_malformed_text_behind_an_empty_entry_is_in_none() -> None:
    good = rss(*three("RSS", UNCLOSED))
    with pytest.raises(OverLimit):
        measured(good.replace("<item>", f"<item/><copyright>{TEXT}</copyright><item>", 1))


def test_those_left_out_do_not_count_among_the_wanted() -> None:
    huge = f"<title>{TEXT}</title>"
    found = measured(rss(*three("RSS")[:2], huge, *three("RSS")[2:], "<guid>more</guid>"), max_entries=3)
    assert [one.guid for one in found.entries] == [f"tag:a.example,2026:{number}" for number in range(3)]
    assert "only the first 3 entries were read" in found.notes


def test_a_document_that_breaks_off_in_the_huge_entry_keeps_those_before_it() -> None:
    document = rss(*three("RSS"))
    found = measured(document[: document.index("</channel>")] + f"<item><title>{TEXT}")
    assert (len(found.entries), found.partial) == (3, True)


def json_feed(*items: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items})


@pytest.mark.parametrize(
    "huge",
    [
        {"title": TEXT},
        {"id": SOLID},
        {"url": f"http://a.example/{SOLID}"},
        {"summary": TEXT},
        {"content_html": TEXT},
        {"content_text": TEXT},
        {"date_published": TEXT},
        {"authors": [{"name": TEXT}]},
        {"tags": ["x", TEXT]},
        {"attachments": [{"url": SOLID}]},
        {"_odd": [[[{"deep": TEXT}]]]},
    ],
    ids=lambda huge: next(iter(huge)),
)
def test_a_json_feed_is_no_exception(huge: dict[str, object]) -> None:
    good = [{"id": str(number), "content_text": f"Text {number}."} for number in range(3)]
    found = measured(json_feed(good[0], {"id": "9", **huge}, *good[1:]))
    assert_same_but_for_one(found, read(body(json_feed(*good))))


def test_a_json_feed_of_nothing_else_is_refused() -> None:
    with pytest.raises(OverLimit, match="a text of 4,500,000 characters; at most 4,000,000 are read"):
        measured(json_feed({"id": "1", "title": TEXT}))
