"""The corpus on loopback, one address a feed: ready bytes, validators, 304, gzip, latency. Run as a process of its own.

    python bench/origin.py FEEDS [PORT]

Prints `ready PORT` when it listens; without a port it takes one that is free. It is told what to do by GET, at any
address: `/touch` gives every tenth feed two new entries, `/latency/50` delays every feed by so many milliseconds, and
`/counts` tells as JSON what was asked for since it was last asked that.
"""

import asyncio
import gzip
import json
import sys
from collections import Counter
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from typing import cast

import uvloop

import corpus

_READY = 2000
"""So many feeds are held as ready bytes; of more, documents are made when asked for, and forgotten."""
_BACKLOG = 4096
_EVERY = "0.0.0.0"  # noqa: S104  every address of 127/8; `Connection` serves no other


def address(feed: int) -> str:
    """Give the loopback address of a feed."""
    return f"127.1.{feed // 250}.{feed % 250 + 1}"


def urls(feeds: int, port: int) -> list[str]:
    """Name all feeds."""
    return [f"http://{address(feed)}:{port}/feed/{feed}" for feed in range(feeds)]


@dataclass(frozen=True, slots=True)
class Answers:
    """What there is to say of a feed at one version."""

    same: bytes
    etag: bytes
    full: bytes | None


class Origin:
    """All feeds of the corpus."""

    def __init__(self, feeds: int) -> None:
        self.counts: Counter[str] = Counter()
        self.latency = 0.0
        self._keeps = feeds <= _READY
        self._versions = [0] * feeds
        self._answers = [self._prepare(feed) for feed in range(feeds)]

    def tell(self, request: bytes) -> tuple[bytes, float]:
        """Answer one request, and say how many seconds later."""
        match request[: request.find(b" ", 4)].split(b"/"):
            case [b"GET ", b"feed", number]:
                return self._feed(int(number), request.lower()), self.latency
            case [b"GET ", b"touch"]:
                self._touch()
                return _small(b"{}"), 0.0
            case [b"GET ", b"latency", milliseconds]:
                self.latency = int(milliseconds) / 1000
                return _small(b"{}"), 0.0
            case [b"GET ", b"counts"]:
                told, self.counts = json.dumps(self.counts).encode(), Counter()
                return _small(told), 0.0
            case _:
                return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 0.0

    def _feed(self, feed: int, request: bytes) -> bytes:
        answers = self._answers[feed]
        self.counts["requests"] += 1
        if answers.etag in request:
            self.counts["unchanged"] += 1
            return answers.same
        return answers.full or self._whole(feed)

    def _touch(self) -> None:
        for feed in range(0, len(self._versions), 10):
            self._versions[feed] += 1
            self._answers[feed] = self._prepare(feed)

    def _prepare(self, feed: int) -> Answers:
        return Answers(
            same=b"HTTP/1.1 304 Not Modified\r\n%b\r\n" % self._validators(feed),
            etag=b'"%d-%d"' % (feed, self._versions[feed]),
            full=self._whole(feed) if self._keeps else None,
        )

    def _validators(self, feed: int) -> bytes:
        version = self._versions[feed]
        modified = formatdate(1_767_225_600 + 43_200 * version, usegmt=True).encode()
        return b'ETag: "%d-%d"\r\nLast-Modified: %b\r\n' % (feed, version, modified)

    def _whole(self, feed: int) -> bytes:
        body = gzip.compress(corpus.document(feed, self._versions[feed]), 5, mtime=0)
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: %b; charset=utf-8\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
            b"%bContent-Length: %d\r\n\r\n" % (corpus.kind(feed).encode(), self._validators(feed), len(body))
        ) + body


def _small(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class Connection(asyncio.Protocol):
    """One connection, kept until the client wants no more."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take up the connection; a stranger, from outside of this machine, is shown the door."""
        self._transport = cast(asyncio.WriteTransport, transport)
        if not self._transport.get_extra_info("sockname")[0].startswith("127."):
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer whatever has come whole."""
        *requests, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for request in requests:
            answer, seconds = self._origin.tell(request)
            close = b"connection: close" in request.lower()
            if close:
                answer = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            if seconds:
                asyncio.get_running_loop().call_later(seconds, partial(self._send, answer, close=close))
            else:
                self._send(answer, close=close)

    def _send(self, answer: bytes, *, close: bool) -> None:
        self._transport.write(answer)
        if close:
            self._transport.close()


async def main(feeds: int, port: int = 0) -> None:
    """Listen until killed."""
    origin = Origin(feeds)
    server = await asyncio.get_running_loop().create_server(partial(Connection, origin), _EVERY, port, backlog=_BACKLOG)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(*map(int, sys.argv[1:])))
