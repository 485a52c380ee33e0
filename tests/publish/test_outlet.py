"""The published folder: whole files, only news, nothing outside."""

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedhub.model.document import Rendition, Written
from feedhub.model.standing import Span
from feedhub.publish import Outlet

_MODIFIED = datetime(2022, 9, 1, 11, 16, tzinfo=UTC)


def a_rendition(data: bytes = b"<feed/>", name: str = "category/金融/要闻.atom") -> Rendition:
    return Rendition(name=name, document=Written(head=data), modified=_MODIFIED)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_document_is_put_under_its_name_dated_by_its_content(tmp_path: Path) -> None:
    assert Outlet(tmp_path / "public").put(a_rendition())
    place = tmp_path / "public" / "category" / "金融" / "要闻.atom"
    assert place.read_bytes() == b"<feed/>"
    assert place.stat().st_mtime == _MODIFIED.timestamp()
    assert stat.S_IMODE(place.stat().st_mode) == 0o644
    assert files(tmp_path / "public") == ["category/金融/要闻.atom"]


def test_equal_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    outlet.put(a_rendition())
    before = (tmp_path / a_rendition().name).stat()
    later = Rendition(
        name=a_rendition().name, document=Written(head=b"<feed/>"), modified=datetime(2023, 1, 1, tzinfo=UTC)
    )
    assert not outlet.put(later)
    after = (tmp_path / a_rendition().name).stat()
    assert (after.st_ino, after.st_mtime) == (before.st_ino, before.st_mtime)


def test_other_bytes_replace_the_file(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    assert [outlet.put(a_rendition(data)) for data in (b"1", b"2", b"2", b"")] == [True, True, False, True]
    assert (tmp_path / a_rendition().name).read_bytes() == b""


def test_documents_put_together_stand_as_if_put_one_by_one(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    outlet.put(a_rendition(b"stands", "source/1.atom"))
    batch = [a_rendition(b"stands", f"source/{number}.atom") for number in range(250)]
    assert outlet.put_all(batch) == 249
    assert {(tmp_path / each.name).read_bytes() for each in batch} == {b"stands"}
    assert sorted(files(tmp_path)) == sorted(each.name for each in batch)
    assert outlet.put_all(batch) == 0


def test_a_batch_that_the_disk_refuses_leaves_no_litter(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    (tmp_path / "source").touch()
    with pytest.raises(OSError, match="source"):
        outlet.put_all([a_rendition(name="all.atom"), a_rendition(name="source/1.atom")])
    assert files(tmp_path) == ["source"]


def test_whoever_reads_while_it_is_written_sees_a_whole_document(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    versions = [bytes([letter]) * 300_000 for letter in b"abcd"]
    outlet.put(a_rendition(versions[0]))
    place = tmp_path / a_rendition().name
    done = threading.Event()
    seen: list[bytes] = []

    def read() -> None:
        while not done.is_set():
            seen.append(place.read_bytes())

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(60):
        outlet.put(a_rendition(versions[turn % len(versions)]))
    done.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 0
    assert set(seen) <= set(versions)


def test_several_writers_of_one_name_leave_one_whole_document(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    versions = [bytes([letter]) * 100_000 for letter in b"abcdefgh"]
    writers = [threading.Thread(target=outlet.put, args=(a_rendition(version),)) for version in versions]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (tmp_path / a_rendition().name).read_bytes() in versions
    assert files(tmp_path) == ["category/金融/要闻.atom"]


def test_a_link_in_the_documents_place_is_replaced_and_never_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    public = tmp_path / "public"
    outlet = Outlet(public)
    (public / "all.atom").symlink_to(victim)
    assert outlet.put(a_rendition(b"precious", "all.atom"))
    assert victim.read_bytes() == b"precious"
    assert not (public / "all.atom").is_symlink()


def test_a_write_that_fails_leaves_the_old_document_and_no_litter(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    (tmp_path / "all.atom").mkdir()
    (tmp_path / "all.atom" / "inside").touch()
    with pytest.raises(OSError, match=r"all\.atom"):
        outlet.put(a_rendition(name="all.atom"))
    assert files(tmp_path) == ["all.atom/inside"]


@pytest.mark.parametrize("name", ["", "../x.atom", "/etc/x", "a//b", "category/../../x", "./a", "a/..", "a\\b", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    outlet = Outlet(tmp_path / "public")
    with pytest.raises(ValueError, match="no place below"):
        outlet.put(a_rendition(name=name))
    with pytest.raises(ValueError, match="no place below"):
        outlet.remove(name)
    assert files(tmp_path) == []


def test_a_document_is_there_once_it_was_put(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    assert not outlet.has("all.atom")
    outlet.put(a_rendition(name="all.atom"))
    assert outlet.has("all.atom")


def test_parts_of_a_document_are_read_alone(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    outlet.put(a_rendition(b"0123456789", "all.atom"))
    spans = [Span(2, 3, b""), Span(8, 5, b""), Span(20, 1, b"")]
    assert outlet.parts("all.atom", spans) == [b"234", b"89", b""]
    assert outlet.parts("all.atom", [Span(6, 2, b""), Span(3, 2, b"")]) == [b"67", b"34"]
    (tmp_path / "link.atom").symlink_to(tmp_path / "all.atom")
    (tmp_path / "folder.atom").mkdir()
    for name in ("link.atom", "folder.atom", "none.atom"):
        assert outlet.parts(name, spans) == [b"", b"", b""]
    with pytest.raises(ValueError, match="below the published folder"):
        outlet.parts("../all.atom", spans)


def test_removing_takes_the_empty_folders_along(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path / "public")
    outlet.put(a_rendition(name="category/金融/要闻.atom"))
    outlet.put(a_rendition(name="category/科技.atom"))
    outlet.remove("category/金融/要闻.atom")
    assert not (tmp_path / "public" / "category" / "金融").exists()
    outlet.remove("category/科技.atom")
    outlet.remove("category/科技.atom")
    assert list((tmp_path / "public").iterdir()) == []


def test_the_index_is_written_only_when_it_is_news(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    assert outlet.write_index(["b.atom", "a.atom"], {"old": "new"}, ["y", "x"])
    assert json.loads((tmp_path / "index.json").read_bytes()) == {
        "documents": ["a.atom", "b.atom"],
        "moved": {"old": "new"},
        "gone": ["x", "y"],
    }
    assert not outlet.write_index(["a.atom", "b.atom"], {"old": "new"}, ["x", "y"])
    assert outlet.write_index(["a.atom"], {}, [])


def test_opening_the_folder_again_disturbs_nobody_who_is_writing(tmp_path: Path) -> None:
    """A reload builds a second outlet while the first one may be at work."""
    outlet = Outlet(tmp_path)
    done = threading.Event()
    failures: list[OSError] = []

    def write() -> None:
        for turn in range(40):
            try:
                outlet.put(a_rendition(bytes(turn + 1) * 20_000))
            except OSError as failure:
                failures.append(failure)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        Outlet(tmp_path)
    writer.join()
    assert failures == []


def a_pid_that_ended() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_a_killed_process_left_is_cleared_away_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "category"
    folder.mkdir()
    for pid in (a_pid_that_ended(), os.getpid()):
        (folder / f".feedhub-{pid}-0.part").touch()
    others = [f"category/.feedhub-{os.getppid()}-0.part", "category/.feedhub-x.part", "category/all.part"]
    for name in others:
        (tmp_path / name).touch()
    Outlet(tmp_path)
    assert files(tmp_path) == sorted(others)


def test_what_stands_in_a_folder_is_named_without_suffixes(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path / "public")
    assert outlet.within("source") == set()
    for name in ("source/a.b.atom", "source/a.b.html", "source/c.rss", "all.atom"):
        outlet.put(Rendition(name=name, document=Written(head=b"x"), modified=datetime(2026, 1, 1, tzinfo=UTC)))
    assert outlet.within("source") == {"source/a.b", "source/c"}
