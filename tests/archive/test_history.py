"""Clients that go back through a feed's archives: everything that is stored, once, and bytes that stay."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from feedhub.model.html import SafeHtml
from support.press import Press, dated, press
from support.served import Folder, Hub, running
from support.visits import a_source

ATOM = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
BASE = "https://feeds.example.org"
START = datetime(2025, 10, 3, 8, 0, tzinfo=UTC)
Read = Callable[[bytes], tuple[list[str], str | None]]


def read_atom(body: bytes) -> tuple[list[str], str | None]:
    feed = etree.fromstring(body)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    return [str(each.text) for each in feed.findall(f"{ATOM}entry/{ATOM}id")], links.get("prev-archive")


def read_rss(body: bytes) -> tuple[list[str], str | None]:
    channel = etree.fromstring(body)[0]
    links = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
    return [str(each.text) for each in channel.findall("item/guid")], links.get("prev-archive")


def read_json(body: bytes) -> tuple[list[str], str | None]:
    feed = json.loads(body)
    return [item["id"] for item in feed["items"]], feed.get("next_url")


READERS: dict[str, Read] = {"atom": read_atom, "rss": read_rss, "json": read_json}


def walk(hub: Hub, path: str, *, between: Callable[[], object] = lambda: None) -> Iterator[list[str]]:
    """Follow a feed's links backwards; `between` happens between each two requests."""
    url: str | None = f"{BASE}/{path}"
    read = READERS[path.rpartition(".")[2]]
    seen = set()
    while url is not None:
        reply = hub.ask(url.removeprefix(BASE))
        while reply.status == 301:
            reply = hub.ask(reply.headers["location"].removeprefix(BASE))
        assert reply.status == 200, unquote(url)
        ids, url = read(reply.body)
        assert url not in seen
        seen.add(url)
        between()
        yield ids


def collected(hub: Hub, path: str, *, between: Callable[[], object] = lambda: None) -> list[str]:
    """Follow the links and take each id once, as it comes."""
    return list(dict.fromkeys(id_ for ids in walk(hub, path, between=between) for id_ in ids))


def spread(
    count: int, *, step: timedelta = timedelta(days=2), begin: datetime = START, name: str = "e"
) -> list[object]:
    return [dated(f"{name}{number}", begin + number * step) for number in range(count)]


def ids(entries: list[object]) -> list[str]:
    return [entry.id for entry in entries[::-1]]  # type: ignore[attr-defined]  # newest first


def served(paper: Press) -> AbstractContextManager[Hub]:
    """Serve what is published, archives for those who ask."""
    return running(Folder(paper.folder), BASE, make=paper.make)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Press]:
    with press(tmp_path, entries=5) as opened:
        yield opened


@pytest.fixture
def hub(paper: Press) -> Iterator[Hub]:
    with served(paper) as server:
        yield server


@pytest.mark.parametrize("path", ["all", "category/a", "category/a/b", "source/stcn"])
@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_whoever_follows_the_links_gets_every_entry_in_order(hub: Hub, paper: Press, path: str, form: str) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    assert collected(hub, f"{path}.{form}") == ids(entries)


def test_archives_are_months_and_say_what_they_are(hub: Hub, paper: Press) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    assert sorted(paper.documents("archive/*/all.*")) == [
        f"archive/{month}/all.{form}" for month in ("2025-10", "2025-11", "2025-12") for form in ("atom", "json", "rss")
    ]
    feed = etree.fromstring(hub.ask("/archive/2025-11/category/a/b.atom").body)
    newest = etree.fromstring(hub.ask("/category/a/b.atom").body)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{BASE}/archive/2025-11/category/a/b.atom",
        "alternate": f"{BASE}/category/a/b",
        "current": f"{BASE}/category/a/b.atom",
        "prev-archive": f"{BASE}/archive/2025-10/category/a/b.atom",
        "next-archive": f"{BASE}/archive/2025-12/category/a/b.atom",
    }
    assert feed.find(f"{FH}archive") is not None
    assert newest.find(f"{FH}archive") is None
    assert newest.nsmap == {None: ATOM[1:-1], "media": "http://search.yahoo.com/mrss/"}
    assert feed.findtext(f"{ATOM}id") == newest.findtext(f"{ATOM}id")
    assert {each.text[:7] for each in feed.findall(f"{ATOM}entry/{ATOM}published")} == {"2025-11"}


def test_a_feed_that_fits_its_document_has_nothing_more(paper: Press) -> None:
    paper.bring("stcn", *spread(4))
    paper.publish()
    assert paper.documents("archive/**/*") == {}
    assert b"archive" not in paper.documents()["all.atom"][0]


def test_entries_that_come_while_somebody_walks_cost_him_none(hub: Hub, paper: Press) -> None:
    """Each request is followed by more new entries than the newest document holds."""
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    late = iter(range(1000))

    def more() -> None:
        begin = START + timedelta(days=100 + next(late))
        paper.bring("stcn", *spread(7, step=timedelta(hours=1), begin=begin, name=f"n{begin}"))
        paper.publish()

    assert set(collected(hub, "all.atom", between=more)) >= set(ids(entries))


def test_at_every_moment_everything_can_be_reached(hub: Hub, paper: Press) -> None:
    """One entry after the other, some old, some edited; after each, a reader finds all there are, once each."""
    stored: dict[str, object] = {}
    for number in range(30):
        published = START + timedelta(days=3 * number if number % 4 else number)
        entry = dated(f"e{number}", published)
        stored[entry.id] = entry
        paper.bring("stcn", entry)
        if number % 5 == 4:
            paper.bring(
                "stcn", dated("e3", START + timedelta(days=9), title=f"Edited {number}", fingerprint=b"%d" % number)
            )
        paper.publish()
        assert set(collected(hub, "category/a.atom")) == set(stored)


def test_an_archive_changes_only_when_an_entry_in_it_does(paper: Press) -> None:
    paper.bring("stcn", *spread(40))
    paper.publish()
    before = paper.documents("archive/**/*")
    edited = dated("e20", START + timedelta(days=40), content=SafeHtml("<p>Corrected</p>"), fingerprint=b"2")
    paper.bring("stcn", edited)
    paper.publish()
    after = paper.documents("archive/**/*")
    assert {name for name in after if after[name] != before[name]} == {
        f"archive/2025-11/{feed}.{form}"
        for feed in ("all", "category/a", "category/a/b", "source/stcn")
        for form in ("atom", "rss", "json")
    }
    assert b"Corrected" in after["archive/2025-11/all.atom"][0]


def test_an_entry_with_an_old_date_goes_into_its_month(hub: Hub, paper: Press) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    before = paper.documents("archive/**/*")
    old = dated("old", START + timedelta(days=1))
    paper.bring("stcn", old)
    paper.publish()
    after = paper.documents("archive/**/*")
    assert {name.split("/")[1] for name in after if after[name] != before[name]} == {"2025-10"}
    assert set(collected(hub, "all.rss")) == {*ids(entries), old.id}


def test_a_month_before_or_between_is_linked_in(hub: Hub, paper: Press) -> None:
    entries = [*spread(10), *spread(10, begin=START + timedelta(days=120), name="f")]
    paper.bring("stcn", *entries)
    paper.publish()
    between, before = dated("between", START + timedelta(days=70)), dated("before", START - timedelta(days=400))
    paper.bring("stcn", between, before)
    paper.publish()
    assert collected(hub, "all.json") == [*ids(entries[10:]), between.id, *ids(entries[:10]), before.id]


def test_polls_that_bring_nothing_new_write_nothing(paper: Press) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    before = paper.documents()
    paper.bring("stcn", *entries)
    assert paper.publish().documents == 0
    assert paper.publish(verify=True).documents == 0
    assert paper.documents() == before


def test_a_new_entry_alone_leaves_all_archives_as_they_are(paper: Press) -> None:
    """What the newest document shows can wait: archives are written once in as many entries as it holds."""
    paper.bring("stcn", *spread(40))
    paper.publish()
    written = 0
    for number in range(10):
        before = paper.documents("archive/**/*")
        paper.bring("stcn", dated(f"new{number}", START + timedelta(days=81, hours=number)))
        paper.publish()
        written += paper.documents("archive/**/*") != before
    assert written == 2


def test_a_folder_that_was_lost_is_written_again_to_the_byte(tmp_path: Path, paper: Press) -> None:
    paper.bring("stcn", *spread(40))
    paper.publish()
    before = paper.documents()
    for path in sorted((tmp_path / "public").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    paper.publish(verify=True)
    assert paper.documents() == before


def test_the_same_entries_in_another_order_make_the_same_archives(tmp_path: Path) -> None:
    entries = spread(40)
    made = []
    for number, order in enumerate((entries, entries[::-1], entries[20:] + entries[:20])):
        with press(tmp_path / str(number), entries=5) as paper:
            for entry in order:
                paper.bring("stcn", entry)
                if number == 2:
                    paper.publish()
            paper.publish()
            made.append({name: data for name, (data, _) in paper.documents("archive/2025-1[01]/**/*").items()})
    assert made[0] == made[1] == made[2]


def test_a_busy_month_is_divided_into_days_and_a_busy_day_into_hours(hub: Hub, paper: Press) -> None:
    quiet = spread(3, begin=START - timedelta(days=60), name="q")
    busy = [dated(f"b{number}", START + timedelta(minutes=2 * number)) for number in range(800)]
    paper.bring("stcn", *quiet, *busy)
    paper.publish()
    periods = {name.split("/")[1] for name in paper.documents("archive/*/all.atom")}
    assert periods == {"2025-08", "2025-10-03", "2025-10-04"}
    crowd = [dated(f"c{number}", START + timedelta(hours=2, seconds=10 * number)) for number in range(600)]
    paper.bring("stcn", *crowd)
    paper.publish()
    periods = {name.split("/")[1] for name in paper.documents("archive/*/all.atom")}
    assert periods == {"2025-08", *(f"2025-10-03T{hour:02}" for hour in range(8, 24)), "2025-10-04"}
    assert set(collected(hub, "all.atom")) == {*ids(quiet), *ids(busy), *ids(crowd)}


def test_a_flood_of_one_moment_is_divided_down_to_seconds_and_nothing_more_is_large(hub: Hub, paper: Press) -> None:
    flood = [dated(f"f{number}", START + timedelta(seconds=number // 100)) for number in range(2000)]
    paper.bring("stcn", *flood)
    paper.publish()
    periods = {name.split("/")[1] for name in paper.documents("archive/*/all.atom")}
    assert periods == {f"2025-10-03T0800{second:02}" for second in range(20)}
    late = dated("late", START + timedelta(seconds=3))
    before = paper.documents("archive/**/all.*")
    paper.bring("stcn", late)
    paper.publish()
    after = paper.documents("archive/**/all.*")
    assert {name.split("/")[1] for name in after if after[name] != before[name]} == {"2025-10-03T080003"}
    assert set(collected(hub, "all.json")) == {*ids(flood), late.id}


def test_who_walks_while_a_month_is_divided_loses_nothing(hub: Hub, paper: Press) -> None:
    entries = spread(40, step=timedelta(hours=12))
    paper.bring("stcn", *entries)
    paper.publish()
    crowds = iter([spread(600, step=timedelta(minutes=20), begin=START + timedelta(seconds=7), name="crowd")])

    def crowd() -> None:
        paper.bring("stcn", *next(crowds, ()))
        paper.publish()

    assert set(collected(hub, "all.atom", between=crowd)) >= set(ids(entries))
    assert not paper.documents("archive/2025-10/**/*.atom")


def test_an_entry_that_moves_to_another_category_leaves_the_archives_of_the_first(hub: Hub, paper: Press) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    paper.publish()
    paper.configure(a_source(categories=("a/c",)))
    paper.publish()
    assert collected(hub, "category/a/c.atom") == ids(entries)
    assert collected(hub, "category/a.atom") == ids(entries)
    assert paper.documents("archive/*/category/a/b.*") == {}
    paper.configure(a_source(categories=("a/b",)))
    paper.publish()
    assert collected(hub, "category/a/b.atom") == ids(entries)


def test_a_store_from_before_there_were_archives_gets_them(hub: Hub, paper: Press) -> None:
    entries = spread(40)
    paper.bring("stcn", *entries)
    with paper.store._doors.pen() as db:
        db.exec_driver_sql("DELETE FROM overdue")
        from feedhub.store.migrations.versions import v0005_archives  # noqa: PLC0415

        for statement in (v0005_archives._FILED, v0005_archives._OWN):
            db.exec_driver_sql(statement.replace("hour", "minute"))
    paper.publish()
    assert collected(hub, "all.atom") == ids(entries)
    assert collected(hub, "source/stcn.atom") == ids(entries)
    assert collected(hub, "category/a/b.atom") == ids(entries)


def test_a_killed_publication_is_done_again(tmp_path: Path) -> None:
    """Files in place of which the store knows nothing are written once more, and the chain is whole."""
    entries = spread(40)
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *entries)
    before = (tmp_path / "feedhub.db").read_bytes()
    with press(tmp_path, entries=5) as paper:
        paper.publish()
        assert paper.documents("archive/**/*")
    (tmp_path / "feedhub.db").write_bytes(before)
    with press(tmp_path, entries=5) as paper, served(paper) as hub:
        paper.publish()
        assert collected(hub, "all.atom") == ids(entries)
        assert collected(hub, "source/stcn.json") == ids(entries)
