"""What a document says about its feed, and what an entry says about where it comes from."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedhub.clean import facts
from feedhub.model.entry import Origin
from feedhub.model.parsed import Link, ParsedEntry, ParsedFeed, ParsedOrigin, Text
from support.parsed import NOON, a_feed, an_entry, clean_one, surroundings

FEED = ParsedFeed(
    format="atom10",
    title=Text(value="News &amp; more", kind="html"),
    id="urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
    links=(Link(href="/"), Link(href="https://news.example.com/self.xml", rel="self")),
    updated="2022-09-01T12:00:00Z",
    language="zh_CN",
    rights="© News",
)
SEPTEMBER = datetime(2022, 9, 1, 12, tzinfo=UTC)
ENTRY = an_entry("g", title="t")


def test_a_feed_says_who_it_is() -> None:
    known = facts(FEED, surroundings())
    assert known.title == "News & more"
    assert known.id == "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6"
    assert known.home == "https://news.example.com/"
    assert known.updated == SEPTEMBER
    assert known.language == "zh-CN"
    assert known.rights == "© News"


def test_a_feed_that_says_nothing_leaves_nothing() -> None:
    known = facts(ParsedFeed(format="rss20"), surroundings())
    assert (known.title, known.id, known.home, known.updated, known.language, known.rights) == (None,) * 6


@pytest.mark.parametrize("updated", [None, "nonsense", "2099-01-01", "2026-11-23T12:04:00Z"])
def test_without_a_date_of_its_own_a_feed_is_as_new_as_its_newest_entry(updated: str | None) -> None:
    entries = [
        ParsedEntry(published="2022-08-01"),
        ParsedEntry(published="2022-08-01", updated="2022-09-01T12:00:00Z"),
        ParsedEntry(published="2099-01-01"),
        ParsedEntry(),
    ]
    assert facts(replace(FEED, updated=updated, entries=tuple(entries)), surroundings()).updated == SEPTEMBER


def test_an_entry_comes_from_its_source() -> None:
    assert clean_one(ENTRY, FEED).origin == Origin(
        id="urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
        title="News & more",
        updated=SEPTEMBER,
        home="https://news.example.com/",
        feed="https://news.example.com/self.xml",
        rights="© News",
    )


def test_a_configured_title_goes_before_the_feeds_own() -> None:
    assert clean_one(ENTRY, FEED, surroundings(title="证券时报网")).origin.title == "证券时报网"


def test_a_source_that_says_nothing_has_an_origin_all_the_same() -> None:
    origin = clean_one(ENTRY, a_feed(home=None), surroundings(location="https://u:p@c.example/feed")).origin
    assert origin == Origin(
        id="tag:feeds.example.org,2026:source/stcn", title="stcn", updated=NOON, feed="https://c.example/feed"
    )


def test_a_path_on_this_machine_is_never_told() -> None:
    assert clean_one(ENTRY, a_feed(home=None), surroundings(location="/srv/posts")).origin.feed is None


def test_an_item_may_name_another_origin() -> None:
    named = ParsedOrigin(
        id="urn:x:y",
        title="Other",
        home="https://o.example/",
        feed="https://o.example/feed",
        updated="2022-09-01T12:00Z",
    )
    assert clean_one(replace(ENTRY, origin=named), FEED).origin == Origin(
        id="urn:x:y", title="Other", updated=SEPTEMBER, home="https://o.example/", feed="https://o.example/feed"
    )


def test_an_origin_without_an_id_is_known_by_its_address() -> None:
    named = ParsedOrigin(title="Other", feed="https://o.example/feed")
    origin = clean_one(replace(ENTRY, origin=named, published="2022-09-01T12:00:00Z"), FEED).origin
    assert origin.id == "https://o.example/feed"
    assert origin.updated == SEPTEMBER


def test_an_origin_that_only_has_a_title_keeps_the_sources_id() -> None:
    origin = clean_one(replace(ENTRY, origin=ParsedOrigin(title="Other", id="17")), FEED).origin
    assert (origin.id, origin.title, origin.home, origin.feed, origin.rights) == (FEED.id, "Other", None, None, None)
