"""What the writers write is, byte for byte, what feedgen, lxml and `json` write of the same facts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub.model.document import FeedHead, Format
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from feedhub.model.period import Period
from feedhub.publish import fragments, jsonfeed, rssfeed, with_archives, xmlfeed
from feedhub.publish.facts import facts
from support import libraries, nasty
from support.stored import a_hub, a_stored_entry, an_origin
from support.written import ALL, FEED, a_document

_slow = settings(deadline=None, max_examples=200)
_EVERY = "".join(map(chr, (*range(0x3100), *range(0xD7F0, 0xE010), *range(0xFD00, 0x10010), *range(0x1FFF0, 0x20010))))
"""Characters of every kind, those that XML forbids among them."""
_MARKUP = '<p title="a&quot;b">x &lt; y &amp;amp; z</p>\r\n\t\\" ]]> &#13; </content><entry>'


def written(entry: StoredEntry) -> dict[Format, bytes]:
    """Write an entry, and see that libraries write the same."""
    said = facts(entry, a_hub())
    found = {
        Format.ATOM: xmlfeed.entry_bytes(said),
        Format.RSS: rssfeed.entry_bytes(said),
        Format.JSON: jsonfeed.entry_bytes(said),
    }
    assert found == {
        Format.ATOM: libraries.atom(said),
        Format.RSS: libraries.rss(said),
        Format.JSON: libraries.json_feed(said),
    }
    return found


@_slow
@given(entry=nasty.entries)
def test_every_writer_writes_as_a_library_does(entry: StoredEntry) -> None:
    assert written(entry) == fragments(entry, a_hub(), max_bytes=10**9)


@pytest.mark.parametrize("said", [_EVERY, _MARKUP, "\r", " \t\n", "&&amp;<<>>\"\"''", "x\x85y\xa0z\u2028", "𠀀😀"])
def test_text_of_any_kind_is_escaped_alike_wherever_it_stands(said: str) -> None:
    named = f"x{said}y"
    written(
        a_stored_entry(
            title=named,
            author=said,
            content=f"<p>{said}</p>",
            summary=said,
            rights=said,
            categories=(f"a/{named}",),
            tags=(Tag(term=named, scheme="https://example.org/?a=1&b='2'"),),
            enclosures=(Enclosure(url="https://example.org/?a&b'", type=f"audio/{said}", length=0),),
            origin=an_origin(title=said, rights=said, home="https://example.org/'&'", feed="https://example.org/é&"),
            others=(an_origin(id="urn:x:&", title=said, rights=said),),
            headimg="https://example.org/i.jpg?a=1&b='c'",
            image_tier="page",
        )
    )


def test_what_is_not_known_is_left_out_alike() -> None:
    bare = an_origin(home=None, feed=None, title="")
    for entry in (
        a_stored_entry(url=None, content="", summary="", author="", language=None, categories=(), origin=bare),
        a_stored_entry(content="", summary=""),
        a_stored_entry(content="", summary="x < y"),
        a_stored_entry(url=None, content=" \n", summary="x < y"),
    ):
        written(entry)


@_slow
@given(nasty.named, st.text(max_size=40), st.sampled_from((None, "en", "zh-Hant-TW")), st.booleans())
def test_the_head_of_rss_is_what_lxml_writes(title: str, name: str, language: str | None, is_archive: bool) -> None:
    hub = a_hub(title=title, base_url="https://feeds.example.org/a&b'", language=language)
    head: FeedHead = a_document([], hub, FEED if name else ALL).head
    if is_archive:
        head = with_archives(a_document([], hub), Period("2022-09"), hub).head
    assert rssfeed.head_bytes(head) == libraries.rss_head(head)
