"""Every command line that the documentation shows is run: in a folder like the one it speaks of, against loopback.

What cannot be run here is listed with the reason, and nothing is listed that is not documented any more.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hub import ENVIRONMENT, PATIENCE, Daemon, HubFolder
from support.news import Item, rss
from support.origin import Origin

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?:console|sh|bash|shell)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONFIG = """
fetch: {allow: [127.0.0.0/8], spacing: 0s}
hub: {authority: "feeds.example.org,2026"}
serve: {bind: "127.0.0.1:0"}
sources:
  - {name: stcn, path: feed.xml, categories: [金融/要闻]}
  - {name: notes, path: posts, categories: [Notes]}
"""
OPML = """<opml version="2.0"><body><outline text="Tech"><outline text="LWN" xmlUrl="http://127.0.0.1:1/rss"/></outline>
</body></opml>"""

NOT_RUN = {
    "make": "runs the tests, this one included, or builds an environment from the network",
    "docker": "needs Docker",
    "python3 -m venv": "builds an environment from the network; CI does so with the wheel",
    ".venv/bin/pip": "installs from the network; CI does so with the wheel",
    "sudo": "needs root",
    "systemctl": "needs systemd",
    "pipx": "installs from the network",
    "uvx": "installs from the network",
}
EMPTY_FOLDER = ('feedhub init --title "Daily digest"', "feedhub restore hub.backup")
"""Lines for a folder where no hub is yet: the backup, if there is one, is brought along."""
ELSEWHERE = {
    "https://blog.example.org": "/",
    "https://lwn.net/headlines/newsrss": "/feed.xml",
    "https://news.example/2026/11/a-mistake": "tag:news.example,2026:3",
    "https://news.example/2026/budget": "tag:news.example,2026:4",
}
"""Addresses that the pages use, and what stands for them: a path of the loopback site, or an entry's id."""


def documented() -> Iterator[tuple[Path, list[str]]]:
    """Give the command lines of every page, without what a shell prints and without comments."""
    for page in PAGES:
        lines = [
            re.sub(r"\s{2,}#.*$", "", line.removeprefix("$ ")).strip()
            for block in BLOCK.findall(page.read_text("utf-8"))
            for line in block.splitlines()
            if line.startswith("$ ")
        ]
        if lines:
            yield page, lines


PAGES_WITH_COMMANDS = list(documented())


@pytest.fixture
def site(origin: Origin) -> Origin:
    origin.serve("/feed.xml", rss(*(Item(number=number) for number in range(9)), title="LWN"))
    page = b'<!doctype html><title>Blog</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    origin.serve("/", page, content_type="text/html")
    return origin


@pytest.fixture
def scratch(hub: HubFolder) -> HubFolder:
    """Make the folder that the pages speak of: a hub with two sources, polled once, and the program on the PATH."""
    hub.configure(CONFIG)
    (hub.folder / "feed.xml").write_bytes(rss(*(Item(number=number) for number in range(9))))
    (hub.folder / "posts").mkdir()
    (hub.folder / "posts/one.md").write_text("---\ntitle: One\ndate: 2026-01-01\n---\nText.\n", "utf-8")
    (hub.folder / "subscriptions.opml").write_text(OPML, "utf-8")
    for program in (hub.folder / "bin/feedhub", hub.folder / ".venv/bin/feedhub"):
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m feedhub "$@"\n', "utf-8")
        program.chmod(0o755)
    assert hub.call("poll").returncode == 0
    return hub


@pytest.mark.parametrize(("page", "lines"), PAGES_WITH_COMMANDS, ids=[page.name for page, _ in PAGES_WITH_COMMANDS])
def test_every_documented_command_line_works(page: Path, lines: list[str], scratch: HubFolder, site: Origin) -> None:
    for line in lines:
        if line.startswith(tuple(NOT_RUN)):
            continue
        command = at_home(line, site)
        folder = an_empty_folder(scratch) if line in EMPTY_FOLDER else scratch.folder
        code, said = run(command, folder, scratch.folder)
        assert code == 0, f"{page.name}: {line}: {said}"


def test_nothing_is_left_out_that_is_not_documented() -> None:
    every = [line for _, lines in PAGES_WITH_COMMANDS for line in lines]
    assert len(every) > 20
    unknown = [line for line in every if not line.startswith((*NOT_RUN, "feedhub", ".venv/bin/feedhub"))]
    assert unknown == []


def an_empty_folder(scratch: HubFolder) -> Path:
    folder = Path(tempfile.mkdtemp(dir=scratch.folder))
    backup = scratch.folder / "hub.backup"
    if backup.exists():
        shutil.copy(backup, folder)
    return folder


def at_home(line: str, site: Origin) -> str:
    """Put loopback addresses and the scratch folder in place of those that the pages use."""
    for address, stand_in in ELSEWHERE.items():
        line = line.replace(address, site.url(stand_in) if stand_in.startswith("/") else stand_in)
    return line.replace("/etc/feedhub/", "").replace("/var/backups/feedhub/", "")


def run(command: str, folder: Path, home: Path) -> tuple[int, str]:
    """Run a line in a shell; a daemon is stopped once it listens."""
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**ENVIRONMENT, "PATH": path, "HOME": str(home)}
    if re.search(r"feedhub (?:run|serve)\b", command):
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
        )
        with process:
            daemon = Daemon(process)
            daemon.wait_for("listening on ")
            code, _ = daemon.stop(signal.SIGTERM)
        return code, "\n".join(daemon.lines)
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
