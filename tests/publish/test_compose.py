"""Which entries make a document, and what it is called."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub.model.document import FeedDocument, FeedKind, FeedName, Format, Fragments, StaleFeed
from feedhub.model.entry import StoredEntry
from feedhub.model.period import Period
from feedhub.publish import compose, fragments, with_archives, written
from feedhub.publish.writers import ample, overhead
from feedhub.sanitize import printable
from support import nasty
from support.stored import a_hub, a_stored_entry, as_listed

_ALL = StaleFeed(feed=FeedName(kind=FeedKind.ALL), revision=1)
_ENTRIES = [a_stored_entry(row) for row in range(1, 10)]


def rendered(entries: list[StoredEntry]) -> dict[int, Fragments]:
    return {entry.row: fragments(entry, a_hub(), max_bytes=512_000) for entry in entries}


def composed(
    entries: list[StoredEntry],
    written: Mapping[int, Fragments] | None = None,
    *,
    limit: int = 50,
    max_bytes: int = 512_000,
) -> FeedDocument:
    shown = rendered(entries) if written is None else written
    return compose(_ALL, list(map(as_listed, entries)), shown, a_hub(), entries=limit, max_bytes=max_bytes)


def test_entries_stay_in_the_order_given() -> None:
    written = rendered(_ENTRIES)
    assert composed(_ENTRIES[::-1]).entries == tuple(written[row] for row in range(9, 0, -1))


def test_no_more_entries_than_asked_for() -> None:
    assert composed(_ENTRIES, limit=3).entries == composed(_ENTRIES[:3]).entries


def test_a_document_fills_its_bytes_to_the_last_and_never_goes_over() -> None:
    """A link to the newest archive counts as if it were there already, with the longest of names."""
    four = with_archives(composed(_ENTRIES[:4]), Period("2022-09-01T111600"), a_hub())
    exact = max(len(written(four, form).data) for form in Format)
    assert len(composed(_ENTRIES, max_bytes=exact).entries) == 4
    assert len(composed(_ENTRIES, max_bytes=exact - 1).entries) == 3


def test_a_document_says_where_it_ends_unless_it_shows_all_there_is() -> None:
    assert composed(_ENTRIES, limit=10).reach.floor is None
    assert composed(_ENTRIES, limit=9).reach.floor == _ENTRIES[0].published
    assert composed(_ENTRIES, max_bytes=1).reach.floor == _ENTRIES[0].published


def test_one_entry_always_goes_in_however_long() -> None:
    assert len(composed(_ENTRIES, max_bytes=1).entries) == 1


def test_an_entry_that_could_not_be_rendered_costs_only_itself() -> None:
    written = rendered(_ENTRIES)
    del written[1]
    assert composed(_ENTRIES, written).entries == tuple(written[row] for row in range(2, 10))


def test_an_unrendered_entry_does_not_count_against_the_limit() -> None:
    written = rendered(_ENTRIES[1:])
    assert len(composed(_ENTRIES, written, limit=2).entries) == 2


def test_of_two_entries_with_one_id_the_first_stays() -> None:
    twice = [a_stored_entry(1, id="urn:x:1", title="first"), a_stored_entry(2, id="urn:x:1", title="second")]
    assert composed(twice).entries == (rendered(twice)[1],)


@pytest.mark.parametrize(
    ("kind", "name", "source_title", "title"),
    [
        (FeedKind.ALL, "", "", "每日要闻"),
        (FeedKind.CATEGORY, "金融", "", "金融 · 每日要闻"),
        (FeedKind.CATEGORY, "金融/证券时报网/要闻", "", "要闻 · 金融/证券时报网"),
        (FeedKind.SOURCE, "stcn", "证券时报网\x00", "证券时报网"),
        (FeedKind.SOURCE, "stcn", "", "stcn"),
        (FeedKind.TAG, "python", "", "python · 每日要闻"),
    ],
)
def test_a_title_begins_with_what_tells_the_feed_from_others(
    kind: FeedKind, name: str, source_title: str, title: str
) -> None:
    stale = StaleFeed(feed=FeedName(kind=kind, name=name), revision=1, title=source_title)
    assert compose(stale, [], {}, a_hub(), entries=50, max_bytes=512_000).head.title == title


def test_the_feeds_id_outlives_title_and_address() -> None:
    stale = StaleFeed(feed=FeedName(kind=FeedKind.SOURCE, name="stcn"), revision=1, title="old")
    renamed = StaleFeed(feed=stale.feed, revision=2, title="new")
    moved = a_hub(base_url="https://elsewhere.example.net/feeds", title="other", language="en")
    ids = {
        compose(feed, [], {}, hub, entries=50, max_bytes=512_000).head.id
        for feed, hub in ((stale, a_hub()), (renamed, moved))
    }
    assert ids == {"tag:feeds.example.org,2026:source/stcn"}


def test_addresses_keep_the_prefix_of_the_public_address() -> None:
    head = compose(_ALL, [], {}, a_hub(base_url="https://example.org/feeds/"), entries=50, max_bytes=512_000).head
    assert (head.page_url, head.self_url(Format.RSS)) == (
        "https://example.org/feeds/all",
        "https://example.org/feeds/all.rss",
    )


@pytest.mark.parametrize(
    ("language", "subtitle"),
    [("zh-Hans", "全部条目，最新在前"), ("en", "All entries, newest first"), (None, "All entries, newest first")],
)
def test_the_hub_speaks_its_own_language(language: str | None, subtitle: str) -> None:
    head = compose(_ALL, [], {}, a_hub(language=language), entries=50, max_bytes=512_000).head
    assert (head.subtitle, head.language) == (subtitle, language)


@settings(deadline=None)
@given(title=nasty.named, name=nasty.named, path=st.text(alphabet="a&'%/", max_size=40))
def test_what_is_surely_enough_for_a_head_is_enough(title: str, name: str, path: str) -> None:
    """Documents with room to spare are composed without asking how long their heads are to the byte."""
    hub = a_hub(title=title, base_url=f"https://feeds.example.org/{path}")
    for feed in (FeedName(kind=FeedKind.CATEGORY, name=printable(name)), FeedName(kind=FeedKind.SOURCE, name="x")):
        document = compose(StaleFeed(feed=feed, revision=1, title=title), [], {}, hub, entries=1, max_bytes=10**9)
        head = with_archives(document, Period("2026-09-14T083015"), hub).head
        assert max(overhead(head).values()) <= ample(head)
