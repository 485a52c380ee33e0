"""What every engine's store must do: the one suite that SQLite and PostgreSQL both pass."""

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Edition, Enclosure, Entry, Tag
from feedhub.model.fetched import FailureKind
from feedhub.model.html import SafeHtml
from feedhub.model.period import month_of
from feedhub.model.request import Validators
from feedhub.model.residence import Move, Residence
from feedhub.model.standing import SPANS
from feedhub.model.visit import Claim, Hold, SourceFacts, Trouble
from feedhub.store import Queueing, Store
from support.visits import HOUR, LEASE, NOW, a_source, a_visit, an_entry, an_origin, ask_all, configured, visited

ALL = FeedName(kind=FeedKind.ALL)
PLACES = bytes(range(SPANS))
"""Where an entry stands: a store does not look into it."""


def category(path: str) -> FeedName:
    return FeedName(kind=FeedKind.CATEGORY, name=path)


def source_feed(name: str) -> FeedName:
    return FeedName(kind=FeedKind.SOURCE, name=name)


def titles(store: Store, feed: FeedName) -> list[str]:
    return [line.title for line in store.front(feed, limit=100).lines]


def editions(store: Store) -> dict[str, Edition]:
    return {line.title: line.edition for line in store.front(ALL, limit=100).lines}


def stale(store: Store) -> set[str]:
    return {each.feed.path for each in store.stale_feeds()}


def publish_all(store: Store) -> None:
    store.mark_published(store.stale_feeds())


# --- opening ---------------------------------------------------------------------------------------------------


def test_the_first_start_is_remembered(url: str) -> None:
    Store.open(url, now=NOW).close()
    again = Store.open(url, now=NOW + HOUR)
    assert again.first_start == NOW
    again.close()


def test_facts_are_remembered_and_replaced(store: Store) -> None:
    assert store.recall("authority") is None
    store.remember("authority", "feeds.example.org,2026")
    store.remember("authority", "other.example.org,2026")
    assert store.recall("authority") == "other.example.org,2026"


def test_everything_is_there_again_after_a_restart(url: str) -> None:
    store = Store.open(url, now=NOW)
    configured(store, a_source(categories=("a/b",)))
    visited(store, "stcn", an_entry("x"), validators=Validators(etag='"1"'), digest="d")
    before = store.front(ALL, limit=10).lines, store.status(), store.feeds(), list(store.all_entries())
    store.close()
    store = Store.open(url, now=NOW + HOUR)
    configured(store, a_source(categories=("a/b",)))
    assert (store.front(ALL, limit=10).lines, store.status(), store.feeds(), list(store.all_entries())) == before
    store.close()


# --- claiming --------------------------------------------------------------------------------------------------


def test_a_new_source_is_due_after_its_spread(store: Store) -> None:
    store.sync([a_source("early"), a_source("late")], NOW, spread=lambda name: 30.0 if name == "late" else 0.0)
    assert [claim.source for claim in store.claim_due(NOW, limit=10, lease=LEASE)] == ["early"]
    assert [claim.source for claim in store.claim_due(NOW + timedelta(seconds=30), limit=10, lease=LEASE)] == ["late"]


def test_what_has_been_due_longest_comes_first(store: Store) -> None:
    delays = {"c": 1.0, "a": 2.0, "b": 3.0}
    store.sync([a_source(name) for name in "abc"], NOW, spread=lambda name: delays[name])
    first = store.claim_due(NOW + HOUR, limit=2, lease=LEASE)
    assert [claim.source for claim in first] == ["c", "a"]
    assert [claim.source for claim in store.claim_due(NOW + HOUR, limit=2, lease=LEASE)] == ["b"]


def test_a_leased_source_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    configured(store, a_source())
    [claim] = store.claim_due(NOW, limit=10, lease=LEASE)
    assert claim.lease_until == NOW + LEASE
    assert store.claim_due(NOW, limit=10, lease=LEASE) == []
    assert store.claim_named(None, NOW, lease=LEASE) == []
    assert len(store.claim_due(NOW + LEASE, limit=10, lease=LEASE)) == 1


def test_a_released_source_is_due_as_before(store: Store) -> None:
    configured(store, a_source())
    store.release(store.claim_due(NOW, limit=10, lease=LEASE))
    assert store.next_due() == NOW
    assert len(store.claim_due(NOW, limit=10, lease=LEASE)) == 1


def test_a_late_release_does_not_end_the_lease_of_another(store: Store) -> None:
    configured(store, a_source())
    mine = store.claim_due(NOW, limit=10, lease=LEASE)
    store.claim_due(NOW + LEASE, limit=10, lease=LEASE)
    store.release(mine)
    assert store.claim_due(NOW + LEASE, limit=10, lease=LEASE) == []


def test_named_claims_do_not_wait_until_they_are_due(store: Store) -> None:
    configured(store, a_source("a"), a_source("b"), a_source("off", enabled=False))
    visited(store, "a")
    assert [claim.source for claim in store.claim_named(["a", "off"], NOW, lease=LEASE)] == ["a"]
    assert [claim.source for claim in store.claim_named(None, NOW, lease=LEASE)] == ["b"]


def test_the_next_due_moment_counts_leases(store: Store) -> None:
    assert store.next_due() is None
    delays = {"a": 0.0, "b": 600.0}
    store.sync([a_source("a"), a_source("b")], NOW, spread=lambda name: delays[name])
    assert store.next_due() == NOW
    store.claim_due(NOW, limit=10, lease=LEASE)
    assert store.next_due() == NOW + LEASE
    store.claim_due(NOW + HOUR, limit=10, lease=HOUR)
    assert store.next_due() == NOW + 2 * HOUR


def test_two_claimers_never_get_the_same_source(url: str) -> None:
    stores = [Store.open(url, now=NOW) for _ in range(2)]
    configured(stores[0], *(a_source(f"s{number}") for number in range(120)))

    def claim_all(store: Store) -> list[Claim]:
        batches = iter(lambda: store.claim_due(NOW, limit=7, lease=LEASE), [])
        return list(itertools.chain.from_iterable(batches))

    with ThreadPoolExecutor(2) as threads:
        claimed = [claim.source for each in threads.map(claim_all, stores) for claim in each]
    for each in stores:
        each.close()
    assert len(claimed) == 120
    assert Counter(claimed).most_common(1)[0][1] == 1


def in_turn(store: Store, at: datetime, **said: Any) -> list[str]:
    queueing = Queueing(**{"per_host": 1, "spacing": timedelta(seconds=2), **said})
    return [claim.source for claim in store.claim_in_turn(at, limit=10, lease=LEASE, queueing=queueing)]


def due_times(store: Store) -> dict[str, float]:
    moments = {row.source: row.next_visit for row in store.status()}
    return {name: (at - NOW).total_seconds() for name, at in moments.items() if at is not None}


def test_sources_of_one_host_take_turns_and_do_not_stand_before_others(store: Store) -> None:
    crowd = [a_source(name, url=f"https://crowd.example/{name}") for name in "abc"]
    configured(store, *crowd, a_source("other"), a_source("file", path="/feed.xml"))
    assert in_turn(store, NOW) == ["a", "other", "file"]
    assert due_times(store) == {"a": 0, "b": 2, "c": 4, "other": 0, "file": 0}
    assert in_turn(store, NOW + timedelta(seconds=2), busy={"crowd.example": 1}) == []
    assert in_turn(store, NOW + timedelta(seconds=4)) == ["b"]


def test_sources_that_fell_behind_come_back_spread_over_half_their_interval(store: Store) -> None:
    crowd = [a_source(name, url=f"https://crowd.example/{name}") for name in "abcde"]
    configured(store, *crowd)
    for each in crowd:
        visited(store, each.name)
    late = NOW + timedelta(hours=7)
    assert in_turn(store, late, per_host=2) == ["a"]
    behind = {name: seconds - 7 * 3600 for name, seconds in due_times(store).items() if name != "a"}
    assert behind == {"b": 360, "c": 720, "d": 1080, "e": 1440}


def test_a_host_that_is_held_puts_back_all_its_sources_and_is_remembered(url: str) -> None:
    store = Store.open(url, now=NOW)
    configured(store, a_source("a", url="https://x.example/a"), a_source("b", url="https://x.example/b"), a_source("c"))
    visited(store, "a", hold=Hold(host="x.example", until=NOW + HOUR), next_visit=NOW + 2 * HOUR)
    visited(store, "a", hold=Hold(host="x.example", until=NOW + HOUR / 2), next_visit=NOW + 2 * HOUR)
    store.close()
    again = Store.open(url, now=NOW)
    assert due_times(again) == {"a": 7200, "b": 3600, "c": 0}
    assert again.holds(NOW) == [Hold(host="x.example", until=NOW + HOUR)]
    assert again.holds(NOW + HOUR) == []
    again.close()


def test_who_gave_the_validators_is_remembered_with_them(store: Store) -> None:
    configured(store, a_source())
    given = Validators(etag='"1"', last_modified="yesterday", given_by="https://elsewhere.example/feed")
    visited(store, "stcn", validators=given)
    [claim] = store.claim_named(None, NOW, lease=LEASE)
    assert claim.validators == given


def test_an_address_that_was_kept_is_claimed_with_its_source_until_its_url_changes(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", residence=Residence(moved_to="https://new.example/", since=NOW, visits=2))
    [claim] = store.claim_named(None, NOW, lease=LEASE)
    assert claim.residence == Residence(moved_to="https://new.example/", since=NOW, visits=2)
    store.record([a_visit(claim, residence=Residence(address="https://new.example/"))])
    configured(store, a_source(categories=("a",)))
    [claim] = store.claim_named(None, NOW, lease=LEASE)
    assert (claim.residence, claim.host) == (Residence(address="https://new.example/"), "new.example")
    store.release([claim])
    [row] = store.status()
    move = Move(at=NOW, before="https://stcn.example/feed", after="https://new.example/")
    assert (row.location, row.address, row.moves) == ("https://stcn.example/feed", "https://new.example/", (move,))
    configured(store, a_source(url="https://other.example/feed"))
    [claim] = store.claim_named(None, NOW, lease=LEASE)
    assert (claim.residence, claim.host) == (Residence(), "other.example")


@pytest.mark.parametrize("changed", [{"every": timedelta(minutes=20)}, {"enabled": True}])
def test_a_changed_plan_brings_no_visit_right_after_another(store: Store, changed: dict[str, Any]) -> None:
    configured(store, a_source())
    visited(store, "stcn")
    if "enabled" in changed:
        configured(store, a_source(enabled=False))
    configured(store, a_source(**changed), at=NOW + timedelta(seconds=10))
    assert due_times(store) == {"stcn": 300}


# --- recording visits ------------------------------------------------------------------------------------------


def test_what_a_visit_learnt_comes_with_the_next_claim(store: Store) -> None:
    configured(store, a_source())
    validators = Validators(etag='W/"odd "', last_modified="Thu, 01 Jan 1970 00:00:00 GMT")
    visited(store, "stcn", validators=validators, digest="d1", interval=900.0)
    [claim] = store.claim_due(NOW + HOUR, limit=1, lease=LEASE)
    assert (claim.validators, claim.digest, claim.interval, claim.failures) == (validators, "d1", 900.0, 0)


def test_a_visit_without_validators_leaves_the_old_ones(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", validators=Validators(etag='"1"'), digest="d1")
    visited(store, "stcn")
    [claim] = store.claim_named(["stcn"], NOW, lease=LEASE)
    assert (claim.validators, claim.digest) == (Validators(etag='"1"'), "d1")


def test_failures_are_counted_until_a_visit_succeeds(store: Store) -> None:
    configured(store, a_source())
    trouble = Trouble(kind=FailureKind.TIMEOUT, detail="no answer within 30 s")
    visited(store, "stcn", trouble=trouble)
    visited(store, "stcn", trouble=trouble, at=NOW + HOUR)
    [row] = store.status()
    assert (row.failures, row.trouble, row.last_visit, row.last_success) == (2, trouble, NOW + HOUR, None)
    visited(store, "stcn", at=NOW + 2 * HOUR)
    [row] = store.status()
    assert (row.failures, row.trouble, row.last_success) == (0, None, NOW + 2 * HOUR)


def test_a_source_that_is_gone_is_never_due_again(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", next_visit=None, trouble=Trouble(kind=FailureKind.GONE, detail="410"))
    assert store.next_due() is None
    assert store.claim_due(NOW + 1000 * HOUR, limit=1, lease=LEASE) == []
    assert len(store.claim_named(["stcn"], NOW, lease=LEASE)) == 1


def test_notes_stay_while_their_document_stands(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", facts=SourceFacts(title="T"), notes=("one item had no id",))
    visited(store, "stcn")
    assert store.status()[0].notes == ("one item had no id",)
    visited(store, "stcn", facts=SourceFacts(title="T"))
    assert store.status()[0].notes == ()


def test_an_entry_comes_back_as_it_went_in(store: Store) -> None:
    configured(store, a_source(categories=("金融/要闻",)))
    entry = an_entry(
        "x",
        updated=NOW,
        headimg="https://stcn.example/1.jpg",
        thumbnail="https://stcn.example/s.jpg",
        language="zh-CN",
        rights="© 证券时报",
        tags=(Tag(term="A股", scheme="https://stcn.example/tags"), Tag(term="b")),
        enclosures=(
            Enclosure(url="https://stcn.example/a.mp3", type="audio/mpeg", length=3),
            Enclosure(url="https://stcn.example/b.mp3", type="audio/mpeg"),
        ),
        origin=an_origin(home="https://stcn.example", feed="https://stcn.example/feed", rights="CC"),
    )
    assert visited(store, "stcn", entry).new == 1
    [line] = store.front(ALL, limit=10).lines
    [got] = store.entries([line.row])
    for field in ("key", "id", "title", "url", "author", "content", "summary", "published", "updated", "headimg"):
        assert getattr(got, field) == getattr(entry, field)
    for field in ("thumbnail", "language", "rights", "tags", "enclosures", "origin"):
        assert getattr(got, field) == getattr(entry, field)
    assert (got.source, got.categories, got.first_seen, got.changed) == ("stcn", ("金融/要闻",), NOW, NOW)
    assert (line.id, line.origin_title, line.headimg) == (entry.id, "证券时报网", entry.headimg)


def test_an_undated_entry_gets_its_first_sight_less_its_position_once(store: Store) -> None:
    configured(store, a_source())
    undated = [an_entry(key, published=None) for key in "abc"]
    visited(store, "stcn", *undated)
    visited(store, "stcn", *(replace(each, title=each.key, fingerprint=b"2") for each in undated), at=NOW + HOUR)
    lines = store.front(ALL, limit=10).lines
    assert [line.title for line in lines] == ["a", "b", "c"]
    assert [line.published for line in lines] == [NOW - timedelta(seconds=position) for position in range(3)]
    assert [line.updated for line in lines] == [NOW + HOUR] * 3


def test_an_entry_is_never_updated_before_it_was_published(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry(published=NOW, updated=NOW - HOUR))
    [line] = store.front(ALL, limit=1).lines
    assert line.updated == line.published == NOW


def test_another_hubs_first_sight_wins(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry(published=None, first_seen=NOW - 1000 * HOUR))
    [entry] = store.all_entries()
    assert (entry.first_seen, entry.published) == (NOW - 1000 * HOUR, NOW - 1000 * HOUR)


def test_a_moment_before_1970_keeps(store: Store) -> None:
    configured(store, a_source())
    old = NOW - timedelta(days=365 * 80)
    visited(store, "stcn", an_entry(published=old))
    assert store.front(ALL, limit=1).lines[0].published == old


def test_a_changed_entry_keeps_its_row_id_published_and_first_sight(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry())
    [before] = store.all_entries()
    later = an_entry(title="Corrected", published=NOW, updated=NOW, fingerprint=b"2", id="https://other.example/")
    recorded = visited(store, "stcn", later, at=NOW + HOUR)
    [after] = store.all_entries()
    assert (recorded.new, recorded.changed) == (0, 1)
    assert (after.title, after.updated, after.changed) == ("Corrected", NOW, NOW + HOUR)
    assert (after.row, after.id, after.published, after.first_seen) == (
        before.row,
        before.id,
        before.published,
        before.first_seen,
    )
    assert store.known(visit_row(store)).prints == {"a": b"2"}


def visit_row(store: Store) -> int:
    [claim] = store.claim_named(None, NOW + 100 * HOUR, lease=LEASE)
    store.release([claim])
    return claim.row


def test_the_same_entries_again_change_nothing(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    entries = [an_entry(key) for key in "abc"]
    visited(store, "stcn", *entries)
    publish_all(store)
    before = list(store.all_entries())
    recorded = visited(store, "stcn", *entries, at=NOW + HOUR)
    assert (recorded.new, recorded.changed) == (0, 0)
    assert list(store.all_entries()) == before
    assert stale(store) == set()


def test_a_new_fingerprint_of_the_same_text_changes_nothing_that_is_shown(store: Store) -> None:
    """The feed's own `updated` moves with every poll, and must not move an entry with it."""
    configured(store, a_source())
    visited(store, "stcn", an_entry())
    publish_all(store)
    again = an_entry(fingerprint=b"2", origin=an_origin(updated=NOW + HOUR))
    assert visited(store, "stcn", again, at=NOW + HOUR).changed == 0
    assert stale(store) == set()
    assert store.known(visit_row(store)).prints == {"a": b"2"}
    [entry] = store.all_entries()
    assert (entry.changed, entry.origin.updated) == (NOW, NOW)


def test_a_key_that_stands_twice_in_a_document_counts_once(store: Store) -> None:
    configured(store, a_source())
    recorded = visited(store, "stcn", an_entry("x", title="first"), an_entry("x", title="second"))
    assert recorded.new == 1
    assert titles(store, ALL) == ["first"]


def test_fifty_visits_are_recorded_together_in_their_order(store: Store) -> None:
    names = [f"s{number}" for number in range(50)]
    configured(store, *map(a_source, names))
    claims = store.claim_due(NOW, limit=50, lease=LEASE)
    visits = [
        a_visit(claim, *(an_entry(f"{claim.source}/{number}") for number in range(int(claim.source[1:]) % 3)))
        for claim in claims
    ]
    recorded = store.record(visits)
    assert [each.source for each in recorded] == [claim.source for claim in claims]
    assert [each.new for each in recorded] == [int(claim.source[1:]) % 3 for claim in claims]
    assert {row.source: row.entries for row in store.status()} == {name: int(name[1:]) % 3 for name in names}


def test_a_visit_that_lost_its_lease_is_left_to_the_other(store: Store) -> None:
    configured(store, a_source())
    [slow] = store.claim_due(NOW, limit=1, lease=LEASE)
    [quick] = store.claim_due(NOW + LEASE, limit=1, lease=LEASE)
    newer = an_entry(title="newer", fingerprint=b"2")
    store.record([a_visit(quick, newer, validators=Validators(etag='"2"'))])
    recorded = store.record([a_visit(slow, an_entry(title="older"), validators=Validators(etag='"1"'))])
    assert (recorded[0].new, recorded[0].changed) == (0, 0)
    assert titles(store, ALL) == ["newer"]
    [claim] = store.claim_named(None, NOW, lease=LEASE)
    assert claim.validators.etag == '"2"'


POISON = [
    pytest.param(an_entry("bad", title="\ud800"), id="lone surrogate"),
    pytest.param(an_entry("bad", enclosures=(Enclosure(url="\udfff", type="a/b"),)), id="surrogate in a list"),
]


@pytest.mark.parametrize("bad", POISON)
def test_a_poisoned_entry_costs_only_itself(store: Store, bad: Entry) -> None:
    configured(store, a_source("good"), a_source("poor"))
    claims = {claim.source: claim for claim in store.claim_due(NOW, limit=2, lease=LEASE)}
    poor = a_visit(claims["poor"], an_entry("p"), bad, validators=Validators(etag='"1"'), digest="d")
    recorded = store.record([poor, a_visit(claims["good"], an_entry("g"))])
    assert [(each.source, each.new) for each in recorded] == [("poor", 1), ("good", 1)]
    assert sorted(titles(store, ALL)) == ["Title g", "Title p"]
    rows = {row.source: row for row in store.status()}
    assert rows["good"].trouble is None
    trouble = rows["poor"].trouble
    assert trouble is not None
    assert trouble.kind is FailureKind.INTERNAL
    assert trouble.detail.startswith("1 of 2 new or changed entries could not be stored")
    [claim] = store.claim_named(["poor"], NOW, lease=LEASE)
    assert (claim.validators, claim.digest) == (Validators(), None)


# --- filing ----------------------------------------------------------------------------------------------------


def test_an_entry_stands_in_its_category_and_every_ancestor(store: Store) -> None:
    configured(store, a_source(categories=("金融/证券时报网/要闻", "x")))
    visited(store, "stcn", an_entry())
    for feed in (ALL, *map(category, ["金融", "金融/证券时报网", "金融/证券时报网/要闻", "x"]), source_feed("stcn")):
        assert titles(store, feed) == ["Title a"], feed.path
    assert titles(store, category("金融/要闻")) == []


def test_an_entrys_own_categories_win_over_its_sources(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", an_entry("own", categories=("b/c",)), an_entry("none", categories=()))
    assert titles(store, category("a")) == []
    assert titles(store, category("b")) == titles(store, category("b/c")) == ["Title own"]
    assert sorted(titles(store, ALL)) == ["Title none", "Title own"]
    assert sorted(entry.categories for entry in store.all_entries()) == [(), ("b/c",)]


def test_an_entry_that_changes_its_own_categories_moves(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry(categories=("a/x",)))
    visited(store, "stcn", an_entry(categories=("a/y",), fingerprint=b"2"))
    assert titles(store, category("a/x")) == []
    assert titles(store, category("a")) == titles(store, category("a/y")) == ["Title a"]
    counts = {each.feed.path: each.entries for each in store.feeds()}
    assert counts == {"all": 1, "category/a": 1, "category/a/x": 0, "category/a/y": 1, "source/stcn": 1}


def test_order_is_published_then_id_whatever_came_first(url: str, tmp_path: Path) -> None:
    entries = [an_entry(f"e{number}", published=NOW - HOUR * (number % 3)) for number in range(30)]
    orders = []
    for place, visits in ((url, [entries]), (f"sqlite:///{tmp_path}/other.db", [entries[::-1][:7], entries[::-1][7:]])):
        store = Store.open(place, now=NOW)
        configured(store, a_source(categories=("a",)))
        for each in visits:
            visited(store, "stcn", *each)
        orders.append([(line.published, line.id) for line in store.front(category("a"), limit=100).lines])
        assert orders[-1] == [(line.published, line.id) for line in store.front(source_feed("stcn"), limit=100).lines]
        store.close()
    assert orders[0] == orders[1]
    assert [published for published, _ in orders[0]] == sorted((each[0] for each in orders[0]), reverse=True)


def test_the_newest_are_as_many_as_asked_for(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", *(an_entry(f"{number}", published=NOW - HOUR * number) for number in range(9)))
    assert titles(store, ALL)[:3] == [line.title for line in store.front(ALL, limit=3).lines]
    assert [line.title for line in store.front(source_feed("stcn"), limit=2).lines] == ["Title 0", "Title 1"]


def test_the_same_id_from_two_sources_stands_once_in_each_category(store: Store) -> None:
    configured(store, a_source("one", categories=("a/x",)), a_source("two", categories=("a/y",)))
    visited(store, "one", an_entry(title="from one"))
    recorded = visited(store, "two", an_entry(title="from two"))
    assert recorded.new == 1
    for feed in (ALL, category("a"), category("a/x"), category("a/y"), source_feed("one")):
        assert titles(store, feed) == ["from one"], feed.path
    assert titles(store, source_feed("two")) == ["from two"]
    assert {each.feed.path: each.entries for each in store.feeds()}["category/a"] == 1


def test_a_copy_within_the_same_batch_is_a_copy_too(store: Store) -> None:
    configured(store, a_source("one", categories=("x",)), a_source("two", categories=("y",)))
    claims = store.claim_due(NOW, limit=2, lease=LEASE)
    store.record([a_visit(claim, an_entry(title=claim.source)) for claim in claims])
    first = claims[0].source
    assert titles(store, ALL) == titles(store, category("x")) == titles(store, category("y")) == [first]


def test_two_recorders_at_once_make_one_leader_of_an_id(url: str) -> None:
    stores = [Store.open(url, now=NOW) for _ in range(2)]
    configured(stores[0], *(a_source(f"s{number}", categories=(f"c{number}",)) for number in range(20)))
    shared = [an_entry(f"{number}") for number in range(10)]

    def record_ten(store: Store) -> int:
        claims = store.claim_due(NOW, limit=10, lease=LEASE)
        return sum(store.record([a_visit(claim, *shared)])[0].new for claim in claims)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(record_ten, stores)) == [100, 100]
    assert len(stores[0].front(ALL, limit=1000).lines) == 10
    assert {each.entries for each in stores[1].feeds()} == {10}
    for each in stores:
        each.close()


def test_a_changed_copy_never_overwrites_the_first(store: Store) -> None:
    configured(store, a_source("one", categories=("x",)), a_source("two", categories=("y",)))
    visited(store, "one", an_entry(title="from one"))
    visited(store, "two", an_entry(title="from two"))
    publish_all(store)
    visited(store, "two", an_entry(title="hijacked", fingerprint=b"2"))
    assert titles(store, ALL) == titles(store, category("y")) == ["from one"]
    assert stale(store) == {"source/two"}


def test_a_changed_first_makes_the_categories_of_its_copies_stale(store: Store) -> None:
    configured(store, a_source("one", categories=("x",)), a_source("two", categories=("y",)))
    visited(store, "one", an_entry())
    visited(store, "two", an_entry())
    publish_all(store)
    visited(store, "one", an_entry(title="corrected", fingerprint=b"2"))
    assert stale(store) == {"all", "category/x", "category/y", "source/one"}


# --- the configuration changes ---------------------------------------------------------------------------------


def test_categories_of_the_configuration_have_feeds_before_any_entry(store: Store) -> None:
    configured(store, a_source(categories=("a/b/c",)))
    assert stale(store) == {"all", "category/a", "category/a/b", "category/a/b/c", "source/stcn"}
    assert [(each.entries, each.updated) for each in store.feeds()] == [(0, None)] * 5
    assert titles(store, category("a/b")) == []


def test_the_same_configuration_again_changes_nothing(store: Store) -> None:
    sources = a_source("one", categories=("a",), title="One"), a_source("two", path=Path("/srv/posts"))
    configured(store, *sources)
    visited(store, "one", an_entry(), validators=Validators(etag='"1"'))
    publish_all(store)
    before = store.status()
    configured(store, *sources, at=NOW + HOUR)
    assert store.status() == before
    assert stale(store) == set()
    assert [row.location for row in before] == ["https://one.example/feed", "/srv/posts"]


@pytest.mark.parametrize(
    "different",
    [
        {"url": "https://moved.example/feed"},
        {"title": "New title"},
        {"author": "Somebody"},
        {"headimg": "https://stcn.example/logo.png"},
        {"timezone": "Asia/Shanghai"},
        {"encoding": "gb18030"},
    ],
    ids=lambda different: next(iter(different)),
)
def test_a_source_asked_for_differently_is_read_anew(store: Store, different: dict[str, str]) -> None:
    configured(store, a_source())
    visited(store, "stcn", validators=Validators(etag='"1"'), digest="d")
    configured(store, a_source(**different))
    [claim] = store.claim_due(NOW, limit=1, lease=LEASE)
    assert (claim.validators, claim.digest) == (Validators(), None)


def test_a_visit_under_way_while_its_source_changes_is_not_recorded(store: Store) -> None:
    configured(store, a_source())
    [claim] = store.claim_due(NOW, limit=1, lease=LEASE)
    configured(store, a_source(author="Somebody"))
    store.record([a_visit(claim, validators=Validators(etag='"old"'), digest="old")])
    [again] = store.claim_due(NOW, limit=1, lease=LEASE)
    assert again.digest is None


def test_new_categories_move_a_sources_entries(store: Store) -> None:
    configured(store, a_source(categories=("a/x", "b")))
    visited(store, "stcn", an_entry("1"), an_entry("2"), an_entry("own", categories=("a/x",)))
    publish_all(store)
    configured(store, a_source(categories=("a/y", "c")))
    assert sorted(titles(store, category("a/y"))) == sorted(titles(store, category("c"))) == ["Title 1", "Title 2"]
    assert titles(store, category("a/x")) == ["Title own"]
    assert titles(store, category("b")) == []
    assert len(titles(store, category("a"))) == 3
    assert stale(store) >= {"category/a", "category/a/x", "category/a/y", "category/c", "all", "source/stcn"}
    assert store.gone_feeds() == [category("b")]
    counts = {each.feed.path: each.entries for each in store.feeds()}
    expected = {"category/a": 3, "category/a/x": 1, "category/a/y": 2, "category/c": 2}
    assert counts == {"all": 3, "source/stcn": 3, **expected}


def test_refiling_goes_beyond_one_batch(store: Store) -> None:
    configured(store, a_source(categories=("old",)))
    visited(store, "stcn", *(an_entry(f"{number}") for number in range(1200)))
    configured(store, a_source(categories=("new",)))
    assert store.front(category("old"), limit=1).lines == []
    assert len(store.front(category("new"), limit=2000).lines) == 1200


def test_refiling_leaves_an_entry_where_its_copy_belongs(store: Store) -> None:
    configured(store, a_source("one", categories=("x",)), a_source("two", categories=("y",)))
    visited(store, "one", an_entry(title="from one"))
    visited(store, "two", an_entry())
    configured(store, a_source("one", categories=("z",)), a_source("two", categories=("y",)))
    assert titles(store, category("y")) == titles(store, category("z")) == ["from one"]
    configured(store, a_source("one", categories=("z",)), a_source("two", categories=("w",)))
    assert titles(store, category("w")) == titles(store, category("z")) == ["from one"]
    assert store.gone_feeds() == [category("x"), category("y")]


def test_refiling_makes_another_edition_of_what_moved(store: Store) -> None:
    configured(store, a_source(categories=("x",)))
    visited(store, "stcn", an_entry())
    before = set(editions(store).values())
    configured(store, a_source(categories=("y",)))
    assert before.isdisjoint(editions(store).values())


def test_a_removed_source_keeps_its_entries_and_loses_its_feed(store: Store) -> None:
    configured(store, a_source("stays"), a_source("goes", categories=("a",)))
    visited(store, "goes", an_entry())
    configured(store, a_source("stays"))
    assert [row.source for row in store.status()] == ["stays"]
    assert store.gone_feeds() == [source_feed("goes")]
    assert "all" in stale(store), "or the list of all feeds would go on naming it"
    assert titles(store, category("a")) == ["Title a"]
    assert [claim.source for claim in store.claim_named(None, NOW, lease=LEASE)] == ["stays"]
    assert "source/goes" not in stale(store)


def test_a_source_that_comes_back_is_due_and_published_again(store: Store) -> None:
    configured(store, a_source("goes"))
    visited(store, "goes", an_entry())
    configured(store)
    configured(store, a_source("goes"))
    assert store.gone_feeds() == []
    assert "source/goes" in stale(store)
    assert titles(store, source_feed("goes")) == ["Title a"]
    assert len(store.claim_due(NOW + HOUR, limit=1, lease=LEASE)) == 1


def test_a_category_that_comes_back_is_live_again(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    configured(store, a_source())
    assert store.gone_feeds() == [category("a")]
    publish_all(store)
    configured(store, a_source(categories=("a",)))
    assert store.gone_feeds() == []
    assert "category/a" in stale(store)


def test_a_disabled_source_keeps_its_feed_and_is_due_when_enabled(store: Store) -> None:
    configured(store, a_source(enabled=False))
    [row] = store.status()
    assert (row.enabled, row.next_visit) == (False, None)
    assert store.claim_due(NOW + HOUR, limit=1, lease=LEASE) == []
    assert "source/stcn" in {each.feed.path for each in store.feeds()}
    configured(store, a_source(), at=NOW + HOUR)
    assert len(store.claim_due(NOW + HOUR, limit=1, lease=LEASE)) == 1


def test_a_shorter_interval_counts_at_once(store: Store) -> None:
    configured(store, a_source(every=timedelta(days=1)))
    visited(store, "stcn", next_visit=NOW + 24 * HOUR, validators=Validators(etag='"1"'))
    configured(store, a_source(every=timedelta(minutes=15)), at=NOW + HOUR)
    [claim] = store.claim_due(NOW + HOUR, limit=1, lease=LEASE)
    assert claim.validators.etag == '"1"'


def test_a_source_is_called_by_the_configuration_then_by_its_feed_then_by_its_name(store: Store) -> None:
    configured(store, a_source())
    assert store.status()[0].title == "stcn"
    publish_all(store)
    visited(store, "stcn", facts=SourceFacts(title="证券时报网"))
    [changed] = store.stale_feeds()
    assert (changed.feed.path, changed.title) == ("source/stcn", "证券时报网")
    configured(store, a_source(title="STCN"))
    visited(store, "stcn", facts=SourceFacts(title="证券时报网"))
    assert store.status()[0].title == "STCN"


# --- publishing ------------------------------------------------------------------------------------------------


def test_new_entries_make_exactly_their_feeds_stale(store: Store) -> None:
    configured(store, a_source("one", categories=("a/x",)), a_source("two", categories=("b",)))
    publish_all(store)
    visited(store, "one", an_entry())
    assert stale(store) == {"all", "category/a", "category/a/x", "source/one"}


def test_a_feed_that_changes_while_it_is_published_stays_stale(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("1"))
    before = store.stale_feeds()
    visited(store, "stcn", an_entry("2"))
    for each in before:
        store.mark_published([each])
    assert stale(store) == {"all", "source/stcn"}


def test_a_feed_can_be_made_stale_by_hand(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    publish_all(store)
    store.mark_stale([category("a"), ALL])
    assert stale(store) == {"all", "category/a"}


def test_children_are_one_step_below(store: Store) -> None:
    configured(store, a_source("s", categories=("a/x/deep", "a/y", "b")))
    assert [each.feed.name for each in store.children(ALL)] == ["a", "b"]
    assert [each.feed.name for each in store.children(category("a"))] == ["a/x", "a/y"]
    assert store.children(source_feed("s")) == []


def test_a_feeds_summary_counts_and_dates_its_entries(store: Store) -> None:
    configured(store, a_source(categories=("a",), title="STCN"))
    visited(store, "stcn", an_entry("1", published=NOW - HOUR), an_entry("2", published=NOW))
    summaries = {each.feed.path: (each.title, each.entries, each.updated) for each in store.feeds()}
    assert summaries == {"all": ("", 2, NOW), "category/a": ("", 2, NOW), "source/stcn": ("STCN", 2, NOW)}


def test_an_entry_is_another_edition_whenever_it_changes(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("1"), an_entry("2"))
    seen = editions(store)
    for title in ("other", "yet another"):  # within one second
        visited(store, "stcn", an_entry("1", title=title, fingerprint=title.encode()))
        seen |= editions(store)
    assert len(set(seen.values())) == 4
    assert editions(store) == {name: seen[name] for name in ("yet another", "Title 2")}


def test_archives_name_the_same_editions_as_feeds(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", an_entry("1"), an_entry("2"))
    for feed in (ALL, category("a"), source_feed("stcn")):
        archived = store.archives.within(feed, month_of(NOW))
        assert [each.edition for each in archived] == list(editions(store).values())


def test_what_documents_show_is_remembered_with_their_publication(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", an_entry("1"), an_entry("2"))
    first = dict.fromkeys(editions(store).values(), PLACES)
    store.mark_published(store.stale_feeds(), {ALL: first, category("a"): {}})
    second = dict(list(first.items())[:1])
    store.mark_published(store.stale_feeds(), {category("a"): second})
    assert store.shown([ALL, category("a"), source_feed("stcn")]) == {ALL: first, category("a"): second}


def test_what_a_feed_showed_is_forgotten_with_the_feed(store: Store) -> None:
    configured(store, a_source("stays"), a_source("goes"))
    visited(store, "goes", an_entry())
    goes = source_feed("goes")
    store.mark_published(store.stale_feeds(), {goes: dict.fromkeys(editions(store).values(), PLACES)})
    configured(store, a_source("stays"))
    assert store.shown([goes]) == {}


def test_forgetting_what_documents_show_makes_every_feed_stale(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", an_entry())
    store.mark_published(store.stale_feeds(), {ALL: dict.fromkeys(editions(store).values(), PLACES)})
    store.forget_shown()
    assert store.shown([ALL]) == {}
    assert stale(store) == {"all", "category/a", "source/stcn"}


def test_a_document_is_remembered_beyond_its_file(store: Store) -> None:
    first = store.date_documents({"all.atom": b"1", "all.rss": b"1"}, NOW)
    assert first == {"all.atom": NOW, "all.rss": NOW}
    second = store.date_documents({"all.atom": b"1", "all.rss": b"2"}, NOW + HOUR)
    assert second == {"all.atom": NOW, "all.rss": NOW + HOUR}
    assert store.date_documents({}, NOW) == {}


def test_a_document_that_stands_keeps_its_date_whatever_its_digest_was(store: Store) -> None:
    assert store.date_documents({"all.atom": b"1", "all.rss": b"1"}, NOW) == {"all.atom": NOW, "all.rss": NOW}
    later = NOW + timedelta(hours=1)
    dates = store.date_documents({"all.atom": b"2", "all.rss": b"2"}, later, standing={"all.atom"})
    assert dates == {"all.atom": NOW, "all.rss": later}
    assert (store.digest("all.atom"), store.digest("all.rss")) == (b"2", b"2")


def test_every_entry_comes_out_once_oldest_first_whatever_the_batch(store: Store) -> None:
    configured(store, a_source("one"), a_source("two"))
    visited(store, "one", *(an_entry(f"{number}", published=NOW - HOUR * (number % 4)) for number in range(23)))
    visited(store, "two", an_entry("3"))
    whole = [(entry.published, entry.id) for entry in store.all_entries()]
    assert len(whole) == len(set(whole)) == 23
    assert [published for published, _ in whole] == sorted(published for published, _ in whole)
    for batch in (1, 5, 23, 24):
        assert [(entry.published, entry.id) for entry in store.all_entries(batch=batch)] == whole


def test_entries_come_in_the_order_asked_for(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("1"), an_entry("2"))
    rows = [line.row for line in store.front(ALL, limit=2).lines]
    assert [entry.row for entry in store.entries(rows[::-1])] == rows[::-1]
    assert store.entries([]) == []
    assert store.entries([999]) == []


def test_fingerprints_are_those_of_the_newest_entries(store: Store) -> None:
    """An archive of thousands costs a visit no more than the window its documents show."""
    configured(store, a_source())
    visited(store, "stcn", *(an_entry(f"{number}", published=NOW - HOUR * number) for number in range(300)), offered=10)
    known = store.known(visit_row(store)).prints
    assert set(known) == {f"{number}" for number in range(120)}
    again = visited(store, "stcn", an_entry("299", published=NOW - HOUR * 299))
    assert (again.new, again.changed) == (0, 0)


def test_a_long_body_keeps_to_the_letter(store: Store) -> None:
    configured(store, a_source())
    content = SafeHtml("<p>" + "\u2028 nbsp\u00a0 \U0001f600 \n\r\t'\"" * 50_000 + "</p>")
    visited(store, "stcn", an_entry(content=content))
    [entry] = store.all_entries()
    assert entry.content == content


def test_what_a_visit_says_of_rhythm_and_reason_comes_back_with_the_next_claim(store: Store) -> None:
    configured(store, a_source())
    [claim] = store.claim_due(NOW, limit=9, lease=LEASE)
    assert (claim.rhythm, claim.proven) == (None, False)
    store.record(
        [a_visit(claim, trouble=Trouble(kind=FailureKind.DNS, detail="no such host"), reason="after a failure")]
    )
    assert store.status()[0].reason == "after a failure"
    assert visited(store, "stcn", an_entry(), rhythm="[1]", reason="auto").new == 1
    assert visited(store, "stcn", reason="auto").new == 0
    [claim] = store.claim_named(["stcn"], NOW, lease=LEASE)
    assert (claim.rhythm, claim.proven) == ("[1]", True)


def tag_feed(name: str) -> FeedName:
    return FeedName(kind=FeedKind.TAG, name=name)


def tagged(*terms: str) -> tuple[Tag, ...]:
    return tuple(Tag(term=term) for term in terms)


def sync_tags(store: Store, *tags: str) -> None:
    store.sync([a_source(categories=("a",)), a_source("other")], NOW, spread=lambda _: 0.0, tags=tags)
    ask_all(store)


def test_the_feed_of_a_source_is_stale_from_when_somebody_asks_for_it(store: Store) -> None:
    store.sync([a_source(categories=("a",)), a_source("other")], NOW, spread=lambda _: 0.0)
    visited(store, "stcn", an_entry("a"))
    mine, none = FeedName(kind=FeedKind.SOURCE, name="stcn"), FeedName(kind=FeedKind.SOURCE, name="nobody")
    assert stale(store) == {"all", "category/a"}
    assert {each.path for each in store.unasked()} == {"source/stcn", "source/other"}
    asked = store.ask(mine)
    assert asked is not None
    assert (asked.feed, store.ask(none)) == (mine, None)
    assert stale(store) == {"all", "category/a", "source/stcn"}
    publish_all(store)
    store.ask(mine)
    assert stale(store) == set()
    visited(store, "stcn", an_entry("b"))
    assert stale(store) == {"all", "category/a", "source/stcn"}
    publish_all(store)
    store.forget_shown()
    assert stale(store) == {"all", "category/a", "source/stcn"}


def test_a_source_that_went_and_came_back_is_published_if_it_was(store: Store) -> None:
    both = [a_source(categories=("a",)), a_source("other")]
    store.sync(both, NOW, spread=lambda _: 0.0)
    mine = FeedName(kind=FeedKind.SOURCE, name="stcn")
    store.ask(mine)
    publish_all(store)
    store.sync([], NOW, spread=lambda _: 0.0)
    assert store.ask(mine) is None
    store.sync(both, NOW, spread=lambda _: 0.0)
    assert "source/stcn" in stale(store)
    assert [each.path for each in store.unasked()] == ["source/other"]


def test_an_entry_is_in_the_feeds_of_those_of_its_tags_that_are_published(store: Store) -> None:
    sync_tags(store, "Python", "CI/CD")
    publish_all(store)
    visited(store, "stcn", an_entry("a", tags=tagged("python", " PYTHON", "rust")), an_entry("b", tags=tagged("CI/CD")))
    assert titles(store, tag_feed("Python")) == ["Title a"]
    assert titles(store, tag_feed("CI/CD")) == ["Title b"]
    assert stale(store) == {"all", "category/a", "source/stcn", "tag/Python", "tag/CI/CD"}
    counts = {each.feed.path: (each.entries, each.updated) for each in store.feeds()}
    assert counts["tag/Python"] == (1, NOW - HOUR)
    assert not {"tag/rust", "category/CI"} & set(counts)


def test_a_new_tag_finds_what_is_stored_already(store: Store) -> None:
    sync_tags(store)
    visited(store, "stcn", *(an_entry(f"{n:04}", tags=tagged("python")) for n in range(1100)), an_entry("x"))
    publish_all(store)
    sync_tags(store, "python")
    assert len(store.front(tag_feed("python"), limit=2000).lines) == 1100
    assert {"all", "tag/python"} <= stale(store)
    publish_all(store)
    sync_tags(store, "python")
    assert stale(store) == set()


def test_a_tag_that_is_taken_out_is_gone_and_comes_back_whole(store: Store) -> None:
    sync_tags(store, "python")
    visited(store, "stcn", an_entry("a", tags=tagged("python")))
    publish_all(store)
    sync_tags(store)
    assert (store.gone_feeds(), titles(store, tag_feed("python")), stale(store)) == ([tag_feed("python")], [], {"all"})
    visited(store, "stcn", an_entry("b", tags=tagged("python")))
    assert tag_feed("python") in store.gone_feeds()
    sync_tags(store, "python")
    assert (store.gone_feeds(), set(titles(store, tag_feed("python")))) == ([], {"Title a", "Title b"})
    [summary] = [each for each in store.feeds() if each.feed == tag_feed("python")]
    assert summary.entries == 2


def test_an_entry_that_changes_its_tags_moves(store: Store) -> None:
    sync_tags(store, "python", "rust")
    visited(store, "stcn", an_entry("a", tags=tagged("python")))
    publish_all(store)
    visited(store, "stcn", an_entry("a", fingerprint=b"2", tags=tagged("rust")))
    assert (titles(store, tag_feed("python")), titles(store, tag_feed("rust"))) == ([], ["Title a"])
    assert {"tag/python", "tag/rust"} <= stale(store)
    publish_all(store)
    visited(store, "stcn", an_entry("a", fingerprint=b"3", title="New", tags=tagged("rust")))
    assert "tag/rust" in stale(store)


def test_a_tag_is_no_child_of_a_category_and_has_none(store: Store) -> None:
    sync_tags(store, "a", "python")
    visited(store, "stcn", an_entry("a", tags=tagged("a"), categories=("a/b",)))
    assert [each.feed.path for each in store.children(ALL)] == ["category/a"]
    assert store.children(tag_feed("a")) == []


def test_new_categories_of_its_source_leave_an_entry_with_its_tag(store: Store) -> None:
    sync_tags(store, "python")
    visited(store, "stcn", an_entry("a", tags=tagged("python")))
    store.sync([a_source(categories=("b",)), a_source("other")], NOW, spread=lambda _: 0.0, tags=["python"])
    assert (titles(store, tag_feed("python")), titles(store, category("b"))) == (["Title a"], ["Title a"])


def test_a_tag_of_a_copy_counts_for_the_first(store: Store) -> None:
    sync_tags(store, "python")
    visited(store, "stcn", an_entry("a"))
    visited(store, "other", an_entry("a", tags=tagged("python")))
    assert len(store.front(tag_feed("python"), limit=9).lines) == 1
