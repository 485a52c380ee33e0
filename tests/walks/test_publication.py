"""From the store to files in place: limits, bad entries, feeds that end, and bytes that stay."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import event

from feedhub.model.document import Format
from support.press import press
from support.visits import HOUR, NOW, a_source, an_entry

_ENTRIES = {Format.ATOM: "{http://www.w3.org/2005/Atom}entry", Format.RSS: "channel/item"}


def count(form: Format, data: bytes) -> int:
    return (
        len(json.loads(data)["items"]) if form is Format.JSON else len(etree.fromstring(data).findall(_ENTRIES[form]))
    )


@pytest.mark.parametrize("form", Format)
def test_one_bad_entry_is_left_out_and_counted(tmp_path: Path, form: Format, caplog: pytest.LogCaptureFixture) -> None:
    with press(tmp_path) as hub:
        hub.bring("stcn", an_entry("good"), an_entry("bad", id="no iri"), an_entry("fine"))
        assert hub.publish().left_out == 1
        for feed in ("all", "category/a", "category/a/b", "source/stcn"):
            assert count(form, hub.documents()[f"{feed}.{form}"][0]) == 2
    assert "entry no iri of stcn is left out of its feeds: its id 'no iri' is no IRI" in caplog.text


@pytest.mark.parametrize("form", Format)
def test_a_document_holds_as_many_entries_and_bytes_as_it_may(tmp_path: Path, form: Format) -> None:
    with press(tmp_path, entries=7) as hub:
        hub.bring("stcn", *(an_entry(str(number)) for number in range(9)))
        assert hub.publish().left_out == 0
        assert count(form, hub.documents()[f"all.{form}"][0]) == 7


def test_more_feeds_than_one_batch_are_all_published_and_nothing_is_done_twice(tmp_path: Path) -> None:
    with press(tmp_path) as hub:
        hub.configure(*(a_source(f"s{number}", categories=(f"c/{number}",)) for number in range(30)))
        for number in range(30):
            hub.bring(f"s{number}", an_entry(str(number)))
        assert hub.publish().feeds > 60
        before = hub.documents()
        assert {f"source/s{number}.{form}" for number in range(30) for form in Format} <= set(before)
        assert hub.publish().feeds == 0
        assert hub.publish(verify=True).documents == 0
        assert hub.documents() == before


def test_the_files_of_a_source_that_is_gone_are_taken_away_and_nothing_else(tmp_path: Path) -> None:
    with press(tmp_path) as hub:
        hub.configure(a_source("stays"), a_source("goes"))
        hub.bring("goes", an_entry())
        hub.publish()
        before = set(hub.documents())
        hub.configure(a_source("stays"))
        hub.publish()
        index = json.loads((hub.folder / "index.json").read_bytes())
        assert before - set(hub.documents()) == {f"source/goes.{suffix}" for suffix in (*Format, "html")}
        assert "source/goes" in index["gone"]
        assert set(index["documents"]) == set(hub.documents())


def test_a_lost_file_comes_back_as_it_was(tmp_path: Path) -> None:
    with press(tmp_path) as hub:
        hub.bring("stcn", an_entry())
        hub.publish()
        before = hub.documents()
        (hub.folder / "all.json").unlink()
        (hub.folder / "feeds.opml").unlink()
        hub.publish(verify=True)
        assert {name: data for name, (data, _) in hub.documents().items()} == {n: d for n, (d, _) in before.items()}
        assert hub.documents()["all.json"] == before["all.json"]


def test_whatever_stands_in_a_file_no_other_entry_is_taken_for_one_of_ours(tmp_path: Path) -> None:
    """Every way a file may differ from what was published, each before the feed has news."""
    ways: list[Callable[[Path], object]] = [
        lambda path: path,
        lambda path: path.write_bytes(path.read_bytes().replace(b"Title 1", b"Title X")),
        lambda path: path.write_bytes(b" " + path.read_bytes()),
        lambda path: path.write_bytes(path.read_bytes()[:-900]),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ]
    with press(tmp_path / "hub") as hub, press(tmp_path / "other") as untouched:
        for each in (hub, untouched):
            each.bring("stcn", an_entry("1"), an_entry("2"))
            each.publish()
        for number, tamper in enumerate(ways):
            for form in Format:
                tamper(hub.folder / f"all.{form}")
            for each in (hub, untouched):
                each.bring("stcn", an_entry(f"{number}b"))
                each.publish()
            for form in Format:
                assert (hub.folder / f"all.{form}").read_bytes() == (untouched.folder / f"all.{form}").read_bytes()


@pytest.mark.parametrize("entries", [50, 3])
def test_an_entry_is_rendered_for_the_first_document_that_shows_it_alone(tmp_path: Path, entries: int) -> None:
    with press(tmp_path, entries=entries) as hub:
        hub.bring("stcn", *(an_entry(f"{number}", published=NOW - number * HOUR) for number in range(9)))
        read: list[int] = []

        def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            read.extend(values if "entry_body.content" in statement else ())

        event.listen(hub.store._doors._reading, "before_cursor_execute", listen)
        hub.publish()
        assert len(read) == min(9, entries)
        hub.bring("stcn", an_entry("new"))
        hub.publish()
        assert len(read) == min(9, entries) + 1


def test_another_form_of_renderings_goes_into_every_document_and_archive(tmp_path: Path) -> None:
    with press(tmp_path, entries=2) as hub:
        hub.bring("stcn", *(an_entry(f"{number}", published=NOW - number * HOUR) for number in range(1, 9)))
        hub.publish()
        with hub.store._doors.pen() as db:  # what is rendered differs, and no edition does
            db.exec_driver_sql("UPDATE entry SET rights = 'another form'")
        archives = hub.documents("archive/**/*")
        hub.bring("stcn", an_entry("new"))
        hub.publish()
        assert b"another form" not in (hub.folder / "all.atom").read_bytes()
        hub.store.remember("stamp", "another")
        hub.publish()
        assert (hub.folder / "all.atom").read_bytes().count(b"another form") == 1
        assert hub.documents("archive/**/*").keys() == archives.keys()
        for name, (data, _) in hub.documents("archive/**/*.atom").items():
            assert data.count(b"another form") == 8, name
