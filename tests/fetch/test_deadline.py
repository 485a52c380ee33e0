"""No origin holds us longer than the deadline, and none takes others' places."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import uvloop

from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Answer, Asked, Handler, Origin
from support.visitor import Visitor, together

SHORT = timedelta(seconds=0.4)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n"


async def hang(_asked: Asked, answer: Answer) -> None:
    await answer.hang()


async def drip_body(_asked: Asked, answer: Answer) -> None:
    await answer.raw(HEAD + b"\r\n")
    await answer.drip(b"x" * 1000, every=0.05)


async def drip_headers(_asked: Asked, answer: Answer) -> None:
    await answer.raw(HEAD)
    for number in range(1000):
        await answer.drip(b"X-%d: y\r\n" % number, every=0.05)


async def keep_promising(_asked: Asked, answer: Answer) -> None:
    while True:
        await answer.raw(b"HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("handler", [hang, drip_body, drip_headers, keep_promising])
@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_the_deadline_ends_a_visit_that_would_never_end(
    origin: Origin, handler: Handler, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    origin.script("/", handler)
    with Visitor(deadline=SHORT, loop=loop) as visitor:
        began = time.monotonic()
        outcome = visitor.visit(origin.url())
    assert time.monotonic() - began < 2
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TIMEOUT
    assert "within 0.4 s" in outcome.detail


def test_a_flood_of_promises_ends_before_the_deadline(origin: Origin, visitor: Visitor) -> None:
    """`100 Continue` as fast as the socket takes it would otherwise be thirty seconds of parsing."""

    async def flood(_asked: Asked, answer: Answer) -> None:
        while True:
            await answer.raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    origin.script("/", flood)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.NETWORK


def test_the_deadline_counts_the_redirects_together(origin: Origin) -> None:
    async def slowly(asked: Asked, answer: Answer) -> None:
        await asyncio.sleep(0.15)
        await answer.send(302, {"Location": asked.path + "x"})

    for length in range(1, 8):
        origin.script("/" + "x" * length, slowly)
    with Visitor(deadline=SHORT) as visitor:
        outcome = visitor.visit(origin.url("/x"))
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TIMEOUT
    assert len(origin.requests) < 5


def test_the_deadline_ends_a_look_up_that_hangs() -> None:
    async def never(_host: str, _port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return ()

    with Visitor(resolve=never, deadline=SHORT) as visitor:
        outcome = visitor.visit("http://feeds.example/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TIMEOUT


def test_waiting_for_a_turn_costs_nothing_of_the_deadline(origin: Origin) -> None:
    async def slowly(_asked: Asked, answer: Answer) -> None:
        await asyncio.sleep(0.25)
        await answer.send(200, {}, b"<rss/>")

    origin.script("/", slowly)
    with Visitor(deadline=SHORT, per_host=1) as visitor:
        outcomes = visitor.run(together(*(visitor.fetch(origin.url()) for _ in range(3))))
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 3


def test_a_crowd_before_a_slow_host_does_not_delay_the_others(origin: Origin) -> None:
    origin.script("/", hang)
    with Origin(host="127.0.0.2") as quick, Visitor(concurrency=2, per_host=1, deadline=SHORT) as visitor:
        quick.serve("/", b"<rss/>")

        async def race() -> bool:
            crowd = [asyncio.create_task(visitor.fetch(origin.url())) for _ in range(5)]
            first = await visitor.fetch(quick.url())
            waiting = not any(visit.done() for visit in crowd)
            for visit in crowd:
                visit.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)
            return isinstance(first, Fetched) and waiting

        assert visitor.run(race())


def test_a_visit_that_is_cancelled_leaves_at_once(origin: Origin, visitor: Visitor) -> None:
    left = threading.Event()

    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.until_they_leave()
        left.set()

    origin.script("/", handler)

    async def interrupted() -> None:
        visit = asyncio.create_task(visitor.fetch(origin.url()))
        await asyncio.to_thread(origin.wait_for, 1)
        visit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit

    visitor.run(interrupted())
    assert left.wait(5)


def test_nothing_that_listens_is_a_refusal(visitor: Visitor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = visitor.visit(f"http://127.0.0.1:{port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.REFUSED


def test_a_reset_instead_of_an_answer_is_a_failure(origin: Origin, visitor: Visitor) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        answer.reset()

    origin.script("/", handler)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.NETWORK


def test_a_name_nobody_knows_is_a_failure_of_dns_and_may_come_back(origin: Origin) -> None:
    origin.serve("/", b"<rss/>")
    url = f"http://feeds.example:{origin.port}/"
    with Visitor(names={}) as visitor:
        outcome = visitor.visit(url)
        assert isinstance(outcome, Failed)
        assert outcome.kind is FailureKind.DNS
        assert "feeds.example was not found" in outcome.detail
        visitor.names.known["feeds.example"] = ["127.0.0.1"]
        assert isinstance(visitor.visit(url), Fetched)


def test_a_name_without_addresses_is_a_failure_of_dns() -> None:
    with Visitor(names={"feeds.example": []}) as visitor:
        outcome = visitor.visit("http://feeds.example/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.DNS
