"""What a supervisor hears of a daemon, on a real socket; systemd itself is not needed for it."""

import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from feedhub.supervise import Supervisor
from support.hub import PATIENCE, Daemon, HubFolder

CONFIG = 'serve: {bind: "127.0.0.1:0"}\nsources: [{name: posts, path: posts}]\n'
WATCHED = 600_000
"""Microseconds until this supervisor would kill."""


class Listener:
    """The supervisor's end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def next(self, wait: float = PATIENCE) -> str:
        """Give the next message but signs of life."""
        while (said := self.hear(wait)) == "WATCHDOG=1":
            pass
        return said

    def falls_silent(self) -> bool:
        """Hear what was said already, and then nothing for longer than this supervisor waits."""
        try:
            for _ in range(20):
                self.hear(wait=3 * WATCHED / 1e6)
        except TimeoutError:
            return True
        return False

    def hear(self, wait: float = PATIENCE) -> str:
        """Give the next message."""
        self._end.settimeout(wait)
        return self._end.recv(4096).decode()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "notify")


@contextmanager
def supervised(hub: HubFolder, address: str, **more: str) -> Iterator[tuple[Daemon, Listener]]:
    (hub.folder / "posts").mkdir(exist_ok=True)
    hub.configure(CONFIG)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        with hub.daemon(environ={"NOTIFY_SOCKET": address, **more}) as daemon:
            yield daemon, Listener(end)


def test_it_is_ready_when_it_answers_and_says_when_it_stops(hub: HubFolder, address: str) -> None:
    with supervised(hub, address) as (daemon, listener):
        assert listener.next() == "READY=1\nSTATUS=polling 1 sources"
        assert daemon.get("/health").status_code == 200
        daemon.process.send_signal(signal.SIGTERM)
        assert listener.next() == "STOPPING=1"
        assert daemon.process.wait(PATIENCE) == 0


def test_a_reload_is_told_from_its_beginning_to_its_end_also_a_refused_one(hub: HubFolder, address: str) -> None:
    with supervised(hub, address) as (daemon, listener):
        listener.next()
        for text in (CONFIG.replace("posts,", "more,"), "hubb: {}\n"):
            before = time.monotonic_ns() // 1000
            (hub.folder / "new").write_text(text, "utf-8")
            (hub.folder / "new").replace(hub.folder / "config.yaml")  # in one step, as editors do
            first, moment = listener.next().split("\n")
            assert first == "RELOADING=1"
            assert before <= int(moment.removeprefix("MONOTONIC_USEC=")) <= time.monotonic_ns() // 1000
            assert listener.next() == "READY=1\nSTATUS=polling 1 sources"
        daemon.process.send_signal(signal.SIGHUP)
        assert listener.next().startswith("RELOADING=1")


def test_signs_of_life_come_as_long_as_the_store_answers(hub: HubFolder, address: str) -> None:
    with supervised(hub, address, WATCHDOG_USEC=str(WATCHED)) as (daemon, listener):
        assert listener.next().startswith("READY=1")
        began = time.monotonic()
        assert [listener.hear() for _ in range(6)] == ["WATCHDOG=1"] * 6
        assert time.monotonic() - began < 6 * WATCHED / 1e6
        with sqlite3.connect(hub.folder / "data/feedhub.db") as db:
            db.execute("ALTER TABLE source RENAME TO elsewhere")
        db.close()
        daemon.wait_for("the supervisor is given no sign of life")
        assert listener.falls_silent()
        assert daemon.get("/health").status_code == 503


def test_a_daemon_that_hangs_gives_no_sign_of_life(hub: HubFolder, address: str) -> None:
    with supervised(hub, address, WATCHDOG_USEC=str(WATCHED)) as (daemon, listener):
        while listener.hear() != "WATCHDOG=1":
            pass
        daemon.process.send_signal(signal.SIGSTOP)
        assert listener.falls_silent()
        daemon.process.send_signal(signal.SIGCONT)
        assert listener.hear() == "WATCHDOG=1"


def test_a_socket_without_a_file_is_a_socket(hub: HubFolder, tmp_path: Path) -> None:
    with supervised(hub, f"@feedhub-test-{tmp_path}") as (_, listener):
        assert listener.next().startswith("READY=1")


def test_a_supervisor_that_is_gone_stops_nothing(hub: HubFolder, address: str) -> None:
    (hub.folder / "posts").mkdir()
    hub.configure(CONFIG)
    with hub.daemon(environ={"NOTIFY_SOCKET": address}) as daemon:
        daemon.wait_for("the supervisor cannot be told READY=1")
        assert daemon.get("/health").status_code == 200
        assert daemon.stop()[0] == 0


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Supervisor()),
        ({"NOTIFY_SOCKET": ""}, Supervisor()),
        ({"NOTIFY_SOCKET": "vsock:2:1"}, Supervisor()),
        ({"NOTIFY_SOCKET": "/run/n"}, Supervisor(address="/run/n")),
        ({"NOTIFY_SOCKET": "@n"}, Supervisor(address="\0n")),
        (
            {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "3000000"},
            Supervisor(address="/n", patience=timedelta(seconds=3)),
        ),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"}, Supervisor(address="/n")),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "soon"}, Supervisor(address="/n")),
        ({"WATCHDOG_USEC": "3000000"}, Supervisor()),
    ],
)
def test_what_makes_no_sense_is_no_supervisor(environ: dict[str, str], expected: Supervisor) -> None:
    assert Supervisor.of(environ, pid=7) == expected
