"""Disks that are full, read-only or damaged: an error that says so, no file lost, and recovery without a restart."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedhub.errors import StoreError
from feedhub.model.html import SafeHtml
from feedhub.store import Store
from support.household import Household
from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin
from support.small_disk import fill, freeze, small_disk
from support.visits import NOW, a_source, an_entry, configured, visited

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
store: {{database: "sqlite:///{store}"}}
publish: {{directory: "{public}"}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: news, url: "{news}", categories: [a/b], every: 1h}}
"""
BULK = "<p>" + "many words " * 2000 + "</p>"
LONG_TEXT = SafeHtml("<p>" + "many words " * 10_000 + "</p>")
"""With twenty of them a visit, forty visits write more than the log may hold before it goes into the file."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", megabytes=8) as mounted:
        yield mounted


def text(origin: Origin, store: Path, public: Path) -> str:
    return CONFIG.format(news=origin.url("/feed"), store=store / "feedhub.db", public=public)


def test_on_a_full_disk_a_visit_is_lost_and_made_again_once_there_is_room(
    tmp_path: Path, disk: Path, origin: Origin
) -> None:
    origin.serve("/feed", rss(Item(number=1)), etag='"one"')
    with Household(tmp_path, text(origin, disk, tmp_path / "data/public")) as house:
        house.tick()
        before = house.document("source/news.atom")
        filler = fill(disk)
        origin.serve("/feed", rss(*(Item(number=number, body=BULK) for number in range(20))), etag='"two"')
        house.clock.forward(hours=2)
        with pytest.raises(StoreError, match="disk"):
            house.tick()
        assert house.document("source/news.atom") == before
        assert house.entries("news") == 1, "what is stored can still be read"
        filler.unlink()
        house.clock.forward(minutes=10)
        [report] = house.tick()
        assert (report.new, report.trouble) == (19, None)
        assert house.document("source/news.atom").count(b"<entry>") > 1
    assert {ask.header("if-none-match") for ask in origin.requests[1:]} == {'"one"'}


def test_a_document_that_finds_no_room_leaves_the_old_one_and_comes_later(
    tmp_path: Path, disk: Path, origin: Origin
) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    with Household(tmp_path, text(origin, tmp_path, disk / "public")) as house:
        house.tick()
        place = disk / "public/all.atom"
        before = place.read_bytes()
        filler = fill(disk)
        origin.serve("/feed", rss(*(Item(number=number, body=BULK) for number in range(4))))
        with pytest.raises(OSError, match="No space left"):
            house.poll("news")
        assert place.read_bytes() == before
        assert not list(disk.rglob("*.part"))
        filler.unlink()
        house.tick()
        assert place.read_bytes().count(b"<entry>") > 1


def test_the_daemon_lives_through_a_full_disk(hub: HubFolder, disk: Path, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(text(origin, disk, disk / "public"))
    with hub.daemon() as daemon:
        daemon.wait_for("published ")
        served = daemon.get("/all.atom").content
        fill(disk)
        origin.serve("/feed", rss(*(Item(number=number, body=BULK) for number in range(40))))
        hub.configure(text(origin, disk, disk / "public").replace("every: 1h", "every: 1m, title: Other"))
        assert "disk is full" in daemon.wait_for("the old one stays")
        assert daemon.get("/all.atom").content == served
        assert daemon.process.poll() is None


def test_a_read_only_folder_stops_the_start_by_name_and_can_still_be_served(
    hub: HubFolder, disk: Path, origin: Origin
) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(text(origin, disk / "data", disk / "public"))
    assert hub.call("poll").returncode == 0
    freeze(disk)
    done = hub.call("run")
    assert done.returncode == 2
    assert f"{disk}/data/feedhub.db" in done.stderr
    assert "Traceback" not in done.stderr
    with hub.daemon("serve") as served:
        assert served.get("/all.atom").status_code == 200


def rubbish(path: Path) -> None:
    path.write_bytes(b"not a database\n" * 1000)


def only_a_log(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"changes")
    path.unlink()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE feedhub_version SET version_num = '9999'")
    db.close()


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE moz_places (id)")
    db.close()


def scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(5 * 4096, len(data) - 4096, 3 * 4096):
        data[place : place + 512] = b"\xa5" * 512
    path.write_bytes(data)


@pytest.mark.parametrize("fault", [rubbish, only_a_log, newer, foreign, scribbled])
def test_the_daemon_refuses_an_unusable_database_in_one_sentence_untouched(
    hub: HubFolder, origin: Origin, fault: object
) -> None:
    origin.serve("/feed", rss(*(Item(number=number, body=BULK) for number in range(20))))
    hub.configure(text(origin, hub.folder, hub.folder / "public"))
    assert hub.call("poll").returncode == 0
    path = hub.folder / "feedhub.db"
    assert callable(fault)
    fault(path)
    before = path.read_bytes() if path.exists() else None
    done = hub.call("run")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_database_that_breaks_while_the_daemon_runs_is_unhealthy_and_feeds_are_served(
    hub: HubFolder, origin: Origin
) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    hub.configure(text(origin, hub.folder, hub.folder / "public"))
    with hub.daemon() as daemon:
        daemon.wait_for("published ")
        for name in ("feedhub.db-wal", "feedhub.db-shm", "feedhub.db"):
            (hub.folder / name).write_bytes(b"\xa5" * 65_536)
        daemon.wait_for("is tried again")
        assert daemon.get("/health").status_code == 503
        assert daemon.get("/all.atom").status_code == 200
        assert daemon.process.poll() is None


def test_a_reader_that_never_ends_costs_a_bounded_log(tmp_path: Path) -> None:
    path = tmp_path / "feedhub.db"
    log = tmp_path / "feedhub.db-wal"
    store = Store.open(f"sqlite:///{path}", now=NOW)
    configured(store, a_source())

    def record(first: int) -> int:
        for visit in range(first, first + 40):
            visited(store, "stcn", *(an_entry(f"{visit}-{number}", content=LONG_TEXT) for number in range(20)))
        return log.stat().st_size

    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchone()
    held = record(0)
    reader.close()
    assert record(40) <= held + 8 * 2**20, "without the reader the log is used again"
    store.close()
    assert not log.exists() or log.stat().st_size == 0
