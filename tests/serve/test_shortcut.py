"""The way that is short: what is answered while its head is read is what the usual way would have said, and in its turn."""

import asyncio
import re
import select
import socket
import time
from collections.abc import Sequence

import httpx
import pytest

from feedhub.serve import Health, Keys, key, web
from feedhub.serve.documents import Documents
from support.served import Folder, Hub, nothing_more

FEEDS = b"/all.atom", b"/category/%E9%87%91%E8%9E%8D.atom", b"/all", b"/opml", b"/static/feedhub.css", b"/all.json?x=1"
SAID = (
    b"",
    b"Accept-Encoding: gzip\r\n",
    b"Accept-Encoding: br, gzip\r\nUser-Agent: Reader (3 subscribers)\r\n",
    b'If-None-Match: "other"\r\n',
    b"If-None-Match: *\r\n",
    b"If-Modified-Since: Thu, 01 Sep 2022 11:16:41 GMT\r\n",
    b"A-IM: feed\r\n",
    b"Sec-Fetch-Dest: document\r\nAccept: text/html\r\n",
    b"Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n",
)


def request(target: bytes, said: bytes = b"") -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: x\r\n%b\r\n" % (target, said)


def answers(hub: Hub, *requests: bytes, body: bytes = b"") -> bytes:
    """Say all that in one go, then goodbye; gives all that comes back, without the dates."""
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as guest:
        guest.sendall(b"".join(requests) + request(b"/health/live", b"Connection: close\r\n") + body)
        received = b"".join(iter(lambda: guest.recv(65536), b""))
    return re.sub(rb"date: [^\r]*\r\n", b"", received)


def statuses(received: bytes) -> Sequence[bytes]:
    return re.findall(rb"HTTP/1.1 (\d+)", received)


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("target", FEEDS)
def test_both_ways_say_the_same(hub: Hub, target: bytes, said: bytes) -> None:
    """Whoever says goodbye with the request goes the usual way."""
    for _ in range(2):  # the second time it is at hand
        short = answers(hub, request(target, said)).rpartition(b"HTTP/1.1 200")[0]
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as guest:
        guest.sendall(request(target, said + b"Connection: close\r\n"))
        usual = b"".join(iter(lambda: guest.recv(65536), b""))
    assert short == re.sub(rb"(date|connection): [^\r]*\r\n", b"", usual)


def test_answers_come_in_the_order_of_requests_whichever_way_they_went(hub: Hub) -> None:
    turn = [b"/all.atom", b"/health", b"/all.atom", b"/nowhere", b"/all.rss", b"/all", b"/all/", b"/all.atom"]
    received = answers(hub, *map(request, turn * 20))
    assert statuses(received) == [b"200", b"200", b"200", b"404", b"200", b"200", b"301", b"200"] * 20 + [b"200"]


def test_the_body_of_a_get_is_no_request(hub: Hub) -> None:
    smuggled = request(b"/nowhere")
    said = b"Content-Length: %d\r\n" % len(smuggled)
    chunked = b"Transfer-Encoding: chunked\r\n"
    received = answers(
        hub,
        request(b"/all.atom"),
        request(b"/all.atom", said) + smuggled,
        request(b"/all.atom", chunked) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(smuggled), smuggled),
    )
    assert statuses(received) == [b"200"] * 4


def test_a_head_that_comes_in_pieces_is_one_request(hub: Hub) -> None:
    said = request(b"/all.atom", b"If-None-Match: *\r\n")
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as guest:
        for _ in range(2):
            for letter in said:
                guest.sendall(bytes([letter]))
            assert statuses(guest.recv(65536)) == [b"304"]


def test_a_guest_who_asks_a_lot_and_listens_late_gets_it_all(folder: Folder, live: Hub) -> None:
    """More than the sockets and the server's buffers hold together."""
    large = b"<feed>" + b"x" * 400_000 + b"</feed>"
    folder.put("all.atom", large)
    received = answers(live, *[request(b"/all.atom")] * 60)
    assert received.count(large) == 60
    assert statuses(received) == [b"200"] * 61


@pytest.mark.parametrize("usual", [b"", b"Content-Length: 0\r\n"])
def test_a_guest_who_says_nothing_for_five_seconds_is_shown_out(hub: Hub, usual: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as guest:
        for _ in range(2):
            guest.sendall(request(b"/all.atom", b"If-None-Match: *\r\n" + usual))
            began = time.monotonic()
            assert statuses(guest.recv(65536)) == [b"304"]
            assert not select.select([guest], [], [], 2.5)[0]
        assert b"".join(iter(lambda: guest.recv(65536), b"")) == b""
        assert 4.9 < time.monotonic() - began < 9


def test_what_goes_the_short_way_is_counted(live: Hub) -> None:
    for _ in range(3):
        assert statuses(answers(live, request(b"/all.atom", b"If-None-Match: *\r\n")))[0] == b"304"
    assert live.watch.statuses[304] == 3
    assert live.watch.readers("all") == 1


def test_what_is_closed_goes_the_usual_way(folder: Folder) -> None:
    async def health() -> Health:
        return Health(ok=True, detail={})

    locks: list[Keys] = []
    app = web(
        folder.path, base_url="http://x", health=health, make=nothing_more, keys=lambda: locks[0] if locks else None
    )
    assert isinstance(app, Documents)
    target = FEEDS[1]

    async def scene() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            await client.get(target.decode(), headers={"accept-encoding": "identity"})

    asyncio.run(scene())
    app._index._checked = float("inf")
    assert app.at_once(target, {}, None) is not None
    locks.append(Keys((key("secret", ["金融"]),), {}))
    assert app.at_once(target, {}, None) is None
    assert app.at_once(target + b"?token=secret", {}, None) is None
