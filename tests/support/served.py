"""A published folder, and the real server over it on a loopback socket, in a thread of its own."""

import asyncio
import http.client
import json
import os
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from feedhub.serve import Health, Server, Watch, web

MODIFIED = 1_662_031_000
ATOM = ('<?xml version="1.0"?><feed>' + "证券时报网 " * 400 + "</feed>").encode()
PAGE = ("<!doctype html><title>金融</title>" + "<p>a line that compresses well" * 80).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, as it was on the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def nothing_more(_name: str) -> str | None:
    """Have nothing made: there is nothing but what is in the folder."""
    return None


class Folder:
    """A published folder, written as a publisher writes it: whole files put in place, and an index of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: set[str] = set()

    def put(self, name: str, data: bytes, modified: float = MODIFIED) -> None:
        """Put a whole file in place, dated `modified`."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(".draft")
        draft.write_bytes(data)
        os.utime(draft, (modified, modified))
        draft.replace(file)
        self.names.add(name)

    def write_index(self, moved: Mapping[str, str] | None = None, gone: Sequence[str] = ()) -> None:
        """List what was put so far."""
        content = {"documents": sorted(self.names), "moved": moved or {}, "gone": gone}
        draft = self.path / ".index"
        draft.write_text(json.dumps(content))
        draft.replace(self.path / "index.json")


@dataclass(slots=True)
class Hub:
    """A running server as a client sees it."""

    port: int
    health: Health = field(default_factory=lambda: Health(ok=True, detail={"sources": 2}))
    watch: Watch = field(default_factory=Watch)
    make: Callable[[str], Awaitable[str | None]] = nothing_more
    """Puts in place what is not in the folder."""

    def ask(self, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        """Send one request, its target to the letter; `if_none_match=` is the header If-None-Match."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, target, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        try:
            lower = {name.lower(): value for name, value in response.getheaders()}
            return Reply(status=response.status, headers=lower, body=response.read())
        finally:
            connection.close()


@contextmanager
def running(
    folder: Folder,
    base_url: str,
    *,
    make: Callable[[str], Awaitable[str | None]] = nothing_more,
    cache_bytes: int = 1_000_000,
) -> Iterator[Hub]:
    """Run a server in a thread with its own loop, and stop it properly."""
    hub, started, loops = Hub(0, make=make), threading.Event(), []

    async def health() -> Health:
        return hub.health

    async def asked(name: str) -> str | None:
        return await hub.make(name)

    async def life() -> None:
        stop = asyncio.Event()
        app = web(
            folder.path,
            base_url=base_url,
            health=health,
            make=asked,
            watch=hub.watch,
            cache_bytes=cache_bytes,
        )
        server = Server(app, "127.0.0.1:0")
        await server.start()
        hub.port = server.port
        loops.append((asyncio.get_running_loop(), stop))
        started.set()
        await stop.wait()
        await server.stop()

    thread = threading.Thread(target=lambda: uvloop.run(life()))
    thread.start()
    assert started.wait(10)
    try:
        yield hub
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()
