"""Real feed readers, driven without a terminal, and what each of them made of a feed.

newsboat and sfeed are Debian packages; `reader` is a library from PyPI.
"""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from reader import make_reader

from support.programs import need


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """An entry as a reader keeps it: the moment is Unix time."""

    id: str
    title: str
    link: str
    author: str
    published: int
    content: str


Reader = Callable[[str, Path], list[Shown]]
"""Refresh a subscription (URL, folder for the reader's state) once, and tell what the reader holds."""


def newsboat(url: str, state: Path) -> list[Shown]:
    """Refresh with newsboat."""
    need("newsboat")
    (state / "urls").write_text(url)
    (state / "config").write_text("auto-reload no\nuse-proxy no\ndownload-timeout 10\n")
    cache = state / "cache.db"
    where = ("-C", state / "config", "-u", state / "urls", "-c", cache)
    _run(["newsboat", *where, "-x", "reload"], state)
    with sqlite3.connect(cache) as database:
        rows = database.execute("select guid, title, url, author, pubDate, content from rss_item").fetchall()
    database.close()
    return sorted(Shown(*row) for row in rows)


def sfeed(url: str, state: Path) -> list[Shown]:
    """Refresh with sfeed, whose fetching is curl with its store of ETags."""
    need("sfeed_update", package="sfeed")
    need("curl")
    (state / "sfeedrc").write_text(
        f'sfeedpath="{state}/feeds"\nfetch() {{\n'
        f'  curl -s -f --compressed --etag-save "{state}/new" --etag-compare "{state}/etag" "$2"\n'
        f'  [ -s "{state}/new" ] && cp "{state}/new" "{state}/etag"; return 0\n}}\nfeeds() {{ feed hub "{url}"; }}\n'
    )
    _run(["sfeed_update", state / "sfeedrc"], state)
    lines = (state / "feeds/hub").read_text("utf-8").rstrip("\n").split("\n")
    return sorted(_shown(*line.split("\t")) for line in lines)


def _shown(*columns: str) -> Shown:
    published, title, link, content, _, guid, author, *_ = columns
    escapes = (("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\"))
    for escaped, meant in escapes:
        content = content.replace(escaped, meant)
    return Shown(guid, title, link, author, int(published), content)


def library(url: str, state: Path) -> list[Shown]:
    """Refresh with the library `reader`."""
    with make_reader(str(state / "reader.db")) as reader:
        reader.add_feed(url, exist_ok=True)
        reader.update_feed(url)
        return sorted(
            Shown(
                entry.id,
                entry.title or "",
                entry.link or "",
                entry.authors_str or "",
                int(entry.published.timestamp()) if entry.published else 0,
                entry.content[0].value if entry.content else "",
            )
            for entry in reader.get_entries()
        )


def words(html: str) -> str:
    """Give what is read of a content: its text without white space, markup or entities."""
    inside = "".join(part.partition(">")[2] if index else part for index, part in enumerate(html.split("<")))
    return "".join(unescape(inside).split())


def _run(command: list[str | Path], home: Path) -> None:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
