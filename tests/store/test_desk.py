"""The desk: calls one after the other, visits together."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager

import pytest

from feedhub.errors import StoreError
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.visit import Claim
from feedhub.store import Desk, Store
from support.visits import LEASE, NOW, a_source, a_visit, an_entry, configured

ALL = FeedName(kind=FeedKind.ALL)


@asynccontextmanager
async def a_desk(url: str, *, patience: float = 3600.0) -> AsyncIterator[Desk]:
    desk = Desk(Store.open(url, now=NOW), patience=patience)
    yield desk
    await desk.close()


def sitting(scene: Callable[[Desk], Coroutine[None, None, None]], url: str, *, patience: float = 3600.0) -> None:
    async def play() -> None:
        async with a_desk(url, patience=patience) as desk:
            await scene(desk)

    asyncio.run(play())


def test_calls_are_made_one_at_a_time_in_a_thread_of_their_own(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        threads = await asyncio.gather(*(desk.do(threading.get_ident) for _ in range(20)))
        assert len(set(threads)) == 1
        assert threads[0] != threading.get_ident()

    sitting(scene, sqlite_url)


def test_what_a_call_raises_reaches_its_caller(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        with pytest.raises(ZeroDivisionError):
            await desk.do(divmod, 1, 0)
        assert await desk.do(desk.store.recall, "x") is None

    sitting(scene, sqlite_url)


def test_visits_that_wait_together_are_written_together(sqlite_url: str) -> None:
    """The revision of `all` counts transactions: each batch makes the feed stale once."""

    async def scene(desk: Desk) -> None:
        await desk.do(configured, desk.store, *(a_source(f"s{number}") for number in range(120)))
        [before] = [each for each in desk.store.stale_feeds() if each.feed == ALL]
        claims = await desk.do(desk.store.claim_due, NOW, limit=120, lease=LEASE)
        visits = [a_visit(claim, an_entry(claim.source)) for claim in claims]
        recorded = await asyncio.gather(*map(desk.record, visits))
        assert [each.source for each in recorded] == [claim.source for claim in claims]
        assert {each.new for each in recorded} == {1}
        [after] = [each for each in desk.store.stale_feeds() if each.feed == ALL]
        assert after.revision - before.revision == 3

    sitting(scene, sqlite_url)


async def two_claims(desk: Desk) -> list[Claim]:
    await desk.do(configured, desk.store, a_source("a"), a_source("b"))
    return await desk.do(desk.store.claim_due, NOW, limit=2, lease=LEASE)


def test_a_visit_waits_for_one_that_is_under_way(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        one, two = await two_claims(desk)
        [before] = [each for each in desk.store.stale_feeds() if each.feed == ALL]
        with desk.expecting(), desk.expecting():
            first = asyncio.create_task(desk.record(a_visit(one, an_entry("1"))))
            await desk.do(desk.store.stale_feeds)
            assert not first.done()
            await asyncio.gather(first, desk.record(a_visit(two, an_entry("2"))))
        [after] = [each for each in desk.store.stale_feeds() if each.feed == ALL]
        assert after.revision - before.revision == 1

    sitting(scene, sqlite_url)


def test_a_visit_alone_waits_for_nobody(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        one, _ = await two_claims(desk)
        with desk.expecting():
            assert (await desk.record(a_visit(one, an_entry()))).new == 1

    sitting(scene, sqlite_url)


def test_the_last_to_go_without_a_word_is_waited_for_no_more(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        one, _ = await two_claims(desk)
        with desk.expecting():
            with desk.expecting():
                waiting = asyncio.create_task(desk.record(a_visit(one, an_entry())))
                await desk.do(desk.store.stale_feeds)
            assert (await waiting).new == 1

    sitting(scene, sqlite_url)


def test_patience_ends(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        one, _ = await two_claims(desk)
        with desk.expecting(), desk.expecting():
            assert (await desk.record(a_visit(one, an_entry()))).new == 1

    sitting(scene, sqlite_url, patience=0.01)


def test_closing_writes_what_waits(sqlite_url: str) -> None:
    still_under_way = ExitStack()

    async def scene() -> None:
        async with a_desk(sqlite_url) as desk:
            await desk.do(configured, desk.store, a_source())
            [claim] = await desk.do(desk.store.claim_due, NOW, limit=1, lease=LEASE)
            still_under_way.enter_context(desk.expecting())
            still_under_way.enter_context(desk.expecting())
            waiting = asyncio.create_task(desk.record(a_visit(claim, an_entry())))
            await asyncio.sleep(0)
        assert (await waiting).new == 1

    asyncio.run(scene())
    store = Store.open(sqlite_url, now=NOW)
    assert len(store.front(ALL, limit=10).lines) == 1
    store.close()


def test_a_visitor_who_left_does_not_hold_up_the_others(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        await desk.do(configured, desk.store, a_source("a"), a_source("b"))
        one, two = await desk.do(desk.store.claim_due, NOW, limit=2, lease=LEASE)
        leaving = asyncio.create_task(desk.record(a_visit(one, an_entry("1"))))
        staying = asyncio.create_task(desk.record(a_visit(two, an_entry("2"))))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying).new == 1

    sitting(scene, sqlite_url)


def test_a_batch_that_cannot_be_written_is_told_to_each_and_the_desk_goes_on(sqlite_url: str) -> None:
    async def scene(desk: Desk) -> None:
        await desk.do(configured, desk.store, a_source("a"), a_source("b"))
        claims = await desk.do(desk.store.claim_due, NOW, limit=2, lease=LEASE)
        visits = [a_visit(claim, an_entry(claim.source)) for claim in claims]
        await desk.do(_full, desk.store, full=True)
        outcomes = await asyncio.gather(*map(desk.record, visits), return_exceptions=True)
        assert [type(each) for each in outcomes] == [StoreError, StoreError]
        assert "readonly" in str(outcomes[0])
        await desk.do(_full, desk.store, full=False)
        assert [each.new for each in await asyncio.gather(*map(desk.record, visits))] == [1, 1]

    sitting(scene, sqlite_url)


def _full(store: Store, *, full: bool) -> None:
    """Have the one connection of the desk refuse to write, as a disk does that went read-only."""
    with store._doors.look() as db:
        db.exec_driver_sql(f"PRAGMA query_only = {int(full)}")
