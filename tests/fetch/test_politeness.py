"""One host, few guests; and none while it asked to be left alone."""

import asyncio
from datetime import timedelta

import pytest

from feedhub.fetch.politeness import Politeness
from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Answer, Asked, Origin
from support.visitor import START, Visitor, together


@pytest.mark.parametrize(("per_host", "total", "most"), [(1, 64, 1), (3, 64, 3), (8, 2, 2)])
def test_no_more_guests_at_once_than_allowed(origin: Origin, per_host: int, total: int, most: int) -> None:
    present: list[Asked] = []
    counts: list[int] = []

    async def handler(asked: Asked, answer: Answer) -> None:
        present.append(asked)
        counts.append(len(present))
        await asyncio.sleep(0.02)
        present.remove(asked)
        await answer.send(200, {}, b"<rss/>")

    origin.script("/", handler)
    with Visitor(per_host=per_host, concurrency=total) as visitor:
        visitor.run(together(*(visitor.fetch(origin.url()) for _ in range(10))))
    assert len(counts) == 10
    assert max(counts) == most


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["120", "Sun, 01 Mar 2026 12:02:00 GMT"])
def test_a_host_that_says_later_is_left_alone_by_all_its_sources(origin: Origin, status: int, value: str) -> None:
    origin.answer("/busy", status, {"Retry-After": value})
    origin.serve("/feed", b"<rss/>")
    with Visitor() as visitor:
        first = visitor.visit(origin.url("/busy"))
        assert isinstance(first, Failed)
        assert first.retry_after == timedelta(minutes=2)
        visitor.clock.forward(seconds=119)
        held = visitor.visit(origin.url("/feed"))
        assert isinstance(held, Failed)
        assert (held.kind, held.status, held.retry_after) == (FailureKind.THROTTLED, None, timedelta(seconds=1))
        assert visitor.fetcher.held_for(origin.url("/feed")) == timedelta(seconds=1)
        assert len(origin.requests) == 1
        visitor.clock.forward(seconds=1)
        assert visitor.fetcher.held_for(origin.url("/feed")) is None
        assert isinstance(visitor.visit(origin.url("/feed")), Fetched)


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "-5"}])
def test_a_refusal_that_names_no_time_holds_nobody(origin: Origin, headers: dict[str, str]) -> None:
    origin.answer("/", 429, headers)
    with Visitor() as visitor:
        outcome = visitor.visit(origin.url())
        assert isinstance(outcome, Failed)
        assert (outcome.kind, outcome.retry_after) == (FailureKind.THROTTLED, None)
        assert visitor.fetcher.held_for(origin.url()) is None


def test_only_429_and_503_hold_a_host(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 404, {"Retry-After": "120"})
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert outcome.retry_after is None
    assert visitor.fetcher.held_for(origin.url()) is None


def test_visits_already_waiting_for_their_turn_stay_away_too(origin: Origin) -> None:
    origin.answer("/", 429, {"Retry-After": "120"})
    with Visitor(per_host=1) as visitor:
        visitor.run(together(*(visitor.fetch(origin.url()) for _ in range(5))))
    assert len(origin.requests) == 1


def test_a_hold_is_of_one_host() -> None:
    doors = Politeness(total=1, per_host=1)
    doors.hold("a.example", timedelta(minutes=2), START)
    assert doors.held_for("b.example", START) is None


def test_a_shorter_hold_does_not_undo_a_longer_one() -> None:
    doors = Politeness(total=1, per_host=1)
    doors.hold("a.example", timedelta(hours=2), START)
    doors.hold("a.example", timedelta(minutes=2), START)
    assert doors.held_for("a.example", START) == timedelta(hours=2)


def test_a_clock_put_back_does_not_make_a_hold_longer() -> None:
    doors = Politeness(total=1, per_host=1)
    doors.hold("a.example", timedelta(minutes=2), START)
    assert doors.held_for("a.example", START - timedelta(days=1)) == timedelta(minutes=2)


def test_hosts_are_forgotten_when_nobody_is_there() -> None:
    doors = Politeness(total=1, per_host=1)

    async def come_and_go() -> None:
        async with doors.turn("a.example"):
            assert doors._doors

    asyncio.run(come_and_go())
    doors.hold("a.example", timedelta(minutes=1), START)
    doors.hold("b.example", timedelta(minutes=1), START + timedelta(hours=1))
    assert not doors._doors
    assert list(doors._holds) == ["b.example"]


def test_what_is_no_url_is_held_by_nobody(visitor: Visitor) -> None:
    assert visitor.fetcher.held_for("http://[") is None
