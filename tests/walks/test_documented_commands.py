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
ANY_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = {"console", "sh", "bash", "shell"}
FETCH = """
fetch: {allow: [127.0.0.0/8], spacing: 0s}
"""
CONFIG = f"""{FETCH}
hub: {{authority: "feeds.example.org,2026"}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: stcn, path: feed.xml, categories: [金融/要闻]}}
  - {{name: notes, path: posts, categories: [Notes]}}
"""
OPML = """<opml version="2.0"><body><outline text="Tech"><outline text="LWN" xmlUrl="http://127.0.0.1:1/rss"/></outline>
</body></opml>"""

NOT_RUN = {
    "make": "runs the tests, this one included, or builds an environment from the network",
    "docker": "needs Docker",
    "python3 -m venv": "builds an environment from the network; the wheel's own test does so without it",
    "python3 -m pip wheel": "the wheel's own test builds one",
    "~/hub/.venv/bin/pip": "installs from the network",
    ".venv/bin/pip": "installs from the network",
    "cd ~/hub && . .venv/bin/activate": "there is no environment, see above",
    "/opt/feedhub/bin/": "needs root",
    "install ": "needs root",
    "runuser ": "needs root",
    "useradd ": "needs root",
    "systemctl": "needs systemd",
    "mv data/feedhub.db.before-": "there is no copy before the first upgrade",
    "echo http://127.0.0.1:8080/category/Tech.atom": "changes newsboat's files; tests/walks/test_readers.py has it read",
}
EMPTY_FOLDER = ("feedhub restore hub.backup",)
"""Lines for a folder that was wiped but for the backup."""
ELSEWHERE = {
    "https://blog.example.org": "/",
    "https://blog.rust-lang.org": "/",
    "https://lwn.net/headlines/newrss": "/feed.xml",
    "https://lwn.net": "/",
    "https://news.example/2026/11/a-mistake": "tag:news.example,2026:3",
    "https://news.example/2026/budget": "tag:news.example,2026:4",
}
"""Addresses that the pages use, and what stands for them: a path of the loopback site, or an entry's id."""


def documented() -> Iterator[tuple[Path, list[str]]]:
    """Give the command lines of every page, without what a shell prints and without comments."""
    for page in PAGES:
        lines = [
            re.sub(r"\s{2,}#.*$", "", line.removeprefix("$ ")).strip()
            for kind, block in ANY_BLOCK.findall(page.read_text("utf-8"))
            for line in block.splitlines()
            if kind in SHELL and line.startswith("$ ")
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
        begins = line.startswith("feedhub init")
        if begins and line == next(each for each in lines if each.startswith("feedhub")):
            (scratch.folder / "config.yaml").unlink()  # the page begins with nothing
            begins = False
        folder = a_wiped_folder(scratch) if begins or line in EMPTY_FOLDER else scratch.folder
        code, said = run(command, folder, scratch.folder)
        assert code == 0, f"{page.name}: {line}: {said}"
        if line.startswith("feedhub init"):
            allow_loopback(scratch)


def test_nothing_is_left_out_that_is_not_documented() -> None:
    every = [line for _, lines in PAGES_WITH_COMMANDS for line in lines]
    assert len(every) > 20
    stale = [start for start in NOT_RUN if not any(line.startswith(start) for line in every)]
    assert stale == []


def test_every_block_of_command_lines_is_marked_as_one() -> None:
    """What is not marked `console` would be neither run nor listed."""
    unmarked = [
        f"{page.name}: {line}"
        for page in PAGES
        for kind, body in ANY_BLOCK.findall(page.read_text("utf-8"))
        for line in body.splitlines()[:1]
        if not kind and re.match(r"\$ |(?:feedhub|docker|systemctl|python3|make|mkdir|mv|echo|pip|sudo|curl) ", line)
    ]
    assert unmarked == []


def a_wiped_folder(scratch: HubFolder) -> Path:
    folder = Path(tempfile.mkdtemp(dir=scratch.folder))
    if (scratch.folder / "hub.backup").exists():
        shutil.copy(scratch.folder / "hub.backup", folder)
    return folder


def allow_loopback(scratch: HubFolder) -> None:
    """Let a configuration that was just made visit the loopback site, and serve at any port."""
    for file in scratch.folder.rglob("config.yaml"):
        text = file.read_text("utf-8")
        if "allow:" not in text:
            file.write_text(text.replace("127.0.0.1:8080}", "127.0.0.1:0}") + FETCH, "utf-8")


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
