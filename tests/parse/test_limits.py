"""What a hostile document may cost: each is read or refused within a few seconds of one core."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from feedhub.errors import NotAFeed, OverLimit
from feedhub.model.parsed import ParsedFeed
from feedhub.parse import read
from support.documents import body, read_text, rss

CEILING = 12.0
"""Seconds of CPU: far above what is needed, far below what any of these costs an unguarded parser."""

ENTITIES = "abcdefghij"


def item(inside: str) -> str:
    return rss("<guid>g</guid>" + inside)


def with_declarations(declarations: str, title: str) -> str:
    return f'<?xml version="1.0"?>\n<!DOCTYPE rss [\n{declarations}\n]>\n<rss><channel><item><title>{title}</title></item></channel></rss>'


def laughs() -> str:
    declarations = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(ENTITIES)
    )
    return with_declarations(declarations, "&j;")


READ: dict[str, Callable[[], str]] = {
    "a billion laughs": laughs,
    "a 200 KB entity 20,000 times": lambda: with_declarations(f'<!ENTITY a "{"x" * 200_000}">', "&a;" * 20_000),
    "a 5 KB entity 1,000 times": lambda: with_declarations(f'<!ENTITY a "{"x" * 5_000}">', "&a;" * 1_000),
    "an entity with a backslash": lambda: with_declarations('<!ENTITY path "C:\\data">', "&path;"),
    "an author of 50 KB": lambda: item(f"<author>{'a' * 50_000}</author>"),
    "an author of dots": lambda: item(f"<dc:creator>{'a.' * 25_000}</dc:creator>"),
    "an author of at signs": lambda: item(f"<author>{'a@' * 25_000}</author>"),
    "20,000 iTunes keywords": lambda: item(f"<itunes:keywords>{','.join(map(str, range(20_000)))}</itunes:keywords>"),
    "50,000 categories": lambda: item("".join(f"<category>{n}</category>" for n in range(50_000))),
    "50,000 links": lambda: item("<link>http://a.example/</link>" * 50_000),
    "3.5 MB of HTML": lambda: item(f"<description>{'&lt;p&gt;x&lt;/p&gt;' * 170_000}</description>"),
    "200,000 comments begun in a description": lambda: item(f"<description>{'<!--' * 200_000}</description>"),
    "a surrogate as a reference": lambda: item("<title>&#xD800;</title>"),
    "a reference beyond Unicode": lambda: item("<title>&#x110000;</title>"),
    "a reference beyond 32 bits": lambda: item(f"<title>&#xFFFFFFFF;&#{'9' * 5_000};</title>"),
    "2 MB of less-than signs in a feed": lambda: item("<" * 2_000_000),
    "2 MB of ampersands": lambda: item(f"<title>{'&' * 2_000_000}</title>"),
    "an entity name of 2 MB": lambda: item(f"<title>&a{'a' * 2_000_000}</title>"),
    "400,000 declarations": lambda: item("<!a " * 400_000),
    "200,000 stray end tags": lambda: item("</a>" * 200_000),
    "50,000 namespaces": lambda: item("".join(f'<x xmlns:p{n}="u{n}"/>' for n in range(50_000))),
    "20,000 undeclared prefixes": lambda: item("".join(f"<p{n}:x/>" for n in range(20_000))),
    "100,000 items": lambda: rss(*(["<title>x</title>"] * 100_000)),
    "100,000 levels of xml:base": lambda: item(f'<link xml:base="{"../" * 100_000}">x</link>'),
    "GML outside of its place": lambda: item('<gml:pos xmlns:gml="http://www.opengis.net/gml">1</gml:pos>'),
    "an encoding called undefined": lambda: rss(
        "<guid>g</guid>", declaration='<?xml version="1.0" encoding="undefined"?>'
    ),
    "an encoding called punycode": lambda: rss(
        "<guid>g</guid>", declaration='<?xml version="1.0" encoding="punycode"?>'
    ),
}

REFUSED: dict[str, Callable[[], str]] = {
    "100,000 elements inside one another": lambda: item("<a>" * 100_000 + "</a>" * 100_000),
    "1,000,000 elements never closed": lambda: item("<a>" * 1_000_000),
    "200,000 attributes": lambda: item("<a " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>"),
    "an attribute of 10 MB": lambda: item(f'<link href="{"x" * 10_000_000}"/>'),
    "a text of 10 MB": lambda: item(f"<description>{'word ' * 2_000_000}</description>"),
    "400,000 line breaks never closed": lambda: item(f"<description>{'<br>' * 400_000}</description>"),
    "400,000 unfinished tags": lambda: item("<a/" * 400_000),
    "quotes without end": lambda: item('<a b="' * 300_000),
    "a malformed document of 4 MB": lambda: rss(*(["<description><p>a<br>b</description>"] * 100_000)),
    "2 MB of less-than signs": lambda: "<" * 2_000_000,
    "comments without end": lambda: "<!--" * 500_000,
    "processing instructions without end": lambda: "<?" * 1_000_000,
    "a document type of quotes": lambda: "<!DOCTYPE x [" + '"' * 1_000_001,
    "a document type of comments": lambda: "<!DOCTYPE x [" + "<!--" * 400_000,
    "a page of titles": lambda: "<html>" + "<title " * 300_000,
    "brackets": lambda: "[" * 1_000_000,
    "brackets in a JSON Feed": lambda: '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 100_000,
    "a number of a million digits": lambda: '{"title":1,"items":[{"id":' + "1" * 1_000_000 + "}]}",
    "nothing": str,
}

POSTS: dict[str, str] = {
    "brackets": "a: " + "[" * 100_000,
    "braces": "a: " + "{a: " * 100_000,
    "dashes": "- " * 100_000 + "x",
    "question marks": "? " * 100_000 + "x",
    "300 KB": "a: " + "x" * 300_000,
}


def timed(document: str, name: str = "") -> ParsedFeed:
    begun = time.process_time()
    try:
        return read(body(document, name=name))
    finally:
        spent = time.process_time() - begun
        assert spent < CEILING, f"{spent:.1f} s of CPU"


@pytest.mark.parametrize("name", READ)
def test_a_hostile_document_is_read_within_its_budget(name: str) -> None:
    assert timed(READ[name]()).entries


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_beyond_the_limits_is_refused_within_its_budget(name: str) -> None:
    with pytest.raises(NotAFeed):
        timed(REFUSED[name]())


@pytest.mark.parametrize("name", POSTS)
def test_front_matter_beyond_the_limits_is_refused(name: str) -> None:
    """Libyaml itself would end the process: its stack is not guarded."""
    with pytest.raises(OverLimit, match="front matter"):
        timed(f"---\n{POSTS[name]}\n---\nbody", name="post.md")


def test_shared_nodes_in_front_matter_are_not_multiplied() -> None:
    laughing = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise(ENTITIES))
    document = f"---\n{laughing}categories: *j\ntags: *j\ntitle: *j\n---\nbody"
    assert timed(document, name="post.md").entries


def test_declared_entities_are_never_expanded() -> None:
    [entry] = timed(laughs()).entries
    assert entry.title
    assert entry.title.value == "&j;"


def test_no_file_and_no_address_is_ever_opened() -> None:
    declarations = '<!ENTITY file SYSTEM "file:///etc/passwd"> <!ENTITY % far SYSTEM "http://127.0.0.1:9/"> %far;'
    [entry] = timed(with_declarations(declarations, "[&file;]")).entries
    assert entry.title
    assert entry.title.value == "[&file;]"


def test_reading_stops_at_the_wanted_number_of_entries() -> None:
    found = read(body(rss(*(f"<guid>{n}</guid>" for n in range(20)))), max_entries=3)
    assert [entry.guid for entry in found.entries] == ["0", "1", "2"]
    assert not found.partial
    assert "only the first 3 entries were read" in found.notes


def test_a_malformed_document_stops_there_too() -> None:
    document = rss(*(f"<guid>{n}</guid></p>" for n in range(20)))
    assert len(read(body(document), max_entries=3).entries) == 3


def test_an_entry_keeps_a_bounded_number_of_everything() -> None:
    many = 1_000
    [entry] = read_text(
        item(
            "".join(f"<category>{n}</category>" for n in range(many))
            + "<link>http://a.example/</link>" * many
            + '<enclosure url="http://a.example/a.mp3"/>' * many
            + "<description>x</description>" * many
        )
    ).entries
    assert len(entry.tags) == 256
    assert len(entry.links) == 256
    assert len(entry.media) == 256
    assert len(entry.contents) == 16
