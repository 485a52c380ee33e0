"""One file of several: what was put in comes out, and nothing else is believed."""

import gzip
import io
import json
import random
import stat
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedhub import parcel
from feedhub.errors import BadBackup

MADE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "small").write_text("hub: {title: 要闻}\n", "utf-8")
    (tmp_path / "large").write_bytes(random.Random(7).randbytes(500_000))  # noqa: S311  what gzip cannot press
    return {"config.yaml": tmp_path / "small", "feedhub.db": tmp_path / "large"}


@pytest.fixture
def packed(tmp_path: Path, files: dict[str, Path]) -> Path:
    pack(tmp_path / "hub.backup", files)
    return tmp_path / "hub.backup"


def pack(target: Path, files: dict[str, Path]) -> parcel.Manifest:
    return parcel.pack(target, files, lambda *_: None, made_by="1.2.3", made=MADE, facts={"entries": 5})


def unpack(source: Path, room: Path) -> parcel.Manifest:
    room.mkdir(exist_ok=True)
    places = {"config.yaml": room / "config.yaml", "feedhub.db": room / "feedhub.db"}
    return parcel.unpack(source, places, lambda *_: None)


def repacked(source: Path, **changed: Any) -> Path:
    """Write the same parcel with other words in its manifest."""
    with tarfile.open(source) as old, tarfile.open(source.with_name("changed"), "w:gz") as new:
        for member in old.getmembers():
            stream = old.extractfile(member)
            assert stream is not None
            data = stream.read()
            if member.name == "manifest.json":
                data = json.dumps(json.loads(data) | changed).encode()
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return source.with_name("changed")


def test_what_comes_out_is_what_went_in(files: dict[str, Path], packed: Path, tmp_path: Path) -> None:
    found = unpack(packed, tmp_path / "room")
    assert {name: (tmp_path / "room" / name).read_bytes() for name in files} == {
        name: path.read_bytes() for name, path in files.items()
    }
    assert (found.made_by, found.made, found.facts) == ("1.2.3", MADE, {"entries": 5})
    assert parcel.read(packed, "config.yaml") == files["config.yaml"].read_bytes()


def test_any_tar_opens_it(packed: Path) -> None:
    listed = subprocess.run(["tar", "tzf", packed], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["manifest.json", "config.yaml", "feedhub.db"]


def test_only_its_owner_can_read_it(packed: Path) -> None:
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600


def test_the_same_files_make_the_same_parcel(files: dict[str, Path], packed: Path, tmp_path: Path) -> None:
    pack(tmp_path / "again", files)
    assert (tmp_path / "again").read_bytes() == packed.read_bytes()


def test_one_that_cannot_be_finished_leaves_the_old_one(files: dict[str, Path], packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    with pytest.raises(FileNotFoundError):
        pack(packed, files | {"more": tmp_path / "missing"})
    assert packed.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hub.backup", "large", "small"]


def test_both_ways_tell_how_far_they_are(files: dict[str, Path], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    size = sum(path.stat().st_size for path in files.values())
    for work in ("pack", "unpack"):
        seen.clear()
        if work == "pack":
            parcel.pack(tmp_path / "p", files, lambda *told: seen.append(told), made_by="1", made=MADE, facts={})
        else:
            parcel.unpack(
                tmp_path / "p", {name: tmp_path / f"out-{name}" for name in files}, lambda *told: seen.append(told)
            )
        assert len(seen) > 1
        assert seen == sorted(seen)
        assert seen[-1] == (size, size)


@pytest.mark.parametrize("part", range(1, 20))
def test_one_that_is_cut_off_is_refused(packed: Path, tmp_path: Path, part: int) -> None:
    data = packed.read_bytes()
    packed.write_bytes(data[: len(data) * part // 20])
    with pytest.raises(BadBackup, match="is damaged"):
        unpack(packed, tmp_path / "room")


def test_no_flipped_bit_is_taken_for_what_was_put_in(files: dict[str, Path], packed: Path, tmp_path: Path) -> None:
    data = packed.read_bytes()
    good = unpack(packed, tmp_path / "room")
    places = [*range(600), *range(600, len(data), len(data) // 30), *range(len(data) - 60, len(data))]
    refused = 0
    for place in places:
        packed.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        try:
            found = unpack(packed, tmp_path / "room")
        except BadBackup:
            refused += 1
        else:  # another way to press the same bytes, or gzip's own time and system
            assert found == good
            assert all((tmp_path / "room" / name).read_bytes() == path.read_bytes() for name, path in files.items())
    assert refused > len(places) * 0.9


def test_a_file_other_than_its_manifest_says_is_refused(packed: Path, tmp_path: Path) -> None:
    wrong = {"bytes": 22, "sha256": "0" * 64}
    with tarfile.open(packed) as tar:
        stream = tar.extractfile("manifest.json")
        assert stream is not None
        files = json.load(stream)["files"]
    with pytest.raises(BadBackup, match=r"config\.yaml is not what was put into it"):
        unpack(repacked(packed, files=files | {"config.yaml": wrong}), tmp_path / "room")


def test_a_newer_format_is_refused_by_name(packed: Path, tmp_path: Path) -> None:
    newer = repacked(packed, format=2, feedhub="9.0.0")
    with pytest.raises(BadBackup, match=r"made by a newer feedhub \(9\.0\.0, format 2; this one knows 1\)"):
        unpack(newer, tmp_path / "room")
    with pytest.raises(BadBackup, match="newer feedhub"):
        parcel.read(newer, "config.yaml")


@pytest.mark.parametrize("fields", [{"format": "x"}, {"files": []}, {"made": "yesterday"}, {"files": {"a": 1}}])
def test_a_manifest_that_makes_no_sense_is_refused(packed: Path, tmp_path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(BadBackup, match="is damaged"):
        unpack(repacked(packed, **fields), tmp_path / "room")


def test_any_other_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello " * 1000)
    (tmp_path / "gzip").write_bytes(gzip.compress(b"hello " * 1000))
    (tmp_path / "empty").write_bytes(b"")
    with tarfile.open(tmp_path / "tar", "w:gz") as tar:
        tar.add(tmp_path / "text", "../../etc/passwd")
    for name in ("text", "gzip", "empty", "tar"):
        with pytest.raises(BadBackup):
            unpack(tmp_path / name, tmp_path / "room")
    assert list((tmp_path / "room").iterdir()) == []


def test_names_in_it_are_never_paths(packed: Path, tmp_path: Path) -> None:
    files = {"../out": {"bytes": 1, "sha256": "0" * 64}}
    with pytest.raises(BadBackup, match=r"it should hold config\.yaml, feedhub\.db"):
        unpack(repacked(packed, files=files), tmp_path / "room")
    assert not (tmp_path / "out").exists()
