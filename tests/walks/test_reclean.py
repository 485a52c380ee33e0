"""A newer cleaner brings up what is stored: from what the store kept, without asking any origin, ids and dates as before."""

import json
import sqlite3
from contextlib import closing

import pytest

from support.hub import HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
serve: {{bind: "127.0.0.1:0"}}
fetch: {{allow: [127.0.0.0/8]}}
sources:
  - {{name: one, url: "{one}", categories: [a/b], every: 30d}}
  - {{name: two, url: "{two}", every: 30d}}
"""
BODY = '<p onclick="x()">Text &amp; <b>more</b> <img src="/p{}.jpg" width="600"></p>'


@pytest.fixture
def polled(hub: HubFolder, origin: Origin) -> HubFolder:
    origin.serve("/one", rss(*(Item(number=number, body=BODY.format(number)) for number in range(60))))
    origin.serve("/two", rss(Item(number=500, title="Alone")))
    hub.configure(CONFIG.format(one=origin.url("/one"), two=origin.url("/two")))
    assert hub.call("poll").returncode == 0
    hub.make_all()
    return hub


def spoil(hub: HubFolder, *sources: str) -> None:
    """Have entries be by another cleaner, one that left scripts in bodies."""
    with closing(sqlite3.connect(hub.folder / "data" / "feedhub.db")) as db, db:
        for name in sources or ("one", "two"):
            theirs = "(SELECT entry.id FROM entry JOIN source ON source.id = source_id WHERE name = ?)"
            for change in (
                "UPDATE entry_body SET content = content || '<p>old</p>' WHERE entry_id IN ",
                "UPDATE entry SET summary = 'old', headimg = NULL WHERE id IN ",
                "UPDATE entry_raw SET clean_version = 0 WHERE entry_id IN ",
            ):
                db.execute(change + theirs, (name,))
        db.execute("DELETE FROM shown")
        db.execute("UPDATE feed SET revision = revision + 1")


def shown(hub: HubFolder) -> dict[str, bytes]:
    hub.make_all()
    public = hub.folder / "data" / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*.atom")}


def test_old_entries_come_out_as_the_new_cleaner_makes_them(polled: HubFolder, origin: Origin) -> None:
    before = shown(polled)
    asked = len(origin.requests)
    spoil(polled)
    polled.call("publish")
    assert b"&lt;p&gt;old" in shown(polled)["all.atom"]

    done = polled.call("reclean")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("61 entries cleaned anew, 61 of them changed; ")
    after = shown(polled)
    assert [name for name in before if after.get(name) != before[name]] == []
    assert after.keys() == before.keys()
    assert len(origin.requests) == asked
    assert polled.call("reclean").stdout == "0 entries cleaned anew, 0 of them changed; 0 documents published\n"


def test_only_what_comes_out_differently_is_published_anew(polled: HubFolder) -> None:
    spoil(polled, "two")
    polled.call("publish")
    with closing(sqlite3.connect(polled.folder / "data" / "feedhub.db")) as db, db:
        db.execute("UPDATE entry_raw SET clean_version = 0")
    before = {path: path.stat().st_ino for path in (polled.folder / "data" / "public").rglob("*.atom")}

    told = json.loads(polled.call("reclean", "--json").stdout)

    assert (told["entries"], told["changed"], told["failed"]) == (61, 1, [])
    replaced = {path.name for path, inode in before.items() if path.stat().st_ino != inode}
    assert "two.atom" in replaced
    assert not {"one.atom", "a.atom", "b.atom"} & replaced


def test_sources_can_be_named_and_entries_of_this_cleaner_forced(polled: HubFolder) -> None:
    spoil(polled)
    assert polled.call("reclean", "two").stdout.startswith("1 entries cleaned anew, 1 of them changed; ")
    assert polled.call("reclean", "two").stdout.startswith("0 entries cleaned anew, ")
    assert polled.call("reclean", "two", "--force").stdout.startswith("1 entries cleaned anew, 0 of them changed; ")
    wrong = polled.call("reclean", "tow")
    assert wrong.returncode == 2
    assert "did you mean two?" in wrong.stderr


def test_an_item_that_cannot_be_read_is_named_and_costs_only_itself(polled: HubFolder) -> None:
    spoil(polled)
    with closing(sqlite3.connect(polled.folder / "data" / "feedhub.db")) as db, db:
        db.execute("UPDATE entry_raw SET data = x'00' WHERE entry_id = (SELECT min(entry_id) FROM entry_raw)")
    done = polled.call("reclean")
    assert done.returncode == 1
    assert done.stdout.startswith("60 entries cleaned anew, 60 of them changed; ")
    [line] = done.stderr.splitlines()
    assert line.endswith("it stays as it was")


def test_the_daemon_does_it_by_itself(polled: HubFolder) -> None:
    before = shown(polled)
    spoil(polled)
    polled.call("publish")
    with polled.daemon() as running:
        running.wait_for("a newer cleaner is here: 61 entries are cleaned anew in the background")
        running.wait_for("every entry has been through the newer cleaner")
        assert running.stop()[0] == 0
    polled.call("publish")
    after = shown(polled)
    assert [name for name in before if after.get(name) != before[name]] == []
    assert after.keys() == before.keys()
    with polled.daemon() as running:
        running.wait_for("listening on")
        assert running.stop()[0] == 0
    assert not any("newer cleaner" in line for line in running.lines)
