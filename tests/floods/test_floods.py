"""Sources that bring much at once: what subscribers of their categories get of it, and where the rest is."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedhub.model.document import FeedKind, FeedName
from feedhub.model.html import SafeHtml
from support.press import Press, dated
from support.visits import HOUR, NOW, a_source, visited

DAY = timedelta(days=1)
CATEGORY = "category/news"


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Press]:
    opened = Press(tmp_path, entries=10)
    opened.configure(a_source("busy", categories=("news",)), a_source("calm", categories=("news",)))
    yield opened
    opened.store.close()


def shown(paper: Press, path: str = CATEGORY) -> list[str]:
    """Publish, and give the titles that a document shows."""
    paper.publish()
    return listed(paper, path)


def listed(paper: Press, path: str) -> list[str]:
    document = json.loads((paper.folder / f"{path}.json").read_bytes())
    return [item["title"] for item in document["items"]]


def archived(paper: Press, path: str = CATEGORY) -> set[str]:
    """Give the titles in all archives of a feed."""
    files = paper.documents(f"archive/*/{path}.json").values()
    return {item["title"] for data, _ in files for item in json.loads(data)["items"]}


def titles(*keys: str) -> list[str]:
    return [f"Title {key}" for key in keys]


def some(name: str, count: int, *, newest: datetime = NOW - HOUR, step: timedelta = HOUR, **said: Any) -> list[Any]:
    """Make entries `name0`, `name1`, …, the newest first."""
    return [dated(f"{name}{number}", newest - number * step, **said) for number in range(count)]


def everything(paper: Press, path: str = CATEGORY) -> set[str]:
    return archived(paper, path).union(listed(paper, path))


def test_a_new_source_brings_its_newest_and_keeps_the_rest_to_itself(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 20), at=NOW, first=3)
    assert shown(paper) == titles("b0", "b1", "b2")
    assert listed(paper, "all") == titles("b0", "b1", "b2")
    assert listed(paper, "source/busy") == titles(*(f"b{number}" for number in range(10)))
    for path in (CATEGORY, "all", "source/busy"):
        assert everything(paper, path) == set(titles(*(f"b{number}" for number in range(20))))


def test_whoever_looks_at_the_document_is_led_to_the_archives_of_what_it_does_not_show(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 4), at=NOW, first=1)
    paper.publish()
    document = json.loads((paper.folder / f"{CATEGORY}.json").read_bytes())
    assert "/archive/" in document["next_url"]


def test_of_a_source_whose_entries_have_no_dates_the_first_in_its_document_are_shown(paper: Press) -> None:
    undated = [dated(f"u{number}", None) for number in range(5)]  # type: ignore[arg-type]  # a source without dates
    visited(paper.store, "busy", *undated, at=NOW, first=2)
    assert shown(paper) == titles("u0", "u1")


def test_what_a_source_brings_later_is_shown(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 5), at=NOW, first=2)
    visited(paper.store, "busy", *some("n", 4, newest=NOW + HOUR, step=HOUR / 60), at=NOW + HOUR, first=2)
    assert shown(paper)[:4] == titles("n0", "n1", "n2", "n3")


def test_a_source_that_was_empty_at_first_is_still_new_with_its_first_entries(paper: Press) -> None:
    visited(paper.store, "busy", at=NOW, first=2)
    visited(paper.store, "busy", *some("b", 5, newest=NOW), at=NOW + HOUR, first=2)
    assert shown(paper) == titles("b0", "b1")


def test_a_source_with_another_address_is_new_again(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 3), at=NOW, first=2)
    moved = a_source("busy", url="https://elsewhere.example/feed", categories=("news",))
    paper.configure(moved, a_source("calm", categories=("news",)))
    visited(paper.store, "busy", *some("m", 5, newest=NOW), at=NOW + HOUR, first=1)
    assert shown(paper) == titles("m0", "b0", "b1")


def test_what_another_hub_exported_is_no_news_to_its_readers_and_all_shown(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 6, first_seen=NOW - DAY), at=NOW, first=2)
    assert len(shown(paper)) == 6


def test_an_edited_quiet_entry_is_edited_in_the_archives(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 4), at=NOW, first=1)
    paper.publish()
    edited = dated("b3", NOW - 4 * HOUR, title="New words", fingerprint=b"second version")
    visited(paper.store, "busy", edited, at=NOW + HOUR, first=1)
    assert shown(paper) == titles("b0")
    assert archived(paper) == {*titles("b1", "b2"), "New words"}.union(archived(paper).intersection(titles("b0")))


def test_a_quiet_entry_that_another_source_brings_as_news_is_news(paper: Press) -> None:
    paper.configure(a_source("busy", categories=("news",)), a_source("calm", categories=("other",)))
    visited(paper.store, "calm", dated("old", NOW - DAY), at=NOW)
    visited(paper.store, "busy", *some("b", 3), at=NOW, first=1)
    visited(paper.store, "calm", dated("b2", NOW), at=NOW + HOUR)
    assert shown(paper) == titles("b0")
    assert listed(paper, "category/other") == titles("b2", "old")
    assert listed(paper, "all") == titles("b0", "b2", "old")


def test_quiet_entries_move_with_the_categories_of_their_source(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 4), at=NOW, first=1)
    paper.publish()
    paper.configure(a_source("busy", categories=("other",)), a_source("calm", categories=("news",)))
    assert shown(paper, "category/other") == titles("b0")
    assert everything(paper, "category/other") == set(titles("b0", "b1", "b2", "b3"))
    assert listed(paper, CATEGORY) == []
    assert {summary.feed.path: summary.entries for summary in paper.store.feeds()}["category/other"] == 4


def test_every_stored_entry_is_gone_through_quiet_or_not(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 7), at=NOW, first=2)
    found = [entry.title for entry in paper.store.all_entries(batch=2)]
    assert found == titles(*(f"b{number}" for number in reversed(range(7))))


def test_a_published_tag_is_quiet_where_its_entry_is(paper: Press) -> None:
    from feedhub.model.entry import Tag  # noqa: PLC0415  only here

    paper.store.sync([a_source("busy", categories=("news",))], NOW, spread=lambda _: 0.0, tags=["python"])
    visited(paper.store, "busy", *some("b", 3, tags=(Tag(term="Python"),)), at=NOW, first=1)
    assert shown(paper, "tag/python") == titles("b0")
    assert everything(paper, "tag/python") == set(titles("b0", "b1", "b2"))


def test_a_source_that_renews_its_ids_raises_an_alarm_and_floods_nobody(paper: Press) -> None:
    old = some("old", 12, newest=NOW - 3 * DAY)
    visited(paper.store, "busy", *old, at=NOW)
    before = shown(paper)
    recorded = visited(paper.store, "busy", *some("again", 12, newest=NOW - 3 * DAY), at=NOW + HOUR, first=10)
    assert recorded.alarm is not None
    assert "12 of 12" in recorded.alarm
    assert shown(paper) == before
    assert everything(paper) == set(titles(*(f"{kind}{number}" for kind in ("old", "again") for number in range(12))))
    assert paper.store.status(["busy"])[0].alarm == recorded.alarm


def test_a_few_late_entries_are_no_alarm(paper: Press) -> None:
    visited(paper.store, "busy", dated("first", NOW - HOUR), at=NOW)
    recorded = visited(paper.store, "busy", *some("late", 9, newest=NOW - 3 * DAY), at=NOW + HOUR, first=10)
    assert recorded.alarm is None
    assert len(shown(paper)) == 10


def test_what_came_while_nobody_looked_is_no_alarm(paper: Press) -> None:
    visited(paper.store, "busy", dated("first", NOW - HOUR), at=NOW)
    later = NOW + 30 * DAY
    recorded = visited(paper.store, "busy", *some("news", 20, newest=later, step=DAY), at=later, first=10)
    assert recorded.alarm is None
    assert len(shown(paper)) == 10


def test_an_alarm_stands_for_a_week_and_goes_with_the_next_news(paper: Press) -> None:
    visited(paper.store, "busy", dated("first", NOW - HOUR), at=NOW)
    visited(paper.store, "busy", *some("again", 12, newest=NOW - 3 * DAY), at=NOW + HOUR, first=10)
    for days, stands in ((1, True), (8, False)):
        moment = NOW + days * DAY
        visited(paper.store, "busy", dated(f"news{days}", moment), at=moment, first=10)
        assert (paper.store.status(["busy"])[0].alarm is not None) is stands


def test_no_source_has_more_than_half_of_a_document_while_others_have_something(paper: Press) -> None:
    visited(paper.store, "calm", *some("c", 8, newest=NOW - 9 * DAY, step=DAY), at=NOW)
    visited(paper.store, "busy", *some("b", 40), at=NOW)
    assert shown(paper) == titles("b0", "b1", "b2", "b3", "b4", "c0", "c1", "c2", "c3", "c4")
    assert everything(paper) == set(titles(*(f"b{n}" for n in range(40)), *(f"c{n}" for n in range(8))))


def test_a_source_has_what_others_leave(paper: Press) -> None:
    visited(paper.store, "calm", *some("c", 2, newest=NOW - 9 * DAY), at=NOW)
    visited(paper.store, "busy", *some("b", 40), at=NOW)
    assert shown(paper) == titles(*(f"b{number}" for number in range(8)), "c0", "c1")


def test_a_feed_of_one_source_is_not_capped(paper: Press) -> None:
    visited(paper.store, "busy", *some("b", 40), at=NOW)
    assert shown(paper) == titles(*(f"b{number}" for number in range(10)))


def test_where_bytes_are_short_a_source_has_half_of_them(tmp_path: Path) -> None:
    paper = Press(tmp_path, entries=10, max_bytes=40_000)
    paper.configure(a_source("busy", categories=("news",)), a_source("calm", categories=("news",)))
    visited(paper.store, "calm", *some("c", 3, newest=NOW - 9 * DAY), at=NOW)
    visited(paper.store, "busy", *some("b", 5, content=SafeHtml("<p>long </p>" * 600)), at=NOW)
    found = shown(paper)
    everywhere = everything(paper)
    paper.store.close()
    assert found[-3:] == titles("c0", "c1", "c2")
    assert 0 < len(found) - 3 < 5
    assert everywhere == set(titles(*(f"b{n}" for n in range(5)), *(f"c{n}" for n in range(3))))


def test_who_polls_each_time_gets_every_entry_once_and_none_comes_back(paper: Press) -> None:
    gone: set[str] = set()
    before: set[str] = set()
    got: set[str] = set()
    brought: set[str] = set()
    for turn in range(60):
        at = NOW + turn * HOUR
        fresh = some(f"b{turn}-", 1 + turn % 4, newest=at, step=HOUR / 60)
        if turn % 5 == 0:
            fresh_calm = some(f"c{turn}-", 1 + turn % 2, newest=at - 3 * HOUR, step=HOUR)
            visited(paper.store, "calm", *fresh_calm, at=at, first=10)
            brought |= {entry.title for entry in fresh_calm}
        visited(paper.store, "busy", *fresh, at=at, first=10)
        brought |= {entry.title for entry in fresh}
        now = set(shown(paper))
        assert not now & gone
        gone |= before - now
        before = now
        got |= now
        assert everything(paper) == brought
    assert got == brought


def test_the_same_store_makes_the_same_documents_whatever_came_first(tmp_path: Path) -> None:
    documents = []
    for turn in (1, -1):
        folder = tmp_path / str(turn)
        folder.mkdir()
        paper = Press(folder, entries=10)
        paper.configure(a_source("busy", categories=("news",)), a_source("calm", categories=("news",)))
        visits = [("busy", some("b", 30)), ("calm", some("c", 9, newest=NOW - 3 * DAY))]
        for name, entries in visits[::turn]:
            visited(paper.store, name, *entries, at=NOW, first=25)
        paper.publish()
        documents.append({name: data for name, (data, _) in paper.documents(f"{CATEGORY}.*").items()})
        paper.store.close()
    assert documents[0] == documents[1]


def test_a_feed_whose_documents_pass_something_over_writes_its_archives_only_now_and_then(paper: Press) -> None:
    visited(paper.store, "calm", *some("c", 8, newest=NOW - 9 * DAY, step=DAY), at=NOW)
    written = 0
    for turn in range(20):
        visited(paper.store, "busy", dated(f"b{turn}", NOW + turn * 2 * HOUR), at=NOW + turn * 2 * HOUR)
        before = paper.documents(f"archive/*/{CATEGORY}.json")
        paper.publish()
        written += paper.documents(f"archive/*/{CATEGORY}.json") != before
    assert written <= 6


def test_where_one_source_is_known_to_be_alone_no_others_are_looked_for(paper: Press) -> None:
    visited(paper.store, "calm", *some("c", 8, newest=NOW - 9 * DAY, step=DAY), at=NOW)
    visited(paper.store, "busy", *some("b", 40), at=NOW)
    news = FeedName(kind=FeedKind.CATEGORY, name="news")
    found = paper.store.front(news, limit=10, is_alone=True)
    assert [line.title for line in found.lines] == titles(*(f"b{number}" for number in range(10)))
    assert found.gaps == ()
