"""A scripted web site on a real loopback socket that remembers who asked for what, and when.

    with Origin() as origin:
        origin.serve("/feed.xml", body, etag='"a"', modified="Mon, 01 Jan 2024 00:00:00 GMT")
        ...                                   # poll origin.url("/feed.xml")
        assert [ask.path for ask in origin.requests] == ["/feed.xml"]
        assert origin.requests[-1].header("if-none-match") == '"a"'

It runs on a thread of its own, so blocking tests, asynchronous ones and daemons in another process use it alike, and
everything may be changed while it serves:

* `serve(path, body, ...)` answers 200 with validators, and 304 to whoever shows one of them; serving the path again
  changes the document. `gzipped=True` compresses it for those who accept that.
* `answer(path, status, headers, body)` gives the same answer to everybody; `redirect(path, to, status)` is one of those.
* `script(path, handler)` hands the connection to `async def handler(asked, answer)`, which can drip, hang, reset, lie
  or send raw bytes through `Answer`.
* `requests` is every request so far, oldest first; `asked(path)` those for one path; `wait_for(n)` blocks until there
  are n; `reset()` forgets them. `connections` counts the connections, requests or not.
* `close()` stops serving (the port then refuses connections) and is called at the end of the `with`; `open()` begins
  again.

A path that was never served is a 404. Any address of 127.0.0.0/8 can be a site's own: `Origin(host="127.3.2.1")`; a
port given by an earlier one can be reused: `Origin(port=origin.port)`. `tls=` takes a server's SSLContext.
"""

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came: `target` is the path with its query, `at` a moment of `time.monotonic()`."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    at: float
    raw: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """Give a header's value, Latin-1 for its bytes, or None; the first of several."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The way back to whoever asked."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def send(self, status: int = 200, headers: Headers = (), body: bytes = b"") -> None:
        """Send a whole answer with a true Content-Length, unless `headers` has one."""
        await self.raw(whole(status, headers, body))

    async def drip(self, data: bytes, *, every: float = 0.1) -> None:
        """Send one byte at a time, `every` so many seconds."""
        for byte in data:
            await self.raw(bytes([byte]))
            await asyncio.sleep(every)

    async def hang(self) -> None:
        """Say nothing more until the site closes."""
        await asyncio.Event().wait()

    async def until_they_leave(self) -> None:
        """Wait until the other side closes the connection."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(1024):
                pass

    def reset(self) -> None:
        """Break the connection so that the other side sees a reset instead of an end."""
        raw: socket.socket = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Handler = Callable[[Asked, Answer], Awaitable[None]]


def whole(status: int, headers: Headers = (), body: bytes = b"") -> bytes:
    """Write an HTTP/1.1 answer; header values are sent as Latin-1."""
    given = list(headers.items() if isinstance(headers, Mapping) else headers)
    if status not in {204, 304} and not any(name.lower() == "content-length" for name, _ in given):
        given.append(("Content-Length", str(len(body))))
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in given), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


class Origin:
    """A web site; see the module's docstring."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.requests: list[Asked] = []
        self.connections = 0
        self._handlers: dict[str, Handler] = {}
        self._changed = threading.Condition()
        self._writers: set[asyncio.StreamWriter] = set()
        self._started = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._leave: asyncio.Event

    # Its life.

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Begin to serve, again at the same port after a `close()`."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((self.host, self.port))
        self.port = listening.getsockname()[1]
        listening.listen(512)
        self._started.clear()
        self._thread = threading.Thread(target=self._run, args=(listening,), name=f"origin {self.port}")
        self._thread.start()
        self._started.wait()

    def close(self) -> None:
        """Stop serving; whoever hangs is dropped, and the port refuses connections."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._leave.set)
            self._thread.join()
            self._thread = None

    def _run(self, listening: socket.socket) -> None:
        asyncio.run(self._live(listening))

    async def _live(self, listening: socket.socket) -> None:
        self._loop, self._leave = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._greet, sock=listening, ssl=self.tls)
        self._started.set()
        await self._leave.wait()
        server.close()
        for _ in range(3):  # who was let in a moment ago is greeted, so that the connection has an owner who closes it
            await asyncio.sleep(0)
        visits = asyncio.all_tasks() - {asyncio.current_task()}
        for writer in self._writers:
            writer.transport.abort()
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, *(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    # What it says.

    def url(self, path: str = "/") -> str:
        """Give the absolute URL of a path."""
        return f"{'http' if self.tls is None else 'https'}://{self.host}:{self.port}{path}"

    def serve(
        self,
        path: str,
        body: bytes,
        *,
        etag: str | None = None,
        modified: str | None = None,
        content_type: str | None = "application/xml",
        headers: Headers = (),
        gzipped: bool = False,
    ) -> None:
        """Answer 200 with this document, and 304 to whoever shows one of its validators."""
        given = list(headers.items() if isinstance(headers, Mapping) else headers)
        shown = [("ETag", etag), ("Last-Modified", modified), ("Content-Type", content_type)]
        given += [(name, value) for name, value in shown if value is not None]
        packed = gzip.compress(body, mtime=0) if gzipped else b""

        async def handler(asked: Asked, answer: Answer) -> None:
            tag, since = asked.header("if-none-match"), asked.header("if-modified-since")
            if (etag is not None and tag == etag) or (tag is None and modified is not None and since == modified):
                await answer.send(304, given)
            elif packed and "gzip" in (asked.header("accept-encoding") or ""):
                await answer.send(200, [*given, ("Content-Encoding", "gzip")], packed)
            else:
                await answer.send(200, given, body)

        self.script(path, handler)

    def answer(self, path: str, status: int, headers: Headers = (), body: bytes = b"") -> None:
        """Give everybody the same answer."""

        async def handler(_asked: Asked, answer: Answer) -> None:
            await answer.send(status, headers, body)

        self.script(path, handler)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Send everybody elsewhere."""
        self.answer(path, status, {"Location": to})

    def raw(self, path: str, data: bytes) -> None:
        """Send everybody these very bytes and close."""

        async def handler(_asked: Asked, answer: Answer) -> None:
            await answer.raw(data)

        self.script(path, handler)

    def script(self, path: str, handler: Handler) -> None:
        """Let `handler` answer for a path (without query); the connection is closed when it returns."""
        self._handlers[path] = handler

    # What it remembers.

    def asked(self, path: str) -> list[Asked]:
        """Give the requests for one path so far."""
        return [asked for asked in self.requests if asked.path == path]

    def wait_for(self, count: int, *, path: str | None = None, seconds: float = 10) -> None:
        """Block until there were `count` requests (for a path); raise TimeoutError when they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.asked(path) if path else self.requests) >= count, seconds):
                raise TimeoutError(f"{len(self.requests)} requests instead of {count} within {seconds} s")

    def reset(self) -> None:
        """Forget the requests so far."""
        with self._changed:
            self.requests.clear()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            asked = _read(await reader.readuntil(b"\r\n\r\n"))
            with self._changed:
                self.requests.append(asked)
                self._changed.notify_all()
            await self._handlers.get(asked.path, _nothing_here)(asked, Answer(reader=reader, writer=writer))
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.transport.abort()  # guests hang up in all the ways the tests are about
        self._writers.discard(writer)


async def _nothing_here(_asked: Asked, answer: Answer) -> None:
    await answer.send(404)


def _read(raw: bytes) -> Asked:
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _version = first.split(" ", 2)
    headers = tuple((name, value.strip(" \t")) for name, _, value in (line.partition(":") for line in lines))
    return Asked(method=method, target=target, headers=headers, at=time.monotonic(), raw=raw)
