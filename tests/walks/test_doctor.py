"""`feedhub doctor`: a verdict on everything, a remedy for what is wrong, and nothing changed."""

import sqlite3
from typing import Any

import pytest

from support.hub import HubFolder
from support.news import Item, rss

CONFIG = """
hub: {base_url: "http://127.0.0.1:PORT"}
serve: {bind: "127.0.0.1:PORT"}
sources:
  - {name: news, path: feed.xml}
"""


@pytest.fixture
def sound(hub: HubFolder) -> HubFolder:
    (hub.folder / "feed.xml").write_bytes(rss(Item(number=1)))
    hub.configure(CONFIG.replace("PORT", "1"))
    assert hub.call("poll").returncode == 0
    return hub


def verdicts(hub: HubFolder) -> dict[str, dict[str, Any]]:
    return {row["check"]: row for row in hub.rows("doctor")}


def test_a_sound_hub_whose_daemon_does_not_run(sound: HubFolder) -> None:
    before = sound.documents()
    done = sound.call("doctor")
    assert done.returncode == 0, done.stdout
    found = verdicts(sound)
    warned = {name for name, row in found.items() if row["verdict"] != "ok"}
    assert warned - {"disk space"} == {"base_url"}
    assert found["base_url"]["remedy"] == "start the daemon: `feedhub run`"
    assert found["store"]["detail"].startswith("sound: 1 entries, ")
    assert list(found) == [
        "configuration",
        "permissions",
        "disk space",
        "store",
        "published documents",
        "clock",
        "extras",
        "DNS",
        "workers",
        "base_url",
    ]
    assert sound.documents() == before


def test_nothing_is_made_where_nothing_is(hub: HubFolder) -> None:
    hub.configure("sources: []\n")
    assert hub.call("doctor").returncode == 0
    assert [path.name for path in hub.folder.iterdir()] == ["config.yaml"]


def test_a_running_daemon_is_seen_and_reached(hub: HubFolder) -> None:
    hub.configure('serve: {bind: "127.0.0.1:0"}\n')
    with hub.daemon() as daemon:
        base = daemon.base
        hub.configure(f'serve: {{bind: "127.0.0.1:0"}}\nhub: {{base_url: "{base}"}}\n')
        found = verdicts(hub)
        assert found["base_url"] == {"check": "base_url", "verdict": "ok", "detail": f"{base} answers", "remedy": None}
        assert found["store"]["detail"].endswith(", a daemon runs on it")
        hub.configure('hub: {base_url: "http://127.0.0.1:1"}\n')
        done = hub.call("doctor")
        assert (done.returncode, "base_url: see that the proxy leads to serve.bind" in done.stdout) == (1, True)


def test_a_wrong_configuration_is_named_with_its_line(hub: HubFolder) -> None:
    hub.configure("sources:\n  - {name: A, url: 'http://a/'}\n")
    done = hub.call("doctor")
    assert done.returncode == 1
    assert "config.yaml:2:12: sources.0.name: " in done.stdout


def test_a_damaged_store_and_missing_documents_have_remedies(sound: HubFolder) -> None:
    database = sound.folder / "data/feedhub.db"
    data = bytearray(database.read_bytes())
    data[20_000:60_000] = bytes(40_000)
    database.write_bytes(data)
    (sound.folder / "data/public/all.atom").unlink()
    done = sound.call("doctor")
    assert done.returncode == 1
    assert "store: `feedhub restore` brings a backup back" in done.stdout
    assert "1 of " in done.stdout
    assert "are missing: all.atom" in done.stdout
    assert database.read_bytes() == bytes(data)


def test_a_clock_that_goes_wrong_is_told_by_the_last_visit(sound: HubFolder) -> None:
    with sqlite3.connect(sound.folder / "data/feedhub.db") as db:
        db.execute("UPDATE source SET last_visit = last_visit + 86400")
    db.close()
    found = verdicts(sound)
    assert found["clock"]["verdict"] == "fail"
    assert "but the last visit was" in found["clock"]["detail"]


def test_what_cannot_be_written_is_named(hub: HubFolder) -> None:
    (hub.folder / "data").write_text("in the way of the folder")
    hub.configure("sources: []\n")
    found = verdicts(hub)
    assert found["permissions"]["verdict"] == "fail"
    assert "data/public cannot be written by this user" in found["permissions"]["detail"]


def test_credentials_that_others_may_read_are_worth_a_word(hub: HubFolder) -> None:
    hub.configure('sources: [{name: a, url: "http://127.0.0.1:1/", auth: {bearer: x}}]\n')
    (hub.folder / "config.yaml").chmod(0o644)
    found = verdicts(hub)
    assert found["permissions"]["verdict"] == "warn"
    assert "chmod 600" in found["permissions"]["remedy"]
