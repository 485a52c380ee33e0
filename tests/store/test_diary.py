"""What the operator is shown of visits: a log, new entries a day, visits an hour, turns, and pauses that last."""

from datetime import timedelta

import pytest

from feedhub.model.condition import Health, Turn
from feedhub.model.fetched import FailureKind
from feedhub.model.residence import Residence
from feedhub.model.survey import Asked, Sorting
from feedhub.model.visit import Trouble
from feedhub.store import Store
from support.visits import HOUR, LEASE, NOW, a_source, a_visit, an_entry, configured, visited

DAY = timedelta(days=1)
TIMEOUT = Trouble(kind=FailureKind.TIMEOUT, detail="no answer in 30s")


def names(store: Store, **asked: object) -> list[str]:
    """List the sources of a page."""
    return [row.status.source for row in store.operator.survey(Asked(**{"now": NOW, **asked})).rows]  # type: ignore[arg-type]


def turns(store: Store) -> list[tuple[str, Turn]]:
    return [(each.source, each.turn) for each in store.operator.happenings(50)]


def test_the_log_keeps_the_last_fifty_visits_of_each_source_newest_first(store: Store) -> None:
    configured(store, a_source("one"), a_source("two"))
    for number in range(53):
        visited(store, "one", at=NOW + number * HOUR, took=timedelta(milliseconds=number), size=number)
    visited(store, "two", an_entry(), at=NOW)
    log = store.operator.log("one")
    assert [visit.took for visit in log] == list(range(52, 2, -1))
    assert (log[0].at, log[0].size, log[0].outcome) == (NOW + 52 * HOUR, 52, "ok")
    assert [(visit.new, visit.changed) for visit in store.operator.log("two")] == [(1, 0)]


def test_a_failed_visit_stands_in_the_log_with_its_trouble(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", trouble=TIMEOUT)
    [visit] = store.operator.log("stcn")
    assert (visit.outcome, visit.detail) == ("timeout", "no answer in 30s")


def test_two_visits_of_one_second_stand_in_the_order_they_had(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", size=1)
    visited(store, "stcn", size=2)
    assert [visit.size for visit in store.operator.log("stcn")] == [2, 1]


def test_new_entries_are_counted_by_day_for_thirty_days(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"), an_entry("b"), at=NOW)
    visited(store, "stcn", an_entry("c"), at=NOW + HOUR)
    visited(store, "stcn", an_entry("d"), at=NOW + 2 * DAY)
    found = store.operator.surveyed("stcn", NOW + 2 * DAY)
    assert found is not None
    assert (len(found.daily), found.daily[-3:]) == (30, (3, 0, 1))
    visited(store, "stcn", an_entry("e"), at=NOW + 31 * DAY)
    later = store.operator.surveyed("stcn", NOW + 31 * DAY)
    assert later is not None
    assert (later.daily[-1], sum(later.daily)) == (1, 2)


def test_a_week_of_visits_is_counted_by_the_hour(store: Store) -> None:
    configured(store, a_source("one"), a_source("two"))
    visited(store, "one", an_entry("a"), at=NOW)
    visited(store, "two", trouble=TIMEOUT, at=NOW)
    visited(store, "one", at=NOW + HOUR)
    hours = store.operator.timeline(NOW + HOUR)
    assert len(hours) == 168
    assert [(each.good, each.failed, each.new) for each in hours[-2:]] == [(1, 1, 1), (1, 0, 0)]
    assert hours[-1].at == NOW + HOUR
    visited(store, "one", at=NOW + 168 * HOUR)
    again = store.operator.timeline(NOW + 168 * HOUR)
    assert sum(each.good for each in again) == 2


def test_a_source_that_fails_for_days_dies_once_and_comes_back_once(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry())
    for day in range(1, 8):
        visited(store, "stcn", trouble=TIMEOUT, at=NOW + day * DAY)
    assert turns(store) == [("stcn", Turn.DIED)]
    assert names(store, health=Health.DEAD) == ["stcn"]
    visited(store, "stcn", at=NOW + 8 * DAY)
    visited(store, "stcn", at=NOW + 9 * DAY)
    assert turns(store) == [("stcn", Turn.BACK), ("stcn", Turn.DIED)]
    assert names(store, health=Health.WELL) == ["stcn"]


def test_a_source_that_is_gone_for_good_dies_at_once(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", trouble=Trouble(kind=FailureKind.GONE, detail="410 Gone"), next_visit=None)
    [told] = store.operator.happenings(50)
    assert (told.turn, told.at, told.detail) == (Turn.DIED, NOW, "gone")


def test_a_source_falls_silent_by_its_own_cadence_and_a_new_entry_brings_it_back(store: Store) -> None:
    configured(store, a_source())
    weekly = [an_entry(str(number), published=NOW - number * 7 * DAY) for number in range(4)]
    visited(store, "stcn", *weekly)
    visited(store, "stcn", at=NOW + 20 * DAY)
    assert turns(store) == []
    visited(store, "stcn", at=NOW + 22 * DAY)
    visited(store, "stcn", at=NOW + 23 * DAY)
    assert turns(store) == [("stcn", Turn.SILENT)]
    assert names(store, health=Health.SILENT) == ["stcn"]
    visited(store, "stcn", an_entry("new"), at=NOW + 24 * DAY)
    assert turns(store)[0] == ("stcn", Turn.BACK)


def test_a_move_is_told_with_the_new_address(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", residence=Residence(address="https://new.example/feed"))
    visited(store, "stcn", residence=Residence(address="https://new.example/feed"), at=NOW + HOUR)
    [told] = store.operator.happenings(50)
    assert (told.turn, told.detail) == (Turn.MOVED, "https://new.example/feed")


def test_a_paused_source_is_left_alone_over_a_reload_until_it_is_resumed(store: Store) -> None:
    configured(store, a_source())
    store.operator.pause("stcn")
    configured(store, a_source(), at=NOW + HOUR)
    assert store.claim_due(NOW + HOUR, limit=10, lease=LEASE) == []
    [status] = store.status()
    assert (status.enabled, status.paused) == (False, True)
    store.operator.resume("stcn", enabled=True)
    assert [claim.source for claim in store.claim_due(NOW + HOUR, limit=10, lease=LEASE)] == ["stcn"]


def test_a_source_is_hastened_even_when_it_was_gone_but_not_when_it_is_paused(store: Store) -> None:
    configured(store, a_source("gone"), a_source("resting", enabled=False))
    visited(store, "gone", trouble=Trouble(kind=FailureKind.GONE, detail="410"), next_visit=None)
    assert store.operator.hasten("gone", NOW)
    assert not store.operator.hasten("resting", NOW)
    assert [claim.source for claim in store.claim_due(NOW, limit=10, lease=LEASE)] == ["gone"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["bad", "new", "rest", "alpha", "beta"]),
        ({"sorting": Sorting.SOURCE}, ["alpha", "bad", "beta", "new", "rest"]),
        ({"sorting": Sorting.ENTRIES, "descending": True}, ["beta", "alpha", "bad", "new", "rest"]),
        ({"sorting": Sorting.SOURCE, "size": 2, "page": 2}, ["beta", "new"]),
        ({"health": Health.FAILING}, ["bad"]),
        ({"words": "BET"}, ["beta"]),
        ({"words": "%"}, []),
        ({"words": "example/feed"}, []),
        ({"page": 9}, []),
    ],
)
def test_sources_are_filtered_sorted_and_paged(store: Store, asked: dict[str, object], expected: list[str]) -> None:
    sources = [a_source(name) for name in ("alpha", "beta", "bad", "new")]
    configured(store, *sources, a_source("rest", enabled=False))
    visited(store, "alpha", an_entry("1"))
    visited(store, "beta", an_entry("2"), an_entry("3"))
    visited(store, "bad", trouble=TIMEOUT)
    assert names(store, **asked) == expected


def test_of_those_that_are_well_the_ones_with_something_to_tell_come_first(store: Store) -> None:
    configured(store, *(a_source(name) for name in ("alpha", "cut", "flood", "bad")))
    visited(store, "alpha", an_entry("1"))
    visited(store, "cut", an_entry("2"), notes=("the document ends too early",))
    visited(store, "flood", an_entry("3"))
    old = (an_entry(f"old {number}", published=NOW - 9 * DAY) for number in range(20))
    visited(store, "flood", *old, at=NOW + HOUR, first=10)
    visited(store, "bad", trouble=TIMEOUT)
    assert names(store) == ["bad", "flood", "cut", "alpha"]


def test_totals_are_of_all_sources_whatever_page_is_asked_for(store: Store) -> None:
    configured(store, a_source("one"), a_source("two"))
    visited(store, "one", an_entry())
    survey = store.operator.survey(Asked(now=NOW, health=Health.NEW))
    assert (survey.matching, survey.entries) == (1, 1)
    assert (survey.counts[Health.WELL], survey.counts[Health.NEW], survey.counts[Health.DEAD]) == (1, 1, 0)


def test_many_visits_of_one_batch_are_all_in_the_log(store: Store) -> None:
    configured(store, *(a_source(f"s{number}") for number in range(20)))
    claims = store.claim_named(None, NOW, lease=LEASE)
    store.record([a_visit(claim, an_entry(claim.source)) for claim in claims])
    assert all(len(store.operator.log(f"s{number}")) == 1 for number in range(20))
    assert store.operator.timeline(NOW)[-1].new == 20
