"""What polls feeds, side by side: how each program is told of its feeds, how it polls, and how one sees what it stored."""

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from measured import run

HERE = Path(__file__).resolve().parent
_SFEED = """
sfeedpath="{folder}/feeds"
maxjobs=8
fetch() {{
  etag="$sfeedpath/$(basename "$3").etag"
  curl --compressed -L --max-redirs 0 -f -s -m 15 --etag-compare "$etag" --etag-save "$etag.new" "$2" 2>/dev/null || return 1
  [ -s "$etag.new" ] && mv -f "$etag.new" "$etag"
  return 0
}}
feeds() {{
{feeds}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program under test. Each has a folder of its own with `urls` in it, a feed a line.

    `prepare` subscribes to all of them and stores nothing yet; `poll` is the command that is measured; `stored` counts
    entries; `lacks` names what is not installed. `again`: it keeps validators from a feed's second poll on only, so one
    that is not measured comes before the phase in which nothing has changed.
    """

    name: str
    prepare: Callable[[Path], None]
    poll: Callable[[Path], list[str]]
    stored: Callable[[Path], int]
    lacks: Callable[[], str | None]
    again: bool = False


def programs(feedhub: Path) -> Iterator[Program]:
    """Everything that can be measured here, feedhub as it is installed for this Python first."""
    yield Program(
        name="feedhub",
        prepare=lambda folder: _subscribe_feedhub(feedhub, folder),
        poll=lambda _: [str(feedhub), "-m", "feedhub", "poll", "--force"],
        stored=_rows("data/feedhub.db", "entry"),
        lacks=lambda: None,
    )
    yield Program(
        name="newsboat",
        prepare=_subscribe_newsboat,
        poll=lambda folder: [*_newsboat(folder), "-x", "reload"],
        stored=_rows("cache.db", "rss_item"),
        lacks=_command("newsboat"),
        again=True,
    )
    yield Program(
        name="sfeed",
        prepare=_subscribe_sfeed,
        poll=lambda folder: ["sfeed_update", str(folder / "sfeedrc")],
        stored=lambda folder: sum(path.read_bytes().count(b"\n") for path in (folder / "feeds").glob("*[0-9]")),
        lacks=_command("sfeed_update", "curl"),
    )
    yield Program(
        name="reader",
        prepare=lambda folder: _do([sys.executable, str(HERE / "with_reader.py"), "add", "urls"], folder),
        poll=lambda _: [sys.executable, str(HERE / "with_reader.py"), "poll", "urls"],
        stored=_rows("reader.db", "entries"),
        lacks=lambda: None if find_spec("reader") else "reader",
    )
    yield Program(
        name="rss2email",
        prepare=_subscribe_rss2email,
        poll=lambda _: ["r2e", "-c", "r2e.cfg", "-d", "r2e.json", "run", "--no-send"],
        stored=lambda folder: sum(len(feed["seen"]) for feed in json.loads((folder / "r2e.json").read_text())["feeds"]),
        lacks=_command("r2e"),
    )
    yield Program(
        name="floor",
        prepare=lambda _: None,
        poll=lambda _: [sys.executable, str(HERE / "floor.py"), "floor.db", "urls"],
        stored=_rows("floor.db", "entry"),
        lacks=lambda: None,
    )


def configure_feedhub(folder: Path) -> None:
    """Write config.yaml: every feed has a category, ten of them share one."""
    urls = (folder / "urls").read_text().split()
    lines = [f"  - {{name: f{n}, url: '{url}', categories: [bench/c{n % 10}]}}" for n, url in enumerate(urls)]
    (folder / "config.yaml").write_text("\n".join(["fetch: {allow: [127.0.0.0/8]}", "sources:", *lines, ""]))


def _subscribe_feedhub(python: Path, folder: Path) -> None:
    configure_feedhub(folder)
    _do([str(python), "-m", "feedhub", "status", "--json"], folder)


def _newsboat(folder: Path) -> list[str]:
    return ["newsboat", "-q", "-u", str(folder / "urls"), "-C", str(folder / "config"), "-c", str(folder / "cache.db")]


def _subscribe_newsboat(folder: Path) -> None:
    (folder / "config").write_text("reload-threads 8\nmax-items 0\ndownload-retries 1\n")
    _do([*_newsboat(folder), "-x", "print-unread"], folder)


def _subscribe_sfeed(folder: Path) -> None:
    urls = (folder / "urls").read_text().split()
    feeds = "\n".join(f'  feed "f{n}" "{url}"' for n, url in enumerate(urls))
    (folder / "sfeedrc").write_text(_SFEED.format(folder=folder, feeds=feeds))


def _subscribe_rss2email(folder: Path) -> None:
    urls = (folder / "urls").read_text().split()
    feeds = "\n".join(f"[feed.f{n}]\nurl = {url}" for n, url in enumerate(urls))
    (folder / "r2e.cfg").write_text(f"[DEFAULT]\nfrom = a@b\nto = c@d\nsame-server-fetch-interval = 0\n{feeds}\n")


def _do(command: list[str], folder: Path) -> None:
    run(command, folder, ok=(0, 1))  # newsboat ends with 1 where nothing is unread


def _rows(file: str, table: str) -> Callable[[Path], int]:
    def count(folder: Path) -> int:
        with closing(sqlite3.connect(f"file:{folder / file}?mode=ro", uri=True)) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  names are ours

    return count


def _command(*names: str) -> Callable[[], str | None]:
    return lambda: next((name for name in names if shutil.which(name) is None), None)
