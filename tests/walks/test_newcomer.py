"""A newcomer's first evening: from a wheel and an empty folder to a reader that notices nothing of a lost disk."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from support.hub import PATIENCE, Daemon, HubFolder
from support.news import Item, rss
from support.origin import Origin
from support.programs import missing, need
from support.readers import newsboat

ROOT = Path(__file__).parents[2]
FRONT = b"""<!doctype html><title>The Harbour Times</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">
<link rel="alternate" type="application/rss+xml" title="Letters" href="/letters.xml">"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the wheel and install it where nothing else is, far from the source."""
    room = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(room)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = room.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", room / "venv"], check=True)
    python = str(room / "venv/bin/python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "-q"]
    done = subprocess.run(
        [*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing(f"the wheel's dependencies cannot be installed here: {done.stderr.strip()[-300:]}")
    return str(room / "venv/bin/feedhub")


@pytest.fixture
def site() -> Iterator[Origin]:
    with Origin() as origin:
        origin.serve("/", FRONT, content_type="text/html")
        origin.serve("/news.xml", rss(*(Item(number=number) for number in range(1, 8)), title="Harbour News"))
        origin.serve("/letters.xml", rss(Item(number=100), title="Letters"))
        yield origin


@pytest.fixture
def hub(tmp_path: Path, program: str) -> HubFolder:
    (tmp_path / "hub").mkdir()
    return HubFolder(tmp_path / "hub", program=(program,))


def edit(hub: HubFolder, before: str, after: str) -> None:
    """Save config.yaml the way editors do, as a new file."""
    path = hub.folder / "config.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.with_suffix(".new").write_text(text.replace(before, after), "utf-8")
    path.with_suffix(".new").replace(path)


def begin(hub: HubFolder, site: Origin) -> None:
    """Make a configuration, find the feeds of a site, and take one of the two."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    done = hub.call("init", "--title", "Evening paper", "--base-url", f"http://{address}")
    assert done.returncode == 0, done.stderr
    edit(hub, "FEEDHUB_BIND:-127.0.0.1:8080", f"FEEDHUB_BIND:-{address}")
    edit(hub, "\nserve:", "\nfetch:\n  allow: [127.0.0.0/8] # this site is on this machine\n  spacing: 0s\nserve:")
    asked = hub.call("add", site.url("/"))
    assert (asked.returncode, site.url("/letters.xml") in asked.stdout) == (2, True)
    added = hub.call("add", site.url("/news.xml"), "--name", "news", "--category", "Town/Harbour", "--yes")
    assert added.returncode == 0, added.stderr


def look(daemon: Daemon) -> None:
    """Find an entry by clicking, as a visitor would."""
    chromium = need("chromium")
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(daemon.base + "/")
        assert page.title() == "Evening paper"
        page.get_by_role("navigation").get_by_role("link", name="Harbour", exact=True).click()
        assert page.get_by_role("link", name="Item 7").get_attribute("href") == "https://news.example/7"
        browser.close()


def test_an_evening_with_feedhub(hub: HubFolder, site: Origin, tmp_path: Path) -> None:
    begin(hub, site)
    state = tmp_path / "newsboat"
    state.mkdir()
    with hub.daemon() as daemon:
        daemon.wait_for("news: 7 new")
        daemon.wait_for("published ")
        look(daemon)
        subscription = f"{daemon.base}/category/Town/Harbour.atom"
        subscribed = newsboat(subscription, state)
        assert sorted(entry.title for entry in subscribed) == [f"Item {number}" for number in range(1, 8)]

        edit(hub, "Town/Harbour", "City/Harbour")
        edit(hub, "\nserve:", "\nfeeds:\n  - category: City\n    was: [Town]\nserve:")
        daemon.wait_for("took up the new configuration")
        moved = until_moved(daemon, "/category/Town/Harbour.atom")
        assert moved == f"{daemon.base}/category/City/Harbour.atom"
        assert newsboat(subscription, state) == subscribed, "the reader follows and shows nothing twice"

        assert hub.call("backup", str(tmp_path / "hub.backup")).returncode == 0
        assert daemon.stop()[0] == 0
    before = hub.documents()
    lost = hub.folder.rename(tmp_path / "lost")
    hub.folder.mkdir()
    assert hub.call("restore", str(tmp_path / "hub.backup")).returncode == 0
    assert hub.call("publish").returncode == 0
    assert hub.documents() == before
    assert (hub.folder / "config.yaml").read_bytes() == (lost / "config.yaml").read_bytes()
    with hub.daemon() as daemon:
        daemon.wait_for("listening on")
        assert newsboat(subscription, state) == subscribed


def until_moved(daemon: Daemon, path: str) -> str:
    """Wait for the publishing that follows a change, and give where a path leads to."""
    ends = time.monotonic() + PATIENCE
    while (answer := daemon.get(path)).status_code != 301:
        assert time.monotonic() < ends, f"{path} still answers {answer.status_code}"
        time.sleep(0.1)
    return answer.headers["location"]
