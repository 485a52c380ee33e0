"""The corpus on loopback, one address a feed: ready bytes, conditional GET, gzip. Run as a process of its own.

    python bench/origin.py FEEDS PORT

Prints `ready` when it listens. `GET /touch` on the first address gives every tenth feed two new entries.
"""

import asyncio
import gzip
import hashlib
import sys
from dataclasses import dataclass

import corpus


def address(feed: int) -> str:
    """Give the loopback address of a feed."""
    return f"127.1.{feed // 250}.{feed % 250 + 1}"


@dataclass(slots=True)
class Document:
    """A feed's bytes, ready to send."""

    version: int
    etag: bytes
    full: bytes
    same: bytes


def prepare(feed: int, version: int) -> Document:
    """Render and compress a feed once."""
    raw = corpus.document(feed, version)
    body = gzip.compress(raw, 5, mtime=0)
    etag = b'"' + hashlib.sha1(raw, usedforsecurity=False).hexdigest().encode() + b'"'
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: %b; charset=utf-8\r\nContent-Encoding: gzip\r\nETag: %b\r\n"
        b"Content-Length: %d\r\nConnection: close\r\n\r\n" % (corpus.kind(feed).encode(), etag, len(body))
    )
    same = b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\nConnection: close\r\n\r\n" % etag
    return Document(version=version, etag=etag, full=head + body, same=same)


class Origin:
    """All feeds of the corpus."""

    def __init__(self, feeds: int) -> None:
        self.documents = [prepare(feed, 0) for feed in range(feeds)]

    def touch(self) -> None:
        """Move every tenth feed on by one version."""
        for feed in range(0, len(self.documents), 10):
            self.documents[feed] = prepare(feed, self.documents[feed].version + 1)

    async def listen(self, feed: int, port: int) -> None:
        """Serve one feed at its own address."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self.answer(feed, reader, writer)

        await asyncio.start_server(answer, address(feed), port)

    async def answer(self, feed: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        request = await reader.readuntil(b"\r\n\r\n")
        if request.startswith(b"GET /touch"):
            self.touch()
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        else:
            document = self.documents[feed]
            writer.write(document.same if document.etag in request else document.full)
        await writer.drain()
        writer.close()


async def main(feeds: int, port: int) -> None:
    """Listen on one address a feed until killed."""
    origin = Origin(feeds)
    for feed in range(feeds):
        await origin.listen(feed, port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
