"""One entry across sources: what is one, what never is, who leads, and that its id stays."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Edition, Entry, Tag
from feedhub.model.html import SafeHtml
from feedhub.sanitize import page_print, words_print
from feedhub.store import Store
from feedhub.store.engine import connect
from feedhub.store.migrations.versions import v0009_likeness
from support.visits import HOUR, LEASE, NOW, a_source, a_visit, an_entry, an_origin, configured, visited

ALL = FeedName(kind=FeedKind.ALL)
URL = "https://news.example/2026/bridge"
TEXT = "The council voted on Tuesday to keep the old bridge open to walkers and riders. " * 4
LONG_TEXT = TEXT * 5


def category(path: str) -> FeedName:
    return FeedName(kind=FeedKind.CATEGORY, name=path)


def source_feed(name: str) -> FeedName:
    return FeedName(kind=FeedKind.SOURCE, name=name)


def an_article(
    key: str, *, url: str | None = None, text: str = "", title: str = "Bridge stays open", **said: Any
) -> Entry:
    """Make an entry as cleaning would: with the prints of its page and text."""
    where = url or f"https://{key}.example/{key}"
    prints = {"page": page_print(where), "words": words_print(text)}
    body = SafeHtml(f"<p>{text}</p>")  # the sanitiser's own form
    return an_entry(key, title=title, url=where, content=body, **prints, **said)


def ids(store: Store, feed: FeedName = ALL) -> list[str]:
    return [line.id.rpartition("/")[2] for line in store.front(feed, limit=1000).lines]


@pytest.fixture
def two(store: Store) -> Store:
    configured(store, a_source("one", categories=("a/x",)), a_source("two", categories=("a/y",)))
    return store


SAME = [
    pytest.param({"url": URL}, {"url": "http://www.news.example/2026/bridge/?utm_source=x"}, id="the same page"),
    pytest.param({"url": URL}, {"url": URL, "title": "Old bridge saved"}, id="the same page under another title"),
    pytest.param({"url": URL}, {"url": f"{URL}#comments"}, id="the same page at its comments"),
    pytest.param({"url": URL}, {"url": URL, "published": NOW - timedelta(days=90)}, id="the same page, re-dated"),
    pytest.param({"text": TEXT}, {"text": TEXT.upper()}, id="the same text and title"),
    pytest.param({"text": LONG_TEXT}, {"text": LONG_TEXT, "title": "Saved!"}, id="the same long text"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_what_two_sources_bring_is_one_entry_in_every_feed(
    two: Store, first: dict[str, Any], second: dict[str, Any]
) -> None:
    visited(two, "one", an_article("1", **first))
    visited(two, "two", an_article("2", **second))
    for feed in (ALL, category("a"), category("a/x"), category("a/y"), source_feed("one")):
        assert ids(two, feed) == ["1"], feed.path
    assert ids(two, source_feed("two")) == ["2"]
    assert {each.feed.path: each.entries for each in two.feeds()}["category/a"] == 1


NEVER = [
    pytest.param({"url": "https://news.example/"}, {"url": "https://news.example/"}, id="a front page"),
    pytest.param({"text": "Read on."}, {"text": "Read on."}, id="a short text"),
    pytest.param({"text": TEXT}, {"text": TEXT, "title": "Saved!"}, id="a middling text under another title"),
    pytest.param(
        {"url": URL, "title": "Ticker: 10:00"},
        {"url": URL, "title": "Ticker: the end", "published": NOW - timedelta(days=4)},
        id="a live ticker, days apart",
    ),
    pytest.param(
        {"url": f"{URL}#v1", "title": "Version 1"},
        {"url": f"{URL}#v2", "title": "Version 2"},
        id="two places of a page",
    ),
    pytest.param(
        {"text": LONG_TEXT, "title": "Episode 1"},
        {"text": LONG_TEXT, "title": "Episode 9", "published": NOW - timedelta(days=60)},
        id="the same notes, weeks apart",
    ),
]


@pytest.mark.parametrize(("first", "second"), NEVER)
def test_what_only_looks_alike_stays_two(two: Store, first: dict[str, Any], second: dict[str, Any]) -> None:
    visited(two, "one", an_article("1", **first))
    visited(two, "two", an_article("2", **second))
    assert sorted(ids(two)) == ["1", "2"]


def test_entries_of_one_source_are_never_one_by_page_or_text(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL, text=TEXT))
    visited(two, "one", an_article("2", url=URL, text=TEXT), an_article("3", url=URL, text=TEXT))
    assert sorted(ids(two)) == ["1", "2", "3"]


def test_a_page_that_a_source_links_from_many_entries_makes_nothing_one(two: Store) -> None:
    digests = [an_article(f"d{number}", url=URL, title=f"Links of day {number}") for number in range(3)]
    visited(two, "one", *digests)
    visited(two, "two", an_article("2", url=URL, title="The page itself"))
    assert sorted(ids(two)) == ["2", "d0", "d1", "d2"]


def test_a_second_source_of_many_links_finds_each_entry_its_own(two: Store) -> None:
    days = [(f"Links of day {number}", NOW - timedelta(days=number)) for number in range(1, 4)]
    visited(two, "one", *(an_article(f"a{n}", url=URL, title=t, published=p) for n, (t, p) in enumerate(days)))
    visited(two, "two", *(an_article(f"b{n}", url=URL, title=t, published=p) for n, (t, p) in enumerate(days)))
    assert ids(two) == ["a0", "a1", "a2"]


def test_of_a_weekly_post_in_the_same_words_the_nearest_is_the_one(two: Store) -> None:
    weeks = [NOW - timedelta(weeks=number) for number in (1, 2, 3)]
    visited(two, "one", *(an_article(f"a{n}", text=TEXT, published=at) for n, at in enumerate(weeks)))
    visited(two, "two", an_article("b1", text=TEXT, published=weeks[1] + HOUR))
    assert ids(two) == ["a0", "a1", "a2"]
    assert ids(two, category("a/y")) == ["a1"]


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_the_first_that_is_stored_leads_in_either_order(two: Store, order: tuple[str, str]) -> None:
    for name in order:
        visited(two, name, an_article(name, url=URL))
    assert ids(two) == ids(two, category("a/x")) == ids(two, category("a/y")) == [order[0]]


def test_within_one_batch_the_first_visit_leads(two: Store) -> None:
    claims = two.claim_due(NOW, limit=2, lease=LEASE)
    two.record([a_visit(claim, an_article(claim.source, url=URL)) for claim in claims])
    assert ids(two) == [claims[0].source]


def test_a_third_source_joins_by_the_id_page_or_text_of_any_copy(store: Store) -> None:
    configured(store, *(a_source(name, categories=(name,)) for name in ("one", "two", "three", "four")))
    visited(store, "one", an_article("1", url=URL))
    visited(store, "two", an_article("2", url=URL, text=TEXT))
    visited(store, "three", an_article("3", text=TEXT))
    visited(store, "four", an_article("2"))
    assert ids(store) == ["1"]
    assert [ids(store, category(name)) for name in ("one", "two", "three", "four")] == [["1"]] * 4


def test_what_is_stored_apart_is_never_put_together(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL), an_article("2", text=TEXT, title="Saved"))
    visited(two, "two", an_article("3", url=URL, text=TEXT))
    assert sorted(ids(two)) == ["1", "2"]


def test_an_entry_that_changes_keeps_its_place_and_id(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL))
    visited(two, "two", an_article("2", url=URL))
    visited(two, "two", an_article("2", url="https://elsewhere.example/9", title="Other", fingerprint=b"2"))
    visited(two, "one", an_article("1", url="https://moved.example/1", fingerprint=b"2"))
    assert ids(two) == ["1"]
    assert ids(two, category("a/y")) == ["1"]


def test_without_merging_only_the_same_id_is_one_entry(two: Store) -> None:
    two.sync([a_source("one"), a_source("two")], NOW, spread=lambda _: 0.0, merge=False)
    visited(two, "one", an_article("1", url=URL, text=TEXT), an_article("same"))
    visited(two, "two", an_article("2", url=URL, text=TEXT), an_article("same"))
    assert sorted(ids(two)) == ["1", "2", "same"]


def test_a_leader_is_shown_with_categories_tags_and_feeds_of_all(two: Store) -> None:
    other = an_origin(id="https://two.example/", title="Two")
    visited(two, "one", an_article("1", url=URL, tags=(Tag(term="t1"),)))
    visited(two, "two", an_article("2", url=URL, tags=(Tag(term="t1"), Tag(term="t2")), origin=other))
    [line] = two.front(ALL, limit=9).lines
    [leader] = two.entries([line.row])
    assert leader.categories == ("a/x", "a/y")
    assert [tag.term for tag in leader.tags] == ["t1", "t2"]
    assert (leader.origin.id, leader.others) == ("https://stcn.example/", (other,))
    [own] = two.entries([two.front(source_feed("two"), limit=1).lines[0].row])
    assert (own.categories, own.others) == (("a/y",), ())


def test_copies_of_what_an_older_hub_stored_are_found(url: str) -> None:
    store = Store.open(url, now=NOW)
    configured(store, a_source("one"), a_source("two"))
    visited(
        store, "one", an_article("1", url=URL), an_article("2", text=TEXT), *(an_article(f"x{n}") for n in range(600))
    )
    store.close()
    engine = connect(url)
    with engine.begin() as db:
        for name in ("page", "words"):
            db.exec_driver_sql(f"DROP INDEX ix_entry_{name}")
            db.exec_driver_sql(f"ALTER TABLE entry DROP COLUMN {name}")
        db.exec_driver_sql("ALTER TABLE entry DROP COLUMN image_tier")
        with Operations.context(MigrationContext.configure(db)):
            v0009_likeness.upgrade()
    engine.dispose()
    store = Store.open(url, now=NOW)
    again = [an_article("y1", url=URL), an_article("y2", text=TEXT), an_article("y3", url="https://x599.example/x599")]
    visited(store, "two", *again)
    assert len(ids(store)) == 602
    assert not {"y1", "y2", "y3"}.intersection(ids(store))
    store.close()


def publish_all(store: Store) -> list[Edition]:
    """Publish; gives the editions that are shown."""
    store.mark_published(store.stale_feeds())
    return editions(store)


def editions(store: Store) -> list[Edition]:
    return [line.edition for line in store.front(ALL, limit=100).lines]


def rows(store: Store) -> list[int]:
    return [line.row for line in store.front(ALL, limit=100).lines]


def stale(store: Store) -> set[str]:
    return {each.feed.path for each in store.stale_feeds()}


def test_a_new_copy_has_its_leader_rendered_anew_wherever_it_stands(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL))
    before = publish_all(two)
    visited(two, "two", an_article("2", url=URL))
    assert set(before).isdisjoint(editions(two))
    assert stale(two) == {"all", "category/a", "category/a/x", "category/a/y", "source/one", "source/two"}
    [leader] = two.entries(rows(two))
    assert leader.updated == leader.published == NOW - HOUR


def test_a_copy_with_other_tags_has_its_leader_rendered_anew(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL))
    visited(two, "two", an_article("2", url=URL))
    before = publish_all(two)
    visited(two, "two", an_article("2", url=URL, tags=(Tag(term="t"),), fingerprint=b"2"))
    assert set(before).isdisjoint(editions(two))
    assert stale(two) >= {"all", "category/a/x", "source/one", "source/two"}


def test_a_copys_source_in_other_categories_has_its_leader_rendered_anew(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL))
    visited(two, "two", an_article("2", url=URL))
    before = publish_all(two)
    configured(two, a_source("one", categories=("a/x",)), a_source("two", categories=("b",)))
    assert set(before).isdisjoint(editions(two))
    assert two.entries(rows(two))[0].categories == ("a/x", "b")
    assert ids(two, category("b")) == ["1"]
    assert ids(two, category("a/y")) == []
    assert stale(two) >= {"all", "category/a/x", "source/one"}


def test_a_leader_beyond_what_its_source_keeps_stays_while_a_copy_is_kept(store: Store) -> None:
    short = a_source("one", categories=("a/x",), keep="30d")
    configured(store, short, a_source("two", categories=("a/y",)))
    visited(store, "one", an_article("1", url=URL))
    visited(store, "two", an_article("2", url=URL))
    later = NOW + timedelta(days=60)
    assert store.prune(later, most=100) == 0
    assert ids(store) == ids(store, category("a/y")) == ["1"]
    configured(store, short, a_source("two", categories=("a/y",), keep="30d"))
    assert store.prune(later, most=100) == 1
    assert store.prune(later, most=100) == 1
    assert ids(store) == []


def test_an_entry_taken_out_by_the_id_of_any_copy_is_taken_out_everywhere(two: Store) -> None:
    visited(two, "one", an_article("1", url=URL))
    visited(two, "two", an_article("2", url=URL))
    assert two.remove(["https://stcn.example/2"]) == []
    assert ids(two) == ids(two, source_feed("one")) == ids(two, source_feed("two")) == []


@pytest.mark.parametrize("order", list(itertools.permutations(("one", "two", "three"))), ids="-".join)
def test_whoever_comes_first_the_entry_stands_once_in_all_categories(store: Store, order: tuple[str, ...]) -> None:
    configured(store, *(a_source(name, categories=(f"c/{name}",)) for name in ("one", "two", "three")))
    brought = {
        "one": {"url": URL},
        "two": {"url": URL, "text": TEXT},
        "three": {"url": f"{URL}?utm_medium=x", "text": TEXT},
    }
    for name in order:
        visited(store, name, an_article(name, **brought[name]))
    assert ids(store) == ids(store, category("c")) == [order[0]]
    assert [ids(store, category(f"c/{name}")) for name in order] == [[order[0]]] * 3
