"""A backup with real programs: taken beside a running daemon, brought back after everything was lost."""

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from support.hub import FEEDHUB, HubFolder
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
hub: {{title: 每日要闻, base_url: "http://hub.example"}}
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: news, url: "{news}", categories: [金融/要闻]}}
"""


def configure(hub: HubFolder, origin: Origin) -> str:
    text = CONFIG.format(news=origin.url("/feed"))
    hub.configure(text)
    return text


def wipe(hub: HubFolder) -> None:
    shutil.rmtree(hub.folder / "data")
    (hub.folder / "config.yaml").unlink()


def test_what_was_wiped_comes_back_byte_for_byte(hub: HubFolder, origin: Origin, tmp_path: Path) -> None:
    origin.serve("/feed", rss(*(Item(number=number) for number in range(120))), etag='"one"')
    text = configure(hub, origin)
    with hub.daemon() as daemon:
        daemon.wait_for("news: 120 new")
        daemon.wait_for("published ")
        hub.make_all()
        assert hub.call("backup", "hub.backup").returncode == 0
        daemon.stop()
    before = hub.documents()
    assert any(name.startswith("archive/") for name in before)
    wipe(hub)
    restored = hub.call("restore", "hub.backup")
    assert (restored.returncode, restored.stdout.splitlines()[-1]) == (0, "wrote config.yaml")
    assert (hub.folder / "config.yaml").read_text("utf-8") == text
    assert hub.call("publish").returncode == 0
    hub.make_all()
    assert hub.documents() == before
    origin.reset()
    assert hub.call("poll", "news").returncode == 0
    assert [ask.header("if-none-match") for ask in origin.requests] == ['"one"']
    assert hub.documents() == before


def test_the_daemon_brings_the_documents_back_by_itself(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)), etag='"one"')
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    before = hub.documents()
    assert hub.call("backup", "hub.backup").returncode == 0
    wipe(hub)
    assert hub.call("restore", "hub.backup").returncode == 0
    with hub.daemon() as daemon:
        assert daemon.get("/all.atom").content == before["all.atom"][0]


def test_an_older_backup_over_a_newer_hub_puts_everything_back_to_its_moment(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(*(Item(number=number) for number in range(60))))
    text = configure(hub, origin)
    assert hub.call("poll").returncode == 0
    before = hub.documents()
    assert hub.call("backup", "hub.backup").returncode == 0
    origin.serve("/feed", rss(*(Item(number=number, title=f"Corrected {number}") for number in range(200))))
    assert hub.call("poll", "--force").returncode == 0
    assert hub.documents() != before
    assert hub.call("restore", "hub.backup").returncode == 2, "not unasked"
    (hub.folder / "config.yaml").write_text(text + "# a remark\n", "utf-8")
    restored = hub.call("restore", "hub.backup", "--force", "--json")
    assert restored.returncode == 0, restored.stderr
    said = json.loads(restored.stdout)
    assert (said["entries"], said["wrote_config"], said["same_config"]) == (60, False, False)
    assert said["kept"] == str(hub.folder / "data/feedhub.db.before-restore")
    assert (hub.folder / "config.yaml").read_text("utf-8").endswith("# a remark\n")
    assert hub.call("publish").returncode == 0
    assert hub.documents() == before


def test_while_a_daemon_runs_nothing_is_restored(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    configure(hub, origin)
    with hub.daemon() as daemon:
        daemon.wait_for("news: 1 new")
        assert hub.call("backup", "hub.backup").returncode == 0
        refused = hub.call("restore", "hub.backup", "--force")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "another feedhub already runs on " in refused.stderr
        assert daemon.get("/health").status_code == 200
        daemon.wait_for("published ")
    assert hub.rows("status")[0]["entries"] == 1


def test_a_backup_replaces_the_last_one_whole_and_says_what_is_in_it(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    target = hub.folder / "hub.backup"
    target.write_text("an older one")
    said = json.loads(hub.call("backup", "hub.backup", "--json").stdout)
    assert (said["sources"], said["entries"], said["bytes"]) == (1, 1, target.stat().st_size)
    with tarfile.open(target) as tar:
        assert tar.getnames() == ["manifest.json", "config.yaml", "feedhub.db"]
    checked = hub.call("restore", "hub.backup", "--check")
    assert checked.stdout.startswith("hub.backup: good, 1 entries of 1 sources, ")
    litter = [each.name for each in hub.folder.iterdir() if each.name.startswith(".")]
    assert litter == []


@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_bad_backup_changes_nothing(hub: HubFolder, origin: Origin, damage: str) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    assert hub.call("backup", "hub.backup").returncode == 0
    database = (hub.folder / "data/feedhub.db").read_bytes()
    bad = hub.folder / "bad.backup"
    bad.write_bytes((hub.folder / "hub.backup").read_bytes()[:-500] if damage == "cut" else b"something else")
    for words in (("--force",), ("--check",)):
        refused = hub.call("restore", "bad.backup", *words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("bad.backup is damaged, or no backup of feedhub")
    assert (hub.folder / "data/feedhub.db").read_bytes() == database


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("backup", "hub.backup"), "there is no database at "),
        (("restore", "missing.backup"), "missing.backup cannot be restored: No such file or directory"),
    ],
)
def test_what_is_not_there_is_named(hub: HubFolder, origin: Origin, words: tuple[str, ...], sentence: str) -> None:
    configure(hub, origin)
    refused = hub.call(*words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(sentence)
    assert sorted(each.name for each in hub.folder.iterdir()) == ["config.yaml"]


def test_progress_is_a_bar_on_a_terminal(hub: HubFolder, origin: Origin) -> None:
    origin.serve("/feed", rss(Item(number=1)))
    configure(hub, origin)
    assert hub.call("poll").returncode == 0
    leader, follower = os.openpty()
    words = [*FEEDHUB, "backup", "hub.backup"]
    subprocess.run(words, cwd=hub.folder, env={**os.environ, "TERM": "xterm"}, stderr=follower, check=True)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert "copying the store" in shown
    assert "packing" in shown
