"""What an item is packed as gives, cleaned again, what it gave at first."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdDecompressor

from feedhub.clean import reclean
from feedhub.clean.packing import Ground, pack, unpack
from feedhub.model.entry import Entry
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, Tag, Text
from feedhub.model.revision import CLEAN_VERSION, Kept, Recleaned
from feedhub.parse import read
from parse.test_corpus import READ, document_of
from support.parsed import cleaned

texts = st.text(st.characters(codec=None, categories=None), max_size=20)
bodies = st.builds(Text, value=texts, kind=st.sampled_from(["plain", "html"]), base=st.none() | texts)
numbers = st.none() | st.integers(0, 10**6)
items = st.builds(
    ParsedEntry,
    title=st.none() | bodies,
    summary=st.none() | bodies,
    caption=st.none() | bodies,
    contents=st.lists(bodies, max_size=1).map(tuple),
    links=st.lists(st.builds(Link, href=texts, title=st.none() | texts, length=numbers), max_size=2).map(tuple),
    tags=st.lists(st.builds(Tag, term=texts, scheme=st.none() | texts), max_size=2).map(tuple),
    media=st.lists(
        st.builds(Media, url=texts, role=st.sampled_from(MediaRole), width=numbers, type=st.none() | texts), max_size=2
    ).map(tuple),
    thumbnail=st.none() | texts,
)
grounds = st.builds(Ground, **dict.fromkeys(Ground.__slots__, st.none() | texts))
GROUND = Ground(url=None, base=None, near=None, place=None, language=None, rights=None)


@given(items, grounds)
def test_an_item_comes_out_as_it_went_in(entry: ParsedEntry, ground: Ground) -> None:
    assert unpack(pack(entry, ground)) == (entry, ground)


@given(items, grounds)
def test_both_encoders_write_the_same(entry: ParsedEntry, ground: Ground) -> None:
    packed = ZstdDecompressor().decompress(pack(entry, ground)).decode("utf-8", "surrogatepass")
    assert packed == json.dumps(json.loads(packed), ensure_ascii=False, separators=(",", ":"))


def test_a_number_of_any_size_is_packed() -> None:
    entry = ParsedEntry(links=(Link(href="/", length=10**30),))
    assert unpack(pack(entry, GROUND)) == (entry, GROUND)


@pytest.mark.parametrize("case", READ)
def test_an_item_cleaned_again_by_the_same_cleaner_is_the_same(case: str) -> None:
    for entry in filter(None, cleaned(read(document_of(case)))):
        assert again(entry) == Recleaned(**{name: getattr(entry, name) for name in Recleaned.__slots__})


def again(entry: Entry) -> Recleaned:
    assert entry.raw is not None
    assert entry.raw.clean_version == CLEAN_VERSION
    return reclean(Kept(row=1, changed=0, source="stcn", id=entry.id, raw=entry.raw))
