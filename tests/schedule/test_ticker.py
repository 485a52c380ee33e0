"""The metronome on a real event loop; every test waits for an event and not for a time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.schedule import Ticker
from feedhub.schedule.ticker import _Beat


def _fail(name: str, error: BaseException) -> None:
    raise AssertionError(f"{name} raised {error!r}")


async def _soon(event: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        await event.wait()


def test_a_job_rings_again_and_again() -> None:
    async def scene() -> int:
        rings, enough = 0, asyncio.Event()

        async def job() -> None:
            nonlocal rings
            rings += 1
            if rings == 3:
                enough.set()

        ticker = Ticker(on_error=_fail)
        ticker.every(0.01, job, name="poll")
        ticker.start()
        await _soon(enough)
        await ticker.stop()
        return rings

    assert asyncio.run(scene()) == 3


def test_a_job_that_raises_is_told_by_name_and_rings_again() -> None:
    async def scene() -> list[tuple[str, str]]:
        told: list[tuple[str, str]] = []
        twice = asyncio.Event()

        def tell(name: str, error: BaseException) -> None:
            told.append((name, str(error)))
            if len(told) == 2:
                twice.set()

        async def job() -> None:
            raise RuntimeError(f"failure {len(told)}")

        ticker = Ticker(on_error=tell)
        ticker.every(0.01, job, name="publish")
        ticker.start()
        await _soon(twice)
        await ticker.stop()
        return told

    assert asyncio.run(scene())[:2] == [("publish", "failure 0"), ("publish", "failure 1")]


def test_a_long_job_is_never_under_way_twice_and_holds_up_no_other() -> None:
    async def scene() -> int:
        entered, other, release = 0, asyncio.Event(), asyncio.Event()

        async def long() -> None:
            nonlocal entered
            entered += 1
            await release.wait()

        async def short() -> None:
            if entered and next(rings_since) == 5:
                other.set()

        rings_since = iter(range(1000))
        ticker = Ticker(on_error=_fail)
        ticker.every(0.01, long, name="long")
        ticker.every(0.01, short, name="short")
        ticker.start()
        await _soon(other)
        seen = entered
        release.set()
        await ticker.stop()
        return seen

    assert asyncio.run(scene()) == 1


def test_stop_waits_for_the_job_under_way() -> None:
    async def scene() -> list[str]:
        said: list[str] = []
        inside, release = asyncio.Event(), asyncio.Event()

        async def job() -> None:
            inside.set()
            await release.wait()
            said.append("job ended")

        ticker = Ticker(on_error=_fail)
        ticker.every(0.01, job, name="poll")
        ticker.start()
        await _soon(inside)
        stopping = asyncio.create_task(ticker.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        release.set()
        await stopping
        return [*said, "stopped"]

    assert asyncio.run(scene()) == ["job ended", "stopped"]


def test_a_stop_that_is_cancelled_cancels_the_job_under_way() -> None:
    async def scene() -> bool:
        inside, cancelled = asyncio.Event(), asyncio.Event()

        async def job() -> None:
            inside.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise

        ticker = Ticker(on_error=_fail)
        ticker.every(0.01, job, name="poll")
        ticker.start()
        await _soon(inside)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await ticker.stop()
        await _soon(cancelled)
        return cancelled.is_set()

    assert asyncio.run(scene())


def test_a_ticker_that_never_started_stops_at_once() -> None:
    asyncio.run(Ticker(on_error=_fail).stop())


def test_a_clock_put_back_by_a_day_stops_the_beat_only_for_a_moment() -> None:
    """A wall clock put back leaves the next ring a day ahead: here it is put there by hand."""

    async def scene() -> None:
        again = asyncio.Event()
        rings = iter(range(1000))

        async def job() -> None:
            if next(rings) == 0:
                tomorrow = ticker._scheduler.get_job("poll").next_run_time + timedelta(days=1)
                ticker._scheduler.modify_job("poll", next_run_time=tomorrow)
            else:
                again.set()

        ticker = Ticker(on_error=_fail, patience=0.05)
        ticker.every(0.01, job, name="poll")
        ticker.start()
        await _soon(again)
        await ticker.stop()

    asyncio.run(scene())


def test_a_clock_that_jumps_over_fifty_years_asks_for_one_ring() -> None:
    """The next ring is after now and not after the one before: there is nothing to count up."""
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert _Beat(1.0).get_next_fire_time(datetime(1970, 1, 1, tzinfo=UTC), now) == now + timedelta(seconds=1)
