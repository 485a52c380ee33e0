"""Texts that are still to be fetched, on every engine: whose turn it is, what comes of them, what is told of them."""

from datetime import timedelta
from typing import Any

import pytest

from feedhub.model.article import Completion, Errand, Fuller, Miss, PageFault
from feedhub.model.entry import Entry, StoredEntry
from feedhub.model.html import SafeHtml
from feedhub.model.visit import Hold
from feedhub.store import Store
from support.visits import HOUR, LEASE, NOW, a_source, an_entry, configured, visited

WHOLE = SafeHtml("<p>Body a, and all the rest of it.</p>")
PICTURE = "https://stcn.example/tower.jpg"
MISS = Miss(kind=PageFault.OTHER_TEXT, detail="a request to log in")


def taken(store: Store, *entries: Entry, name: str = "stcn") -> list[Errand]:
    """Store entries that want their texts, and claim what is due."""
    configured(store, a_source(name))
    visited(store, name, *entries, teasers=frozenset(each.key for each in entries))
    return claimed(store)


def claimed(store: Store, *, after: timedelta = timedelta(0), limit: int = 10, **said: tuple[str, ...]) -> list[Errand]:
    return store.claim_errands(NOW + after, limit=limit, lease=LEASE, **said)


def completed(store: Store, errand: Errand, **said: Any) -> bool:
    [done] = store.complete([Completion(errand=errand, at=NOW + HOUR, **said)])
    return done.changed


def the_entry(store: Store) -> StoredEntry:
    [entry] = store.all_entries()
    return entry


def test_an_errand_tells_all_there_is_to_know(store: Store) -> None:
    [errand] = taken(store, an_entry())
    assert (errand.source, errand.url, errand.host) == ("stcn", "https://stcn.example/a.html", "stcn.example")
    assert (errand.title, errand.content, errand.image_tier, errand.failures) == ("Title a", "<p>Body a</p>", None, 0)
    assert errand.lease_until == NOW + LEASE


def test_only_new_entries_that_want_it_are_on_the_list(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry("a"), an_entry("b"), teasers=frozenset({"b"}))
    visited(store, "stcn", an_entry("a", fingerprint=b"second", title="New"), teasers=frozenset({"a"}))
    assert [errand.title for errand in claimed(store)] == ["Title b"]


def test_one_page_a_host_at_a_time(store: Store) -> None:
    far = an_entry("far", url="https://elsewhere.example/x")
    first = taken(store, an_entry("a"), an_entry("b"), far)
    assert [errand.host for errand in first] == ["stcn.example", "elsewhere.example"]
    assert claimed(store, busy=("stcn.example", "elsewhere.example")) == []
    assert [errand.title for errand in claimed(store)] == ["Title b"]


def test_what_is_leased_comes_round_when_nobody_finished_it(store: Store) -> None:
    [errand] = taken(store, an_entry())
    assert claimed(store, after=LEASE - timedelta(seconds=1)) == []
    [again] = claimed(store, after=LEASE)
    assert not completed(store, errand, fuller=Fuller(content=WHOLE))
    assert completed(store, again, fuller=Fuller(content=WHOLE))


def test_what_was_broken_off_is_due_at_once(store: Store) -> None:
    [errand] = taken(store, an_entry())
    store.release_errands([errand], NOW)
    assert [each.row for each in claimed(store)] == [errand.row]


def test_some_sources_can_be_asked_for(store: Store) -> None:
    configured(store, a_source("stcn"), a_source("other"))
    visited(store, "stcn", an_entry("a"), teasers=frozenset({"a"}))
    visited(store, "other", an_entry("b", url="https://other.example/b"), teasers=frozenset({"b"}))
    assert [errand.source for errand in claimed(store, names=("other",))] == ["other"]


def test_hosts_that_asked_to_be_left_alone_are(store: Store) -> None:
    [errand] = taken(store, an_entry("a"), an_entry("b"))
    completed(store, errand, next_try=NOW + 2 * HOUR, hold=Hold(host="stcn.example", until=NOW + 2 * HOUR))
    assert claimed(store, after=HOUR) == []
    assert len(claimed(store, after=2 * HOUR)) == 1


def test_paused_and_removed_sources_wait(store: Store) -> None:
    [errand] = taken(store, an_entry())
    store.release_errands([errand], NOW)
    configured(store, a_source(enabled=False))
    assert (claimed(store), store.next_errand()) == ([], None)
    configured(store, a_source())
    assert store.next_errand() == NOW


def test_a_text_changes_the_entry_but_none_of_its_dates(store: Store) -> None:
    [errand] = taken(store, an_entry(summary=""))
    before = the_entry(store)
    store.mark_published(store.stale_feeds())
    assert completed(store, errand, fuller=Fuller(content=WHOLE, opening="Body a, and", headimg=PICTURE))
    after = the_entry(store)
    assert (after.content, after.summary, after.headimg, after.thumbnail) == (WHOLE, "Body a, and", PICTURE, PICTURE)
    assert (after.published, after.updated, after.first_seen) == (before.published, before.updated, before.first_seen)
    assert after.changed > before.changed
    assert {each.feed.path for each in store.stale_feeds()} >= {"all", "source/stcn"}
    assert claimed(store, after=100 * HOUR) == []


def test_a_picture_alone_changes_nothing_else(store: Store) -> None:
    [errand] = taken(store, an_entry())
    assert completed(store, errand, fuller=Fuller(headimg=PICTURE, image_tier="og:image"))
    assert (the_entry(store).content, the_entry(store).headimg) == ("<p>Body a</p>", PICTURE)


def test_a_page_with_nothing_to_add_changes_nothing(store: Store) -> None:
    [errand] = taken(store, an_entry())
    before = the_entry(store)
    assert not completed(store, errand, fuller=Fuller())
    assert the_entry(store) == before
    assert claimed(store, after=100 * HOUR) == []


def test_a_later_version_of_the_item_does_not_take_the_text_away(store: Store) -> None:
    [errand] = taken(store, an_entry())
    completed(store, errand, fuller=Fuller(content=WHOLE, headimg=PICTURE, image_tier="og:image"))
    visited(store, "stcn", an_entry(fingerprint=b"second", title="New", content=SafeHtml("<p>Body b</p>")))
    assert (the_entry(store).title, the_entry(store).content, the_entry(store).headimg) == ("New", WHOLE, PICTURE)


def test_a_version_that_only_tells_the_teaser_again_is_no_change(store: Store) -> None:
    [errand] = taken(store, an_entry())
    completed(store, errand, fuller=Fuller(content=WHOLE, headimg=PICTURE, image_tier="og:image"))
    before = the_entry(store)
    recorded = visited(store, "stcn", an_entry(fingerprint=b"second"))
    assert (recorded.changed, the_entry(store)) == (0, before)


def test_a_feed_that_comes_to_say_more_than_the_page_is_heard(store: Store) -> None:
    [errand] = taken(store, an_entry())
    completed(store, errand, fuller=Fuller(content=WHOLE))
    longer = SafeHtml(f"{WHOLE}<p>And a correction.</p>")
    visited(store, "stcn", an_entry(fingerprint=b"second", content=longer))
    assert the_entry(store).content == longer


def test_a_picture_of_the_feed_replaces_that_of_the_page(store: Store) -> None:
    [errand] = taken(store, an_entry())
    completed(store, errand, fuller=Fuller(headimg=PICTURE, image_tier="og:image"))
    visited(store, "stcn", an_entry(fingerprint=b"second", headimg="https://stcn.example/own.jpg", image_tier="body"))
    assert the_entry(store).headimg == "https://stcn.example/own.jpg"


def test_failures_are_counted_and_told(store: Store) -> None:
    first = taken(store, an_entry("a"), an_entry("b"), an_entry("c"))
    completed(store, first[0], miss=MISS, next_try=NOW + 2 * HOUR)
    [second] = claimed(store)
    completed(store, second, miss=Miss(kind=PageFault.ROBOTS, detail="no"))
    [status] = store.status()
    assert (status.texts.waiting, status.texts.failing, status.texts.given_up) == (1, 1, 1)
    assert status.texts.reason in {"other text: a request to log in", "robots.txt: no"}
    retried = [errand for errand in claimed(store, after=2 * HOUR) if errand.row == first[0].row]
    assert [errand.failures for errand in retried] == [1]


def test_what_was_given_up_is_forgotten_after_a_month(store: Store) -> None:
    first = taken(store, an_entry("a"), an_entry("b"))
    completed(store, first[0], miss=MISS)
    [later] = claimed(store, after=800 * HOUR)
    store.complete([Completion(errand=later, at=NOW + 800 * HOUR, miss=MISS, next_try=NOW + 900 * HOUR)])
    [status] = store.status()
    assert (status.texts.failing, status.texts.given_up) == (1, 0)


def test_a_wait_is_no_failure(store: Store) -> None:
    [errand] = taken(store, an_entry())
    completed(store, errand, next_try=NOW + 2 * HOUR)
    assert claimed(store, after=HOUR) == []
    [again] = claimed(store, after=2 * HOUR)
    assert again.failures == 0


@pytest.mark.parametrize(("found", "alarmed"), [((False,) * 5, True), ((False, True) * 4, False), ((True,) * 5, False)])
def test_a_selector_that_finds_nothing_on_most_pages_is_told_of(
    store: Store, found: tuple[bool, ...], alarmed: bool
) -> None:
    configured(store, a_source())
    entries = [an_entry(f"{number}") for number in range(len(found))]
    visited(store, "stcn", *entries, teasers=frozenset(each.key for each in entries))
    alarms = []
    for each in found:
        [errand] = claimed(store)
        said: dict[str, Any] = {} if each else {"miss": MISS}
        [done] = store.complete([Completion(errand=errand, at=NOW, found=each, **said)])
        alarms.append(done.alarmed)
    [status] = store.status()
    assert (any(alarms), status.texts.barren) == (alarmed, alarmed)
    assert any("full_text_selector" in note for note in status.notes) is alarmed


def test_an_alarm_ends_when_pages_hold_something_again(store: Store) -> None:
    test_a_selector_that_finds_nothing_on_most_pages_is_told_of(store, (False,) * 5, alarmed=True)
    visited(store, "stcn", an_entry("more"), teasers=frozenset({"more"}))
    [errand] = claimed(store)
    completed(store, errand, fuller=Fuller(), found=True)
    [status] = store.status()
    assert not status.texts.barren


def test_the_second_copy_of_an_entry_asks_nobody(store: Store) -> None:
    configured(store, a_source("stcn"), a_source("other"))
    visited(store, "stcn", an_entry("a"), teasers=frozenset({"a"}))
    visited(store, "other", an_entry("a"), teasers=frozenset({"a"}))
    assert len(claimed(store)) == 1
    assert claimed(store) == []


def test_nothing_waits_for_a_clock_that_was_put_back(store: Store) -> None:
    first = taken(store, an_entry("a"), an_entry("b"))
    completed(store, first[0], miss=MISS, next_try=NOW + 3 * HOUR)
    store.keep_robots("https://stcn.example", "", NOW + HOUR)
    store.wind_back(NOW - 1000 * HOUR)
    assert [errand.title for errand in claimed(store, after=-1000 * HOUR)] == ["Title b"]
    assert [errand.title for errand in claimed(store, after=-998 * HOUR)] == ["Title a"]
    assert store.robots("https://stcn.example", NOW - 1000 * HOUR) is None


def test_a_robots_txt_is_remembered_for_its_time(store: Store) -> None:
    assert store.robots("https://stcn.example", NOW) is None
    store.keep_robots("https://stcn.example", "disallow /a", NOW + HOUR)
    store.keep_robots("https://stcn.example", "disallow /b", NOW + HOUR)
    assert store.robots("https://stcn.example", NOW) == "disallow /b"
    assert store.robots("https://stcn.example", NOW + HOUR) is None
