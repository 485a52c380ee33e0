"""The server in its loop: starting, stopping, health, and guests who take their time or too much room."""

import asyncio
import http.client
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from feedhub.errors import FeedhubError
from feedhub.serve import Health, Server, web
from feedhub.serve.door import Door
from support.served import Hub, nothing_more


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


def status_at(host: str, port: int) -> int:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("bind", "host"), [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::1"), ("localhost:0", "127.0.0.1")]
)
def test_it_listens_once_it_has_started_and_no_more_once_it_has_stopped(bind: str, host: str) -> None:
    async def scene() -> None:
        server = Server(hello, bind)
        await server.start()
        assert await asyncio.to_thread(status_at, host, server.port) == 200
        assert server.address.endswith(f":{server.port}")
        assert host in server.address
        await server.stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.to_thread(status_at, host, server.port)

    asyncio.run(scene())


def test_a_taken_port_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(FeedhubError, match=f"cannot listen on {bind}: address already in use"):
            asyncio.run(Server(hello, bind).start())


@pytest.mark.parametrize(
    "bind", ["8080", "127.0.0.1", ":8080", "127.0.0.1:http", "127.0.0.1:99999", "192.0.2.1:8080", ""]
)
def test_an_address_that_is_none_or_not_ours_is_said_too(bind: str) -> None:
    with pytest.raises(FeedhubError, match="cannot listen on"):
        asyncio.run(Server(hello, bind).start())


def test_signals_stay_with_whoever_runs_the_loop() -> None:
    async def scene() -> None:
        before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        server = Server(hello, "127.0.0.1:0")
        await server.start()
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
        await server.stop()

    asyncio.run(scene())


def test_an_idle_guest_does_not_hold_up_the_end() -> None:
    async def scene() -> None:
        server = Server(hello, "127.0.0.1:0")
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        async with asyncio.timeout(2):
            await server.stop()
        assert await reader.read() == b""
        writer.close()

    asyncio.run(scene())


def test_a_response_under_way_is_finished_and_one_that_hangs_is_cut() -> None:
    """Two guests are being answered when the server is told to stop; one answer needs half a second, one for ever."""

    async def slow(scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.5 if scope["path"] == "/soon" else 60)
        await hello(scope, _receive, send)

    async def scene() -> tuple[bytes, bytes]:
        server = Server(slow, "127.0.0.1:0")
        await server.start()
        guests = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(2)]
        for (_, writer), path in zip(guests, ("/soon", "/never"), strict=True):
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await asyncio.sleep(0.2)
        async with asyncio.timeout(2):
            await server.stop()
        answers = [await reader.read() for reader, _ in guests]
        for _, writer in guests:
            writer.close()
        return answers[0], answers[1]

    soon, never = asyncio.run(scene())
    assert soon.endswith(b"hi")
    assert not never.endswith(b"hi")


def test_health_is_200_with_what_there_is_to_say(hub: Hub) -> None:
    reply = hub.ask("/health")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.body == b'{"ok":true,"sources":2}'


def test_trouble_is_503(tmp_path: Path) -> None:
    async def health() -> Health:
        return Health(ok=False, detail={"store": "cannot be opened"})

    async def scene() -> bytes:
        server = Server(web(tmp_path, base_url="http://x", health=health, make=nothing_more), "127.0.0.1:0")
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /health HTTP/1.0\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await server.stop()
        return answer

    answer = asyncio.run(scene())
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert answer.endswith(b'{"ok":false,"store":"cannot be opened"}')


def test_nobody_learns_what_serves(hub: Hub) -> None:
    assert "server" not in hub.ask("/all.atom").headers


def test_a_head_that_is_too_large_is_refused(hub: Hub) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as guest:
        guest.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000)
        assert guest.recv(1000).startswith(b"HTTP/1.1 431 ")
        assert hub.ask("/all.atom").status == 200


class Hasty(Door):
    """The same door in a hurry."""

    head_seconds = 0.1


@asynccontextmanager
async def in_a_hurry() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A guest's connection to a server with that door."""
    config = uvicorn.Config(hello, lifespan="off", ws="none", log_config=None, timeout_keep_alive=60)
    state = uvicorn.server.ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: Hasty(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nX: slow", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nX: slow", b"hi"),
    ],
)
def test_a_guest_who_never_ends_a_sentence_is_shown_out(said: bytes, answered: bytes) -> None:
    async def scene() -> bytes:
        async with in_a_hurry() as (reader, writer), asyncio.timeout(5):
            writer.write(said)
            return await reader.read()

    assert asyncio.run(scene()).endswith(answered)


def test_a_guest_between_two_requests_is_not_hurried() -> None:
    async def scene() -> None:
        async with in_a_hurry() as (reader, writer):
            for _ in range(2):
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert (await reader.readuntil(b"hi")).startswith(b"HTTP/1.1 200 OK")
                await asyncio.sleep(0.3)

    asyncio.run(scene())


def test_many_requests_at_once_on_one_connection_are_all_answered(hub: Hub) -> None:
    """More than the limit for one head, in one go."""
    request = b"GET /opml HTTP/1.1\r\nHost: x\r\n\r\n"
    count = 2000
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as guest:
        guest.sendall(request * (count - 1) + request.replace(b"Host: x", b"Host: x\r\nConnection: close"))
        received = b"".join(iter(lambda: guest.recv(65536), b""))
    assert received.count(b"HTTP/1.1 200 OK") == count


def test_rubbish_is_400_and_costs_nobody_else(hub: Hub) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as guest:
        guest.sendall(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
        assert guest.recv(1000).startswith(b"HTTP/1.1 400 ")
    assert hub.ask("/all.atom").status == 200


def test_a_path_that_is_not_ascii_is_400_or_404_and_never_500(hub: Hub) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as guest:
        guest.sendall("GET /category/金融.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert guest.recv(1000)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 200")
