"""Archives that are made for whoever asks: not before, once, and as the store has them at that moment."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from feedhub.model.document import Rendition
from feedhub.model.fault import Fault, Rule
from feedhub.publish import Gate, Outlet
from feedhub.release import Release
from feedhub.renderings import Places, Renderings
from feedhub.retrieve import Retriever
from feedhub.store import Desk, Store
from support.press import Press, dated, press
from support.stored import a_hub
from support.visits import NOW

OCTOBER = "archive/2025-10/all.atom"
BEGIN = datetime(2025, 10, 3, 8, 0, tzinfo=UTC)


def some(count: int, name: str = "e", *, begin: datetime = BEGIN, step: timedelta = timedelta(days=2)) -> list[object]:
    return [dated(f"{name}{number}", begin + number * step) for number in range(count)]


def asked(paper: Press, name: str) -> str | None:
    return asyncio.run(paper.make(name))


def in_place(paper: Press) -> set[str]:
    return {path.relative_to(paper.folder).as_posix() for path in paper.folder.glob("archive/**/*.*")}


def test_publishing_writes_no_archive_and_asking_writes_that_one_alone(tmp_path: Path) -> None:
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(40))
        paper.publish()
        assert in_place(paper) == set()
        assert asked(paper, OCTOBER) == OCTOBER
        assert in_place(paper) == {f"archive/2025-10/all.{form}" for form in ("atom", "rss", "json")}


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(40))
        paper.publish()
        asked(paper, OCTOBER)
        statements: list[str] = []
        event.listen(
            paper.store._doors._reading, "before_cursor_execute", lambda *given: statements.append(str(given[2]))
        )
        before = {path: path.stat().st_ino for path in paper.folder.rglob("*")}
        assert asked(paper, OCTOBER) == OCTOBER
        assert {path: path.stat().st_ino for path in paper.folder.rglob("*")} == before
        assert not [each for each in statements if "entry" in each]


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_it_goes_when_an_entry_in_it_changes_and_is_made_as_that_is_now(tmp_path: Path, form: str) -> None:
    name = OCTOBER.replace("atom", form)
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(40))
        paper.publish()
        asked(paper, name)
        asked(paper, "archive/2025-11/all.atom")
        paper.bring("stcn", dated("e2", BEGIN + timedelta(days=4), title="Corrected", fingerprint=b"2"))
        paper.publish()
        assert {each.split("/")[1] for each in in_place(paper)} == {"2025-11"}
        assert asked(paper, name) == name
        assert b"Corrected" in (paper.folder / name).read_bytes()


def test_an_archive_that_was_lost_comes_back_to_the_byte_and_with_its_date(tmp_path: Path) -> None:
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(40))
        paper.publish()
        asked(paper, OCTOBER)
        file = paper.folder / OCTOBER
        before = file.read_bytes(), file.stat().st_mtime
        paper.now += timedelta(days=3)
        file.unlink()
        asked(paper, OCTOBER)
        assert (file.read_bytes(), file.stat().st_mtime) == before


def test_a_divided_month_gives_the_newest_of_its_archives_and_what_never_was_gives_nothing(tmp_path: Path) -> None:
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(20), *some(600, "crowd", step=timedelta(minutes=10)))
        paper.publish()
        newest = asked(paper, "archive/2025-10/source/stcn.rss")
        assert newest == "archive/2025-10-31/source/stcn.rss"
        assert asked(paper, "archive/2025-09/source/stcn.rss") is None
        assert asked(paper, "archive/2025-13/source/stcn.rss") is None
        assert asked(paper, "archive/2025-10/source/nobody.rss") is None
        assert in_place(paper) == set()


def test_what_no_feed_can_be_called_is_refused(tmp_path: Path) -> None:
    with press(tmp_path, entries=5) as paper, pytest.raises(ValueError, match="nonsense"):
        asked(paper, "archive/2025-10/nonsense/x.atom")


def test_one_that_changes_while_it_is_made_is_made_again(tmp_path: Path) -> None:
    """Another process brings news and publishes between the reading of the entries and the writing of the files."""

    class Slow(Outlet):
        def put_all(self, renditions: Sequence[Rendition]) -> int:
            made.append(len(renditions))
            if len(made) == 1:
                other.bring("stcn", dated("late", BEGIN + timedelta(hours=1), title="Late for October"))
                other.publish()
            return super().put_all(renditions)

    made: list[int] = []
    with press(tmp_path, entries=5) as other:
        other.bring("stcn", *some(40))
        other.publish()
        store = Store.open(f"sqlite:///{tmp_path}/feedhub.db", now=NOW)
        try:
            asyncio.run(_retriever(store, Slow(other.folder)).retrieve(OCTOBER))
        finally:
            store.close()
        assert made == [3, 3]
        assert b"Late for October" in (other.folder / OCTOBER).read_bytes()


def _retriever(store: Store, outlet: Outlet) -> Retriever:
    desk, hub = Desk(store), a_hub()
    return Retriever(
        desk=desk,
        outlet=outlet,
        hub=hub,
        renderings=Renderings(store=store, outlet=outlet, hub=hub, max_bytes=512_000, places=Places()),
        release=Release(desk=desk, outlet=outlet, gate=Gate(), now=lambda: NOW, accepted=lambda _: True),
    )


def test_a_verdict_on_an_archive_goes_once_it_is_good_or_changes(tmp_path: Path) -> None:
    november = OCTOBER.replace("10", "11")
    wrong = Fault(rule=Rule.ORDER, entry="", detail="")
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", *some(40))
        paper.publish()
        paper.store.judge({OCTOBER: wrong, november: wrong}, NOW)
        asked(paper, OCTOBER)
        assert [each.document for each in paper.store.held_back()] == [november]
        paper.bring("stcn", dated("late", BEGIN + timedelta(days=40)))
        paper.publish()
        assert paper.store.held_back() == []
