"""What stays of an entry that its source changes: its date of change, and how it read before."""

from datetime import timedelta

import pytest

from feedhub.model.entry import StoredEntry, anchor
from feedhub.model.html import SafeHtml
from feedhub.store import Store
from support.visits import HOUR, NOW, a_source, an_entry, configured, visited

WORDS = " ".join(f"word{number}" for number in range(100))


@pytest.fixture(autouse=True)
def _a_stored_entry(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry(content=html(WORDS)))


def html(text: str) -> SafeHtml:
    return SafeHtml(f"<p>{text}</p>")


def the_entry(store: Store) -> StoredEntry:
    [entry] = store.all_entries()
    return entry


def texts(store: Store) -> list[str]:
    [past] = store.past("https://stcn.example/a")
    return [version.wording.content for version in past.versions]


def test_a_change_that_is_noticed_and_not_dated_is_dated_when_it_is_seen(store: Store) -> None:
    visited(store, "stcn", an_entry(content=html(WORDS + " five words that are new"), fingerprint=b"2"), at=NOW + HOUR)
    assert (the_entry(store).published, the_entry(store).updated) == (NOW - HOUR, NOW + HOUR)


def test_a_change_that_is_noticed_has_the_date_that_its_source_gives(store: Store) -> None:
    said = NOW + HOUR / 2
    visited(store, "stcn", an_entry(title="Other words", updated=said, fingerprint=b"2"), at=NOW + HOUR)
    assert the_entry(store).updated == said


def test_a_change_of_markup_is_taken_in_silence(store: Store) -> None:
    again = an_entry(content=SafeHtml(f"<div><b>{WORDS}</b></div>"), updated=NOW, fingerprint=b"2")
    assert visited(store, "stcn", again, at=NOW + HOUR).changed == 1
    assert (the_entry(store).content, the_entry(store).updated) == (again.content, NOW - HOUR)
    assert texts(store) == [again.content]


def test_a_corrected_word_is_taken_and_kept_without_a_new_date(store: Store) -> None:
    again = an_entry(content=html(WORDS.replace("word7 ", "other ")), updated=NOW, fingerprint=b"2")
    visited(store, "stcn", again, at=NOW + HOUR)
    assert (the_entry(store).content, the_entry(store).updated) == (again.content, NOW - HOUR)
    assert texts(store) == [html(WORDS), again.content]


def test_a_counter_that_counts_on_changes_nothing(store: Store) -> None:
    visited(store, "stcn", an_entry("b", title="1 comment", content=html("News. 12 views"), summary="12 views"))
    before = store.past("https://stcn.example/b")
    stale = store.stale_feeds()
    counted = an_entry("b", title="2 comments", content=html("News. 13 views"), summary="13 views", fingerprint=b"2")
    assert visited(store, "stcn", counted, at=NOW + HOUR).changed == 0
    assert store.past("https://stcn.example/b") == before
    assert store.stale_feeds() == stale


def test_the_first_version_and_the_newest_are_kept_ten_in_all(store: Store) -> None:
    for number in range(1, 15):
        said = html(f"version {number} of an entirely different text " * 2)
        visited(store, "stcn", an_entry(content=said, fingerprint=bytes([number])), at=NOW + number * HOUR)
    numbers = [text.split()[1] for text in texts(store)]
    assert numbers == ["word1", *(str(number) for number in range(5, 14)), "14"]


def test_versions_say_since_when_and_with_what_date_they_were_shown(store: Store) -> None:
    visited(store, "stcn", an_entry(title="Corrected", fingerprint=b"2"), at=NOW + HOUR)
    [past] = store.past("https://stcn.example/a")
    assert [(each.since, each.updated, each.wording.title) for each in past.versions] == [
        (NOW, NOW - HOUR, "Title a"),
        (NOW + HOUR, NOW + HOUR, "Corrected"),
    ]


def test_an_entry_is_found_by_id_address_and_anchor(store: Store) -> None:
    visited(store, "stcn", an_entry("b"))
    expected = store.past("https://stcn.example/a")
    assert [past.id for past in expected] == ["https://stcn.example/a"]
    assert store.past("https://stcn.example/a.html") == expected
    assert store.past(anchor("https://stcn.example/a")) == expected
    assert store.past("nothing") == store.past("0" * 12) == store.past("") == []


def test_a_source_whose_updates_are_ignored_keeps_the_first_version(store: Store) -> None:
    before = the_entry(store)
    again = an_entry(title="Corrected", fingerprint=b"2")
    assert visited(store, "stcn", again, updates="ignore", at=NOW + HOUR).changed == 0
    assert the_entry(store) == before
    assert visited(store, "stcn", again, at=NOW + timedelta(hours=2)).changed == 1
    assert the_entry(store).title == "Corrected"
