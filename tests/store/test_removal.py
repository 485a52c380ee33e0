"""Other keys of entries, entries that are kept no longer, and entries taken out by hand: every engine's store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedhub import config
from feedhub.model.archive import Reach, Settled
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Tag
from feedhub.model.period import Period
from feedhub.store import Store
from support.visits import HOUR, LEASE, NOW, a_source, a_visit, an_entry, ask_all, configured, visited

ALL = FeedName(kind=FeedKind.ALL)
DAY = timedelta(days=1)
FEBRUARY = Period("2026-02")


def category(path: str) -> FeedName:
    return FeedName(kind=FeedKind.CATEGORY, name=path)


def own(name: str) -> FeedName:
    return FeedName(kind=FeedKind.SOURCE, name=name)


def titles(store: Store, feed: FeedName = ALL) -> list[str]:
    return [line.title for line in store.front(feed, limit=100).lines]


def counts(store: Store) -> dict[str, int]:
    return {each.feed.path: each.entries for each in store.feeds()}


def kept(**limits: Any) -> config.Keep:
    return config.Keep(**limits)


def prune(store: Store) -> int:
    return store.prune(NOW, most=1000)


def row(store: Store, name: str = "stcn") -> int:
    [claim] = store.claim_named([name], NOW, lease=LEASE)
    store.release([claim])
    return claim.row


# --- other keys --------------------------------------------------------------------------------------------------


def test_a_key_that_an_entry_was_recognised_under_is_known_from_then_on(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"))
    visited(store, "stcn", renewed=(("x", "a"),))
    assert store.known(row(store)).aliases == {"x": "a"}


def test_an_entry_that_comes_under_another_key_is_an_update_of_it(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"))
    visited(store, "stcn", renewed=(("x", "a"),))
    edited = an_entry("x", title="Edited", fingerprint=b"2", id="https://stcn.example/x", published=NOW)
    recorded = visited(store, "stcn", edited)
    assert (recorded.new, recorded.changed) == (0, 1)
    [stored] = store.all_entries()
    assert (stored.title, stored.id, stored.published) == ("Edited", "https://stcn.example/a", NOW - HOUR)


def test_of_a_source_that_renews_its_ids_at_every_visit_only_the_last_keys_are_remembered(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"), an_entry("b"))
    for visit in range(9):
        pairs = ((f"a{visit}", "a"), (f"b{visit}", "b"))
        visited(store, "stcn", at=NOW + visit * HOUR, renewed=pairs)
    assert store.known(row(store)).aliases == {f"{key}{visit}": key for key in "ab" for visit in range(5, 9)}


def test_a_key_may_come_to_belong_to_another_entry(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"), an_entry("b"))
    visited(store, "stcn", renewed=(("x", "a"),))
    visited(store, "stcn", at=NOW + HOUR, renewed=(("x", "b"),))
    assert store.known(row(store)).aliases == {"x": "b"}


# --- by hand -----------------------------------------------------------------------------------------------------


def test_a_removed_entry_is_in_no_feed_any_more_and_every_count_is_right(store: Store) -> None:
    store.sync([a_source(categories=("a/b",))], NOW, spread=lambda _: 0.0, tags=["python"])
    ask_all(store)
    tagged = an_entry("x", tags=(Tag(term="Python"),), published=NOW - DAY)
    visited(store, "stcn", tagged, an_entry("y", published=NOW - 2 * DAY))
    store.mark_published(store.stale_feeds())
    assert store.remove(["https://stcn.example/x"]) == []
    feeds = [ALL, category("a"), category("a/b"), own("stcn")]
    assert [titles(store, each) for each in feeds] == [["Title y"]] * 4
    assert counts(store) == {"all": 1, "category/a": 1, "category/a/b": 1, "source/stcn": 1, "tag/python": 0}
    assert {each.feed.path for each in store.stale_feeds()} == set(counts(store))
    [status] = store.status()
    assert (status.entries, status.removed) == (1, 1)


def test_an_id_that_no_entry_has_is_named_and_nothing_is_removed(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"))
    assert store.remove(["https://stcn.example/x", "tag:nobody"]) == ["tag:nobody"]
    assert titles(store) == ["Title x"]


def test_a_removed_entry_never_returns(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"))
    store.remove(["https://stcn.example/x"])
    known = store.known(row(store))
    assert dict(known.prints) == {"x": b"first version"}
    assert known.removed == {"x"}
    again = an_entry("x", title="Edited", fingerprint=b"2")
    assert visited(store, "stcn", again).new == 0
    assert (titles(store), counts(store)["all"], store.status()[0].removed) == ([], 0, 1)


def test_a_removed_entry_does_not_return_under_another_of_its_keys(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"))
    visited(store, "stcn", renewed=(("y", "x"),))
    store.remove(["https://stcn.example/x"])
    assert visited(store, "stcn", an_entry("y", fingerprint=b"2")).new == 0
    assert store.known(row(store)).aliases == {"y": "x"}


def test_a_visit_under_way_does_not_bring_a_removed_entry_back(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"))
    [claim] = store.claim_named(["stcn"], NOW, lease=LEASE)
    store.remove(["https://stcn.example/x"])
    [recorded] = store.record([a_visit(claim, an_entry("x", title="Edited", fingerprint=b"2"), an_entry("y"))])
    assert (recorded.new, titles(store)) == (1, ["Title y"])


def test_an_entry_that_several_sources_brought_is_removed_whole(store: Store) -> None:
    configured(store, a_source("one", categories=("a",)), a_source("two", categories=("b",)))
    for name in ("one", "two"):
        visited(store, name, an_entry("x"))
    store.remove(["https://stcn.example/x"])
    assert counts(store) == dict.fromkeys(["all", "category/a", "category/b", "source/one", "source/two"], 0)
    assert [each.removed for each in store.status()] == [1, 1]


def test_who_gets_the_row_of_a_removed_entry_is_no_edition_of_it(store: Store) -> None:
    configured(store, a_source())
    found = []
    for name in ("x", "y"):
        visited(store, "stcn", an_entry(name))
        found += [line.edition for line in store.front(ALL, limit=2).lines]
        store.remove([f"https://stcn.example/{name}"])
    assert store.entries([found[0].row]) == []
    assert found[0].row == found[1].row
    assert found[0] != found[1]


# --- retention ---------------------------------------------------------------------------------------------------


def aged(days: int) -> dict[str, Any]:
    return {"published": NOW - days * DAY, "title": str(days)}


def test_entries_older_than_their_source_keeps_go_and_do_not_return(store: Store) -> None:
    entries = [an_entry(str(days), **aged(days)) for days in (1, 29, 31, 400)]
    configured(store, a_source(), a_source("other"))
    visited(store, "stcn", *entries)
    visited(store, "other", an_entry("old", id="tag:old", published=NOW - 900 * DAY))
    assert prune(store) == 0
    configured(store, a_source(keep=kept(age=30 * DAY)), a_source("other"))
    assert (prune(store), prune(store)) == (2, 0)
    assert titles(store) == ["1", "29", "Title old"]
    configured(store, a_source(), a_source("other"))
    assert visited(store, "stcn", *(replace(each, fingerprint=b"2") for each in entries)).new == 0
    assert counts(store) == {"all": 3, "source/other": 1, "source/stcn": 2}


def test_of_a_source_that_keeps_a_number_the_newest_stay(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", *(an_entry(str(days), **aged(days)) for days in (3, 1, 5, 2, 4)))
    configured(store, a_source(keep=kept(entries=2)))
    assert prune(store) == 3
    assert titles(store) == ["1", "2"]


def test_both_limits_hold(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", *(an_entry(str(days), **aged(days)) for days in (1, 2, 3, 40)))
    configured(store, a_source(keep=kept(age=30 * DAY, entries=2)))
    while prune(store):
        pass
    assert titles(store) == ["1", "2"]


def test_what_the_hub_keeps_goes_for_sources_that_do_not_say(store: Store) -> None:
    def sync(*sources: config.Source) -> None:
        store.sync(sources, NOW, spread=lambda _: 0.0, keep=kept(age=30 * DAY))

    configured(store, a_source("one"), a_source("two"))
    for name in ("one", "two"):
        visited(store, name, an_entry(name, id=f"tag:{name}", **aged(90)))
    sync(a_source("one"), a_source("two", keep=kept()))
    assert prune(store) == 1
    assert counts(store) == {"all": 1, "source/one": 0, "source/two": 1}


def test_what_is_older_than_the_source_keeps_when_it_first_comes_never_becomes_an_entry(store: Store) -> None:
    configured(store, a_source(keep=kept(age=30 * DAY)))
    recorded = visited(
        store, "stcn", an_entry("old", **aged(31)), an_entry("new", **aged(1)), an_entry("undated", published=None)
    )
    assert (recorded.new, prune(store), titles(store)) == (2, 0, ["Title undated", "1"])
    assert store.known(row(store)).removed == {"old"}


def test_what_is_more_than_the_source_keeps_when_it_first_comes_never_becomes_an_entry(store: Store) -> None:
    configured(store, a_source(keep=kept(entries=3)))
    assert visited(store, "stcn", *(an_entry(str(days), **aged(days)) for days in (1, 2, 3, 4, 5))).new == 3
    assert visited(store, "stcn", an_entry("6", **aged(6)), an_entry("0", **aged(0))).new == 1
    assert prune(store) == 1
    assert titles(store) == ["0", "1", "2"]


def test_a_few_entries_go_at_a_time(store: Store) -> None:
    configured(store, a_source(), a_source("other"))
    visited(store, "stcn", *(an_entry(str(days), **aged(days)) for days in range(40, 50)))
    visited(store, "other", *(an_entry(f"o{days}", id=f"tag:{days}", **aged(days)) for days in range(5)))
    configured(store, a_source(keep=kept(age=30 * DAY)), a_source("other", keep=kept(entries=2)))
    assert [store.prune(NOW, most=4) for _ in range(6)] == [4, 4, 2, 3, 0, 0]


def test_an_entry_that_another_source_brought_too_stays_as_long_as_that_keeps_it(store: Store) -> None:
    configured(store, a_source("one", categories=("a",)), a_source("two", categories=("b",)))
    for name in ("one", "two"):
        visited(store, name, an_entry("x", **aged(60)))
    short, long = {"keep": kept(age=30 * DAY)}, {"keep": kept(age=50 * DAY)}
    configured(store, a_source("one", categories=("a",), **short), a_source("two", categories=("b",)))
    assert prune(store) == 0
    configured(store, a_source("one", categories=("a",)), a_source("two", categories=("b",), **short))
    assert prune(store) == 1
    assert (titles(store), titles(store, category("a")), titles(store, category("b"))) == (["60"], ["60"], [])
    assert counts(store) == {"all": 1, "category/a": 1, "category/b": 0, "source/one": 1, "source/two": 0}
    configured(store, a_source("one", categories=("a",), **long), a_source("two", categories=("b",)))
    assert (prune(store), titles(store)) == (1, [])


# --- archives ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newest", [None, NOW - 90 * DAY])
def test_an_archive_that_shows_what_is_gone_is_due_however_new_that_was(store: Store, newest: Any) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x", **aged(10)), an_entry("y", **aged(1)))
    marks = store.archives.behind({ALL: Reach(floor=NOW)})[ALL]
    store.archives.keep({ALL: Settled(changed=[FEBRUARY], seen=(*marks.due, *marks.waiting))})
    store.remove(["https://stcn.example/x"])
    [mark] = store.archives.behind({ALL: Reach(floor=newest)})[ALL].due
    assert mark.minute == NOW - 10 * DAY


def test_nothing_is_archived_for_what_is_gone_where_nothing_was(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"), an_entry("y"))
    store.remove(["https://stcn.example/x"])
    found = store.archives.behind({ALL: Reach()})[ALL]
    assert (found.due, len(found.waiting)) == ((), 1)


def test_an_archive_is_found_between_its_neighbours_and_a_divided_one_by_its_newest_part(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("x"))
    months = ["2025-12", "2026-01-31", "2026-02-01T08", "2026-02-01T0930", "2026-02-01T093107", "2026-03"]
    store.archives.keep({ALL: Settled(changed=list(map(Period, months)))})
    for older, period, newer in zip([None, *months], months, [*months[1:], None], strict=False):
        found = store.archives.find(ALL, Period(period))
        assert found is not None
        of, place, revision = found
        assert (of.feed, revision) == (ALL, 1)
        assert (place.older and place.older.name, place.newer and place.newer.name) == (older, newer)
    store.archives.keep({ALL: Settled(changed=[Period("2026-03")], dropped=[Period("2025-12")])})
    assert [store.archives.revision(ALL, Period(name)) for name in ("2025-12", "2026-01-31", "2026-03")] == [0, 1, 2]
    assert store.archives.find(ALL, Period("2025-12")) is None
    parts = {
        name: store.archives.newest_part(ALL, Period(name))
        for name in ("2025-12", "2026-01", "2026-02", "2026-02-01", "2026-02-01T09", "2026-02-01T0931", "2026-03")
    }
    assert {name: part and part.name for name, part in parts.items()} == {
        "2025-12": None,
        "2026-01": "2026-01-31",
        "2026-02": "2026-02-01T093107",
        "2026-02-01": "2026-02-01T093107",
        "2026-02-01T09": "2026-02-01T093107",
        "2026-02-01T0931": "2026-02-01T093107",
        "2026-03": None,
    }
