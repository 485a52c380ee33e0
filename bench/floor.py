"""The bare floor: conditional GETs over plain asyncio, expat, nh3 and SQLite, and nothing else.

    python bench/floor.py DATABASE URLS-FILE

No robustness, no dates, no formats but well-formed ones, no limits, nothing published: what is left when everything
that makes a feed reader costs nothing. Entries are told apart by id; only new ones are sanitised and stored.
"""

import asyncio
import gzip
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit
from xml.parsers import expat

import nh3
import uvloop

CONCURRENCY = 64
_BATCH = 50
_WANTED = frozenset(
    {"title", "link", "guid", "id", "pubDate", "published", "date", "creator", "name", "content", "encoded"}
)
_TABLES = """
    PRAGMA journal_mode = wal;
    PRAGMA synchronous = normal;
    CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entry (url TEXT, id TEXT, title TEXT, link TEXT, date TEXT, author TEXT, content TEXT,
        PRIMARY KEY (url, id));
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed said: its new tag and its document, neither if it is the same."""

    url: str
    etag: str | None
    body: bytes


class Exchange(asyncio.Protocol):
    """One request, and all that comes back until the origin closes."""

    def __init__(self, request: bytes) -> None:
        self.done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._request = request
        self._came: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        cast(asyncio.WriteTransport, transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        """Keep what comes."""
        self._came.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand over what came."""
        if exc:
            self.done.set_exception(exc)
        else:
            self.done.set_result(b"".join(self._came))


async def ask(url: str, etag: str | None) -> Answer:
    """Make one conditional GET."""
    parts = urlsplit(url)
    same = f"If-None-Match: {etag}\r\n" if etag else ""
    request = (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n{same}\r\n"
    )
    loop = asyncio.get_running_loop()
    _, exchange = await loop.create_connection(
        lambda: Exchange(request.encode()), parts.hostname or "", parts.port or 80
    )
    head, _, body = (await exchange.done).partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 304"):
        return Answer(url, etag, b"")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    return Answer(url, fields[b"ETag"].decode(), gzip.decompress(body))


def entries(document: bytes) -> Iterator[dict[str, str]]:
    """Read the entries of a well-formed RSS, RDF or Atom document."""
    found: list[dict[str, str]] = []
    inside: list[str] = []
    text: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in {"item", "entry"}:
            found.append({})
            inside.clear()
        elif found:
            inside.append(local)
            text.clear()
            if "href" in attributes:
                found[-1]["link"] = attributes["href"]

    def end(_: str) -> None:
        if inside and (local := inside.pop()) in _WANTED:
            found[-1].setdefault(local, "".join(text))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    parser.Parse(document, True)
    yield from found


def keep(database: sqlite3.Connection, answers: list[Answer]) -> None:
    """Store what is new in these documents in one transaction."""
    with database:
        for answer in answers:
            database.execute("UPDATE feed SET etag = ? WHERE url = ?", (answer.etag, answer.url))
            known = {name for (name,) in database.execute("SELECT id FROM entry WHERE url = ?", (answer.url,))}
            rows = [
                (
                    answer.url,
                    name,
                    entry.get("title"),
                    entry.get("link"),
                    entry.get("pubDate") or entry.get("published") or entry.get("date"),
                    entry.get("creator") or entry.get("name"),
                    nh3.clean(entry.get("encoded") or entry.get("content") or ""),
                )
                for entry in (entries(answer.body) if answer.body else ())
                if (name := entry.get("guid") or entry.get("id") or entry["link"]) not in known
            ]
            database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


async def poll(database: sqlite3.Connection) -> None:
    """Ask all feeds once."""
    feeds = iter(database.execute("SELECT url, etag FROM feed").fetchall())
    waiting: list[Answer] = []

    async def work() -> None:
        for url, etag in feeds:
            waiting.append(await ask(url, etag))
            if len(waiting) == _BATCH:
                keep(database, waiting)
                waiting.clear()

    await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    keep(database, waiting)


def main(file: str, urls: str) -> None:
    """Subscribe to what is not yet known, then poll all."""
    database = sqlite3.connect(file)
    database.executescript(_TABLES)
    with database:
        database.executemany(
            "INSERT OR IGNORE INTO feed VALUES (?, NULL)", [(url,) for url in Path(urls).read_text().split()]
        )
    uvloop.run(poll(database))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
