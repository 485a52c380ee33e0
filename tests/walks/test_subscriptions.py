"""`feedhub import` and `feedhub export opml`: out of another reader, into it again, and no secret on the way."""

import json
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from support.hub import FEEDHUB, HubFolder
from support.programs import need

LISTS = Path(__file__).parents[1] / "subscriptions/lists"
CONFIG = """# mine
sources:
  - {name: one, url: "https://one.example/feed?token=hidden", categories: [Tech/Linux, News], headers: {X-Key: hidden}}
  - {name: two, url: "https://user:hidden@two.example/feed", title: Two}
  - {name: three, url: "https://three.example/feed?author=me", title: 三, categories: ["A, B & C"]}
"""


@pytest.mark.parametrize("name", ["miniflux", "freshrss", "newsboat", "feedly", "rsshub"])
def test_every_list_is_taken_and_the_configuration_stays_good(hub: HubFolder, name: str) -> None:
    hub.configure(CONFIG)
    done = hub.call("import", str(LISTS / f"{name}.opml"))
    assert done.returncode == int(
        "refused" in done.stdout.partition("\n")[2].rpartition("\n")[0].replace("0 refused", "")
    )
    assert (hub.folder / "config.yaml").read_text("utf-8").startswith(CONFIG)
    assert hub.call("check").returncode == 0
    again = hub.call("import", str(LISTS / f"{name}.opml"))
    assert "\n0 added, " in again.stdout


def test_what_was_refused_is_named_and_the_exit_code_says_so(hub: HubFolder) -> None:
    hub.configure(CONFIG)
    done = hub.call("import", str(LISTS / "freshrss.opml"), "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert [each["name"] for each in said["added"]] == ["annas-blog", "loose"]
    assert said["refused"] == [{"title": "A page", "reason": "is scraped from a page there (HTML+XPath), and no feed"}]


def test_progress_is_a_bar_on_a_terminal_and_only_there(hub: HubFolder) -> None:
    hub.configure(CONFIG)
    words = ("import", str(LISTS / "miniflux.opml"))
    leader, follower = os.openpty()
    environ = {**os.environ, "TERM": "xterm"}
    shown = b""
    with subprocess.Popen(
        [*FEEDHUB, *words], cwd=hub.folder, env=environ, stdout=subprocess.PIPE, stderr=follower
    ) as watched:
        os.close(follower)
        with suppress(OSError):  # EIO: nobody is left who could write
            while piece := os.read(leader, 4096):
                shown += piece
        printed = watched.communicate()[0]
    os.close(leader)
    counted = re.search(rb"^(\d+) added, ", printed, re.MULTILINE)
    assert counted is not None
    assert b"looking through the list" in shown
    assert b"%s/%s" % (counted[1], counted[1]) in shown.partition(b"adding sources")[2]
    hub.configure(CONFIG)
    unwatched = hub.call(*words)
    assert (unwatched.returncode, unwatched.stderr) == (0, "")
    assert f"{int(counted[1])} added, " in unwatched.stdout


@pytest.mark.parametrize("data", [b"", b"<html/>", b"\xff\xfe\xff"])
def test_what_is_no_list_changes_nothing(hub: HubFolder, data: bytes) -> None:
    hub.configure(CONFIG)
    (hub.folder / "a.opml").write_bytes(data)
    done = hub.call("import", "a.opml")
    assert (done.returncode, "a.opml" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert (hub.folder / "config.yaml").read_text("utf-8") == CONFIG


def test_a_list_that_is_not_there_is_said_so(hub: HubFolder) -> None:
    hub.configure(CONFIG)
    done = hub.call("import", "missing.opml")
    assert (done.returncode, "No such file" in done.stderr) == (2, True)


def test_what_goes_out_comes_back_in_and_holds_no_secret(
    hub: HubFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hub.configure(CONFIG)
    out = hub.call("export", "opml")
    assert out.returncode == 0
    assert "hidden" not in out.stdout + out.stderr
    assert "one: its address holds a secret" in out.stderr
    other = HubFolder(tmp_path_factory.mktemp("other"))
    other.configure("hub: {base_url: 'https://other.example'}\n")
    (other.folder / "a.opml").write_text(out.stdout, "utf-8")
    assert other.call("import", "a.opml").returncode == 0
    text = (other.folder / "config.yaml").read_text("utf-8")
    assert 'url: https://three.example/feed?author=me\n    title: 三\n    categories: ["A, B & C"]\n' in text
    assert "url: http://127.0.0.1:8080/source/one.atom\n" in text
    assert "categories: [Tech/Linux, News]\n" in text


def test_newsboat_takes_what_goes_out_and_what_it_writes_is_taken(hub: HubFolder) -> None:
    newsboat = need("newsboat")
    hub.configure(CONFIG)
    (hub.folder / "out.opml").write_text(hub.call("export", "opml").stdout, "utf-8")
    (hub.folder / "urls").write_text("", "utf-8")
    files = [newsboat, "-u", "urls", "-c", "cache.db", "-C", "/dev/null"]
    subprocess.run([*files, "-i", "out.opml"], cwd=hub.folder, check=True, capture_output=True)
    assert '"https://three.example/feed?author=me"' in (hub.folder / "urls").read_text("utf-8").replace(
        " ", '" '
    ).replace("https", '"https')
    written = subprocess.run([*files, "-e"], cwd=hub.folder, check=True, capture_output=True)
    (hub.folder / "back.opml").write_bytes(written.stdout)
    assert "three.example/feed?author=me" in written.stdout.decode()
    assert "is there already, as three" in hub.call("import", "back.opml").stdout
