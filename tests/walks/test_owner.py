"""A hub that belongs to a user of its own, and an operator who forgets that and is root."""

import os
from pathlib import Path

import pytest

from support.hub import HubFolder
from support.news import Item, rss

NOBODY = 65534
CONFIG = """
hub: {authority: "feeds.example.org,2026"}
sources: [{name: news, path: feed.xml}]
"""
WRITES = ("poll", "publish", "reclean", "restore hub.backup --force", "export site site")
LOOKS = ("status", "check", "doctor", "backup second.backup", "export posts posts")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another user")


@pytest.fixture
def service(hub: HubFolder) -> HubFolder:
    """Give a hub whose data is another user's, as that of a service is."""
    (hub.folder / "feed.xml").write_bytes(rss(Item(number=1)))
    hub.configure(CONFIG)
    assert hub.call("poll").returncode == 0
    assert hub.call("backup", "hub.backup").returncode == 0
    for path in (hub.folder / "data", *(hub.folder / "data").rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return hub


def of_others(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.stat().st_uid != NOBODY]


@pytest.mark.parametrize("line", WRITES)
def test_root_is_warned_before_it_writes_on_the_data_of_a_service(service: HubFolder, line: str) -> None:
    done = service.call(*line.split())
    assert done.returncode == 0
    assert "warning: " in done.stderr
    assert "feedhub.db belongs to nobody" in done.stderr
    assert "run this as its owner, with `sudo -u nobody`" in done.stderr


@pytest.mark.parametrize("lost", [False, True], ids=["replaced", "lost"])
def test_what_root_restores_belongs_to_the_service(service: HubFolder, *, lost: bool) -> None:
    database = service.folder / "data/feedhub.db"
    database.chmod(0o640)
    if lost:
        database.unlink()
    assert service.call("restore", "hub.backup", "--force").returncode == 0
    assert of_others(service.folder / "data") == []
    assert lost or database.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("line", LOOKS)
def test_root_may_look_and_back_up(service: HubFolder, line: str) -> None:
    assert service.call(*line.split()).returncode == 0
    assert of_others(service.folder / "data") == []


def test_the_doctor_says_whose_the_data_is(service: HubFolder) -> None:
    (found,) = (row for row in service.rows("doctor") if row["check"] == "permissions")
    assert found["verdict"] == "warn"
    assert "belongs to nobody, and root may write anywhere" in found["detail"]
    assert "runuser -u nobody --" in found["remedy"]


def test_an_owner_without_a_name_is_named_by_number(service: HubFolder) -> None:
    os.chown(service.folder / "data/feedhub.db", 54321, 54321)
    assert "feedhub.db belongs to #54321" in service.call("publish").stderr
