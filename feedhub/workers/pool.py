"""A fixed number of worker processes, one task at a time each; the event loop never waits for any of them."""

import asyncio
import pickle
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar, TypeVarTuple, cast

from feedhub.errors import FeedhubError
from feedhub.workers.inside import PICKLE
from feedhub.workers.worker import Terms, Worker

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Workers:
    """Run plain functions in `count` processes, each task within `seconds` of wall time and `memory` bytes.

    Processes start when they are first needed and import the modules of `preload` before their first task; `memory` is
    counted above what that takes. After `tasks` tasks a process is replaced by a fresh one. With a `count` of 0
    everything runs at once, in the loop's own thread and without a budget.
    """

    def __init__(
        self, count: int, *, seconds: float, memory: int, tasks: int = 1000, preload: Sequence[str] = ()
    ) -> None:
        self._inline = count == 0
        self._tasks = tasks
        self._terms = Terms(seconds=seconds, memory=memory, preload=preload)
        self._closed = False
        # Last in, first out: warm workers are on top, and those not yet started stay so while fewer are enough.
        self._idle: list[Worker | None] = [None] * count
        self._waiting: deque[asyncio.Future[Worker | None]] = deque()
        self._workers: set[Worker] = set()
        self._reaping: set[asyncio.Task[None]] = set()

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Call an importable function with picklable arguments in a worker; tasks begin in the order they come.

        A cancelled call takes its worker with it.

        Raises:
            BudgetSpent: the task took too much time or memory, or its process ended.
            FeedhubError: the workers are closed.
            Exception: what the function raised, with its traceback in the worker as a note.
        """
        if self._inline:
            return function(*args)
        task = pickle.dumps((function, args), PICKLE)
        worker = await self._idle_worker()
        try:
            self._refuse_when_closed()
            if worker is None or not worker.alive:
                worker = self._successor(worker)
                await worker.start()
            answer = await worker.ask(task, getattr(function, "__qualname__", repr(function)))
        except FeedhubError:
            self._refuse_when_closed()
            raise
        finally:
            self._release(self._kept(worker))
        return cast("T", pickle.loads(answer))  # noqa: S301  our own program wrote it

    def rest(self) -> None:
        """End the processes that have nothing to do; the next task starts one again."""
        for at, worker in enumerate(self._idle):
            if worker is not None:
                self._idle[at] = None
                self._retire(worker)

    async def close(self) -> None:
        """End every process, busy or not: their tasks end in FeedhubError. Closing twice is harmless."""
        self._closed = True
        for worker in tuple(self._workers):
            self._retire(worker)
        if self._reaping:
            await asyncio.wait(self._reaping)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise FeedhubError("the workers are closed")

    async def _idle_worker(self) -> Worker | None:
        self._refuse_when_closed()
        if self._idle:
            return self._idle.pop()
        turn: asyncio.Future[Worker | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # our turn had come in the same moment
                self._release(turn.result())
            raise

    def _release(self, worker: Worker | None) -> None:
        """Hand the worker to whoever has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    def _successor(self, ended: Worker | None) -> Worker:
        if ended is not None:
            self._retire(ended)
        worker = Worker(self._terms)
        self._workers.add(worker)
        return worker

    def _kept(self, worker: Worker | None) -> Worker | None:
        """Give back a worker that may go on; one that may not is sent home."""
        if worker is None or (worker.alive and worker.done < self._tasks):
            return worker
        self._retire(worker)
        return None

    def _retire(self, worker: Worker) -> None:
        if worker in self._workers:
            self._workers.discard(worker)
            worker.stop()
            reaping = asyncio.get_running_loop().create_task(worker.reap())
            self._reaping.add(reaping)
            reaping.add_done_callback(self._reaping.discard)
