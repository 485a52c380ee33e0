"""Strategies for what the world puts into feeds: text, addresses and moments that break careless writers."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from feedhub.model.entry import Enclosure, StoredEntry, Tag
from support.stored import a_stored_entry, an_origin

_BREAKERS = (
    "]]>",
    "&lt;b&gt; &amp;amp; &",
    "</entry><entry>",
    "</title></feed>",
    "<script>alert(1)</script>",
    "<!-- more -->",
    "---",
    "{{ 1 }} {% raw %} {# x",
    "a\x00b\x1fc\x0b",
    "\ufffe\uffff\ufdd0",
    "\ud83d alone",
    "\ud83d\ude00 as two",
    "\x85 \u2028 \u2029 \ufeff",
    "\u202eevil\u202c",
    "it's: 'a' \"b\" # - ? [x] {y} | > @ ` %",
    "null",
    "2022-09-01",
    "1e3",
    "yes",
    "~",
    "\ttab \r\n new line",
    ' xmlns:media="http://search.yahoo.com/mrss/"',
    '<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="x"/>',
)
_ADDRESSES = (
    "https://example.org/",
    "http://example.org:8080/a?b=1&c=2#d",
    "https://例子.example/路径?q=值",
    'https://example.org/a b"c<d>|e\\f^g`h{i}',
    "https://example.org/%7euser/%E9%87%91",
    "HTTPS://EXAMPLE.org/Upper",
    "javascript:alert(1)",
    "data:text/html,x",
    "//example.org/relative",
    "/relative",
    "https://",
    "",
)
_IDS = (
    "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
    "tag:example.org,2022:a/b",
    "HTTP://Example.ORG/%7e/",
    "https://例子.example/路径",
    "https://example.org/?a=1&b=<2>",
)

text = st.one_of(st.text(max_size=60), st.sampled_from(_BREAKERS), st.text().map(lambda end: f"要闻 {end}"))
named = text.map("{} 名".format)
addresses = st.sampled_from(_ADDRESSES)
moments = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone itself
    datetime(2037, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from((UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30)))),
)
_paths = st.lists(named.map(lambda name: name.replace("/", "-")), min_size=1, max_size=3).map("/".join)
_tags = st.builds(Tag, term=named, scheme=st.one_of(st.none(), st.sampled_from(("http://example.org/tags", "no iri"))))
_enclosures = st.builds(
    Enclosure,
    url=addresses,
    type=st.sampled_from(("audio/mpeg", "video/mp4", "application/pdf", "image/png")),
    length=st.one_of(st.none(), st.integers(0, 2**40)),
)
_origins = st.builds(
    an_origin, title=text, updated=moments, home=addresses, feed=addresses, rights=st.one_of(st.none(), text)
)

entries: st.SearchStrategy[StoredEntry] = st.builds(
    a_stored_entry,
    row=st.integers(1, 9),
    id=st.one_of(st.sampled_from(_IDS[:-1]), st.integers(0, 10**6).map("https://example.org/{}".format)),
    title=named,
    url=st.one_of(st.none(), addresses),
    author=text,
    content=st.one_of(st.just(""), text),
    summary=text,
    published=moments,
    updated=moments,
    headimg=st.one_of(st.none(), addresses),
    thumbnail=st.one_of(st.none(), addresses),
    language=st.sampled_from((None, "en", "zh-Hant-TW", "not a tag", "")),
    rights=st.one_of(st.none(), text),
    categories=st.lists(_paths, max_size=3).map(tuple),
    tags=st.lists(_tags, max_size=3).map(tuple),
    enclosures=st.lists(_enclosures, max_size=3).map(tuple),
    origin=_origins,
    image_tier=st.sampled_from((None, "enclosure", "page")),
    others=st.lists(_origins, max_size=2).map(tuple),
)


def _rows(entries: list[StoredEntry]) -> list[StoredEntry]:
    """Keep one entry a row, as a store does."""
    return list({entry.row: entry for entry in entries}.values())


entry_lists = st.lists(entries, max_size=4).map(_rows)
