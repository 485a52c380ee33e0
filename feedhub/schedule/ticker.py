"""The metronome: jobs that ring every so many seconds on the running loop. The only door to APScheduler's scheduler.

Comes in: coroutine functions. What happens: each is called again and again, never twice at a time, and once for all the
rings that a busy loop, a sleeping machine or a changed clock swallowed. What never happens here: deciding which source
is due; that is a question to the store.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

# `on_error` says what the first would say; the second would warn each second while a job takes longer than its beat.
logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


class _Beat(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Ring one distance after now.

    APScheduler's interval trigger counts every ring it missed: a clock that jumps from 1970 to today, as on a board
    without a battery, would keep it counting for an hour.
    """

    def __init__(self, seconds: float) -> None:
        self.distance = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self.distance


class Ticker:
    """A set of jobs and the beat they ring to.

    Args:
        on_error: is told the name of a job and what it raised; the job goes on ringing.
        patience: seconds a ring may be late before the wall clock is taken to have been put back, and the beat is
            taken up anew from what it says now.
    """

    def __init__(self, *, on_error: Callable[[str, BaseException], None], patience: float = 5.0) -> None:
        self._on_error = on_error
        self._patience = patience
        self._beats: dict[str, _Beat] = {}
        self._rung: dict[str, float] = {}
        self._under_way: set[asyncio.Task[object]] = set()
        self._watch: asyncio.TimerHandle | None = None
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._scheduler.add_listener(self._report, EVENT_JOB_ERROR)

    def every(self, seconds: float, job: Callable[[], Awaitable[None]], *, name: str) -> None:
        """Ring a job at this distance, the first time one distance after `start`."""

        async def ring() -> None:
            self._rung[name] = asyncio.get_running_loop().time()
            if task := asyncio.current_task():
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            await job()

        self._beats[name] = _Beat(seconds)
        self._scheduler.add_job(ring, self._beats[name], id=name)

    def start(self) -> None:
        """Begin, on the running event loop."""
        loop = asyncio.get_running_loop()
        self._rung = dict.fromkeys(self._beats, loop.time())
        self._scheduler.start()
        self._watch = loop.call_later(self._patience, self._look_after)

    async def stop(self) -> None:
        """Ring no more, and return when the jobs under way have ended; cancel them if this is itself cancelled."""
        if not self._scheduler.running:
            return
        if self._watch:
            self._watch.cancel()
        self._scheduler.remove_all_jobs()
        try:
            if self._under_way:
                await asyncio.wait(self._under_way)
        finally:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in the loop's next round

    def _look_after(self) -> None:
        """Take up the beat of jobs whose next ring went into the far future when the wall clock was put back."""
        loop = asyncio.get_running_loop()
        for name, beat in self._beats.items():
            if loop.time() - self._rung[name] > beat.distance.total_seconds() + self._patience:
                self._scheduler.reschedule_job(name, trigger=beat)
        self._watch = loop.call_later(self._patience, self._look_after)

    def _report(self, event: JobExecutionEvent) -> None:
        if not isinstance(event.exception, asyncio.CancelledError):
            self._on_error(event.job_id, event.exception)
