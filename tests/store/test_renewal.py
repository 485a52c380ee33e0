"""What a newer cleaner made takes the place of what is stored, without a new date; nothing else moves."""

from dataclasses import replace
from typing import Any

from feedhub.model.entry import Entry, Raw, StoredEntry, Tag
from feedhub.model.html import SafeHtml
from feedhub.model.revision import Kept, Recleaned
from feedhub.store import Store
from support.visits import HOUR, NOW, a_source, an_entry, configured, visited

OLD, NEW = 1, 2


def kept_entry(key: str = "a", **said: Any) -> Entry:
    return an_entry(key, raw=Raw(data=b"packed " + key.encode(), clean_version=OLD), **said)


def as_it_is(entry: StoredEntry) -> Recleaned:
    fields: dict[str, Any] = {name: getattr(entry, name, None) for name in Recleaned.__slots__}
    return Recleaned(**fields)


def entries(store: Store) -> dict[str, StoredEntry]:
    return {entry.key: entry for entry in store.all_entries()}


def outdated(store: Store, *names: str) -> list[Kept]:
    return store.kept(NEW, names or None)


def test_entries_by_another_cleaner_come_in_steps_with_what_was_kept(store: Store) -> None:
    configured(store, a_source("one"), a_source("two"))
    visited(store, "one", kept_entry("a"), kept_entry("b"), an_entry("without"))
    visited(store, "two", kept_entry("c"))
    assert [store.outdated(NEW), store.outdated(NEW, ["two"]), store.outdated(OLD)] == [3, 1, 0]
    first = store.kept(NEW, most=2)
    assert [(each.source, each.id, each.raw.data) for each in first] == [
        ("one", "https://stcn.example/a", b"packed a"),
        ("one", "https://stcn.example/b", b"packed b"),
    ]
    assert [each.source for each in store.kept(NEW, behind=first[-1].row)] == ["two"]
    assert [each.source for each in outdated(store, "two")] == ["two"]


def test_what_comes_out_otherwise_is_shown_so_with_the_dates_it_had(store: Store) -> None:
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", kept_entry("a"), kept_entry("b"))
    store.mark_published(store.stale_feeds())
    before = entries(store)
    first, second = outdated(store)
    other = replace(as_it_is(before["a"]), content=SafeHtml("<p>cleaner</p>"), tags=(Tag(term="new"),))

    assert store.renew([(first, other), (second, as_it_is(before["b"]))], NEW, NOW + HOUR) == 1

    after = entries(store)
    expected = replace(before["a"], content=other.content, tags=other.tags, changed=NOW + HOUR)
    assert after == {"a": expected, "b": before["b"]}
    assert {feed.feed.path for feed in store.stale_feeds()} == {"all", "category/a", "source/stcn"}
    assert outdated(store) == []
    [past] = store.past("https://stcn.example/a")
    assert len(past.versions) == 1


def test_where_nothing_comes_out_otherwise_nothing_is_published(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", kept_entry())
    store.mark_published(store.stale_feeds())
    [kept] = outdated(store)
    assert store.renew([(kept, as_it_is(entries(store)["a"]))], NEW, NOW + HOUR) == 0
    assert store.stale_feeds() == []
    assert outdated(store) == []


def test_an_entry_that_changed_meanwhile_is_left(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", kept_entry())
    [kept] = outdated(store)
    again = an_entry(title="Its source's", fingerprint=b"2", raw=Raw(data=b"newer", clean_version=NEW))
    visited(store, "stcn", again, at=NOW + HOUR)
    before = entries(store)
    other = replace(as_it_is(before["a"]), title="The old item's")
    assert store.renew([(kept, other)], NEW, NOW + 2 * HOUR) == 0
    assert entries(store) == before


def test_a_picture_that_the_item_alone_cannot_give_stays(store: Store) -> None:
    configured(store, a_source())
    pictures = {
        "of its source": ("https://stcn.example/logo.png", "source"),
        "of its page": ("https://stcn.example/og.png", "og:image"),
        "of nobody": (None, None),
        "in its text": ("https://stcn.example/1.png", "body"),
        "declared": ("https://stcn.example/1.png", "media:content"),
    }
    visited(
        store,
        "stcn",
        *(kept_entry(key, headimg=url, thumbnail=url, image_tier=tier) for key, (url, tier) in pictures.items()),
    )
    before = entries(store)

    def again(kept: Kept, headimg: str | None, tier: str | None) -> tuple[Kept, Recleaned]:
        entry = before[kept.id.removeprefix("https://stcn.example/")]
        return kept, replace(as_it_is(entry), headimg=headimg, thumbnail=headimg, image_tier=tier)

    store.renew([again(kept, "https://stcn.example/2.png", "body") for kept in outdated(store)], NEW, NOW + HOUR)
    found = {key: entry.headimg for key, entry in entries(store).items()}
    expected = {key: url for key, (url, _) in pictures.items()}
    assert found == expected | {"in its text": "https://stcn.example/2.png"}


def test_an_item_goes_with_its_entry_and_is_filled_in_by_a_visit(store: Store) -> None:
    configured(store, a_source())
    visited(store, "stcn", an_entry())
    assert outdated(store) == []
    visited(store, "stcn", replace(kept_entry(), fingerprint=b"2"), at=NOW + HOUR)
    assert [each.raw.data for each in outdated(store)] == [b"packed a"]
    assert store.remove(["https://stcn.example/a"]) == []
    assert outdated(store) == []
