"""Thousands of web sites on loopback addresses of their own, a third of which misbehave, and what they remember.

    world = World(2000, seconds=600)
    port = world.start()          # http://127.1.0.1:PORT/ and so on, one site an address

A good site publishes an entry every so often and shows all of them; a churning one gives its entries other ids at every
visit; a bad one does whatever comes to its mind.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

_HISTORY = 5
_RETRY_AFTER = 90
_PATIENCE = 20.0
"""Seconds after which even a site that hangs gives up."""


class Kind(StrEnum):
    """How a site behaves."""

    GOOD = "good"
    CHURNING = "churning"
    BAD = "bad"


@dataclass(slots=True)
class Visit:
    """A request as a site saw it; `asked_for` is the pause that its answer asked for."""

    at: float
    generation: int
    asked_for: float = 0.0


@dataclass(slots=True)
class Site:
    """One site: an entry every `period` seconds since `began`."""

    name: str
    address: str
    kind: Kind
    period: float
    chance: Random
    visits: list[Visit] = field(default_factory=list)

    def entries(self, age: float) -> int:
        """Count what it has published at this age of the world."""
        return _HISTORY + (int(age / self.period) if self.kind is Kind.GOOD else 0)

    def ids(self, age: float) -> set[str]:
        """Name what it has published, if its names mean anything."""
        return {f"tag:{self.name}.example,2026:{number}" for number in range(self.entries(age))}

    def document(self, age: float) -> bytes:
        """Write its feed."""
        items = "".join(map(self._item, reversed(range(self.entries(age)))))
        return f'<rss version="2.0"><channel><title>{self.name}</title>{items}</channel></rss>'.encode()

    def _item(self, number: int) -> str:
        churn = f"/{self.chance.random()}" if self.kind is Kind.CHURNING else ""
        return (
            f"<item><title>{self.name} {number}</title><link>https://{self.name}.example/{number}</link>"
            f'<guid isPermaLink="false">tag:{self.name}.example,2026:{number}{churn}</guid>'
            f"<description>{'Some words. ' * 20}</description></item>"
        )


class World:
    """All sites, on one port. `generation` is the daemon's, counted by whoever kills it."""

    def __init__(self, sites: int, seconds: float) -> None:
        chance = Random(4)
        self.sites = [_site(number, seconds, Random(chance.random())) for number in range(sites)]
        self.generation = 0
        self._by_address = {site.address: site for site in self.sites}
        self._began = time.monotonic()
        self._ended: float | None = None
        self._loop = asyncio.new_event_loop()
        self._port: asyncio.Future[int] = self._loop.create_future()

    def start(self) -> int:
        """Begin to serve, and give the port."""
        threading.Thread(target=self._run, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def age(self) -> float:
        """Say how long it has published."""
        return (self._ended or time.monotonic()) - self._began

    def freeze(self) -> None:
        """Publish nothing any more."""
        self._ended = time.monotonic()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> int:
        server = await asyncio.start_server(self._serve, "0.0.0.0", 0, backlog=1000)  # noqa: S104  all of 127.0.0.0/8
        port: int = server.sockets[0].getsockname()[1]
        self._server = server
        return port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        site = self._by_address[writer.get_extra_info("sockname")[0]]
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            visit = Visit(time.monotonic(), self.generation)
            site.visits.append(visit)
            if site.kind is Kind.BAD:
                await site.chance.choice(_WHIMS)(site, self.age(), writer, visit)
            else:
                await _answer(site, self.age(), writer, head)
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()


async def _answer(site: Site, age: float, writer: asyncio.StreamWriter, head: bytes = b"") -> None:
    tag = f'"{site.entries(age)}"'.encode()
    if site.kind is Kind.GOOD and b"If-None-Match: " + tag in head:
        await _send(writer, b"304 Not Modified", b"", b"ETag: " + tag)
    else:
        await _send(writer, b"200 OK", site.document(age), b"ETag: " + tag)


# What comes to the mind of a bad site, at some age of the world.


async def _decent(site: Site, age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    await _answer(site, age, writer)


async def _hang(_site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), _PATIENCE)
    writer.close()


async def _drip(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n\r\n" + site.document(0):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def _reset(_site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    writer.transport.abort()


async def _broken(_site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    await _send(writer, b"500 Internal Server Error", b"Sorry")


async def _busy(_site: Site, _age: float, writer: asyncio.StreamWriter, visit: Visit) -> None:
    visit.asked_for = _RETRY_AFTER
    await _send(writer, b"429 Too Many Requests", b"", b"Retry-After: %d" % _RETRY_AFTER)


async def _page(_site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    await _send(writer, b"200 OK", b"<!doctype html><title>Log in</title><form>")


async def _half(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    document = site.document(0)
    await _send(writer, b"200 OK", document[: site.chance.randrange(len(document))])


async def _less_than_said(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + site.document(0))
    await writer.drain()


async def _noise(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    await _send(writer, b"200 OK", site.chance.randbytes(5000))


async def _away(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    await _send(writer, b"302 Found", b"", f"Location: http://{site.address}:1/".encode())


async def _no_http(site: Site, _age: float, writer: asyncio.StreamWriter, _visit: Visit) -> None:
    writer.write(site.chance.randbytes(200))
    await writer.drain()


_Whim = Callable[[Site, float, asyncio.StreamWriter, Visit], Awaitable[None]]
_WHIMS: tuple[_Whim, ...] = (
    _decent,
    _hang,
    _drip,
    _reset,
    _broken,
    _busy,
    _page,
    _half,
    _less_than_said,
    _noise,
    _away,
    _no_http,
)


def _site(number: int, seconds: float, chance: Random) -> Site:
    kind = (Kind.GOOD, Kind.GOOD, Kind.BAD)[number % 3]
    if kind is Kind.GOOD and number % 20 == 0:
        kind = Kind.CHURNING
    # However long it lasts, a site publishes some thirty entries and shows all of them.
    period = chance.uniform(1.0, 4.0) * max(seconds, 300) / 30
    address = f"127.1.{number // 250}.{number % 250 + 1}"
    return Site(name=f"s{number:04}", address=address, kind=kind, period=period, chance=chance)


async def _send(writer: asyncio.StreamWriter, status: bytes, body: bytes, *headers: bytes) -> None:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    await writer.drain()
