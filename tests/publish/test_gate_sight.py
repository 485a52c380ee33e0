"""What the gate takes for good at a glance passes its parsers and rules too, whatever was done to it."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub.model.document import Format, Written
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from feedhub.model.period import Period
from feedhub.publish import fragments, with_archives, written
from feedhub.publish.gate import FORMS
from support import nasty
from support.stored import a_hub, a_stored_entry, an_origin
from support.written import ALL, FEED, a_document

HUB = a_hub()
FULL = a_stored_entry(
    id="https://example.org/?a=1&b=2",
    title="A & B",
    content='<p>x &amp; <a href="https://example.org/">y</a>\r\n</p>',
    headimg="https://example.org/a.jpg",
    tags=(Tag(term='A"B', scheme="https://example.org/tags?a&b"), Tag(term="x")),
    enclosures=(Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", length=7),),
    rights="CC0",
    origin=an_origin(rights="© 2022"),
    others=(an_origin(),),
    image_tier="page",
)
BARE = a_stored_entry(
    content="", summary="short", language=None, categories=(), origin=an_origin(home=None, feed=None), url=None
)
PIECES = (
    *(b"<", b">", b"&", b'"', b"'", b" ", b"\t", b"\r", b"\n", b"\x00", b"\x0b", b"\x1f", b"\x7f", b"\\", b"/", b"{"),
    *(b"\x80", b"\xff", b"\xc3", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc2\x85"),
    *(b"&amp;", b"&lt;", b"&#13;", b"&#0;", b"&#xFFFE;", b"&quot;", b"&nbsp;", b"]]>", b"<!-- x -->", b"<![CDATA[x]]>"),
    *(b"<b>", b"</b>", b"<b/>", b"<?x y?>", b"</title>", b"<id>urn:x</id>", b"<summary>x</summary>", b"<entry>"),
    *(b"</entry><entry>", b"</item><item>", b' rel="self"', b' xml:lang="x"', b' xmlns="urn:x"', b"\xe3\x80\x80"),
    *(b"0", b"9", b"T24", b"-31", b"Mon", b"Z", b"null", b"1", b",", b"}", b"[", b"A", b"ftp:", b"%"),
)
"""What to put into a document in hope that it is taken for good though it is not."""


def entry_bytes(form: Format, entry: StoredEntry) -> bytes:
    return fragments(entry, HUB, max_bytes=10**9)[form]


def a_version(form: Format, *entries: StoredEntry) -> Written:
    return written(a_document(entries, HUB), form)


NAME = FEED.feed.path
ALL_FORMS = tuple(Format)


def agrees(form: Format, entries: Sequence[bytes], around: Written) -> int:
    """See that those taken for good are; say how many that were."""
    rules, name = FORMS[form], f"{NAME}.{form}"
    taken = [entry for entry in entries if rules.is_plain_entry(entry)]
    if list(rules.check(name, around, taken)):  # only then one by one
        assert [entry for entry in taken if list(rules.check(name, around, [entry]))] == []
    return len(taken)


@pytest.mark.parametrize("form", ALL_FORMS)
@settings(deadline=None, max_examples=40)
@given(entry=nasty.entries)
def test_what_we_write_is_taken_for_good(form: Format, entry: StoredEntry) -> None:
    assert agrees(form, [entry_bytes(form, entry)], a_version(form)) == 1


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_head_of_ours_is_taken_for_good_under_its_name_alone(form: Format) -> None:
    rules, name = FORMS[form], f"{NAME}.{form}"
    for document in (a_document([], HUB), with_archives(a_document([FULL], HUB), Period("2022-09"), HUB)):
        head = written(document, form)
        assert rules.is_plain_head(name, head)
        assert list(rules.check(name, head, [])) == []
        assert not rules.is_plain_head(f"x{name}", head)
    assert rules.is_plain_head(f"all.{form}", written(a_document([], HUB, ALL), form))


@pytest.mark.parametrize("entry", [FULL, BARE], ids=["full", "bare"])
@pytest.mark.parametrize("form", ALL_FORMS)
def test_an_entry_with_anything_put_anywhere_is_not_taken_for_good_unless_it_is(
    form: Format, entry: StoredEntry
) -> None:
    good = entry_bytes(form, entry)
    around = a_version(form)
    tried = [good[:at] + piece + good[at:] for at in range(0, len(good) + 1, 7) for piece in PIECES]
    tried += [good[:at] + piece + good[at + len(piece) :] for at in range(1, len(good), 9) for piece in PIECES]
    tried += [good[:at] + good[at + length :] for at in range(len(good)) for length in (1, 2, 7)]
    assert 0 < agrees(form, tried, around) < len(tried)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_head_with_anything_put_anywhere_is_not_taken_for_good_unless_it_is(form: Format) -> None:
    rules, name = FORMS[form], f"{NAME}.{form}"
    good = written(with_archives(a_document([], HUB), Period("2022-09"), HUB), form)
    heads = [good.head[:at] + piece + good.head[at:] for at in range(0, len(good.head), 7) for piece in PIECES]
    heads += [good.head[:at] + good.head[at + length :] for at in range(len(good.head)) for length in (1, 2, 7)]
    versions = [Written(head=head, entries=(), between=good.between, tail=good.tail) for head in heads]
    taken = [version for version in versions if rules.is_plain_head(name, version)]
    assert 0 < len(taken) < len(versions)
    assert [version.head for version in taken if list(rules.check(name, version, []))] == []


@pytest.mark.parametrize("form", ALL_FORMS)
@settings(deadline=None, max_examples=100)
@given(
    entry=nasty.entries,
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 9), st.one_of(st.sampled_from(PIECES), st.binary(max_size=3))),
        min_size=1,
        max_size=4,
    ),
)
def test_nothing_that_is_wrong_is_taken_for_good(
    form: Format, entry: StoredEntry, edits: list[tuple[float, int, bytes]]
) -> None:
    data = entry_bytes(form, entry)
    for place, length, piece in edits:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    agrees(form, [data], a_version(form))
