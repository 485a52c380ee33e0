"""The desk: one thread in front of the store, so that the loop never waits for a disk and the pen has one hand.

Visits that end within moments of each other are recorded together, for what a transaction costs is much the same for
one of them as for ten. Each is told what came of it once that is committed, and not before.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import ParamSpec, TypeVar

from feedhub.model.visit import Recorded, Visit
from feedhub.store.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")
_BATCH = 50
"""Visits in one transaction: as many as make it cheap, few enough that readers of the store never wait long."""
_PATIENCE = 0.1
"""Seconds that a visit waits for others to end, while others are under way."""


class Desk:
    """Runs calls on the store one after the other, in the order they came."""

    def __init__(self, store: Store, *, patience: float = _PATIENCE) -> None:
        self.store = store
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._waiting: deque[tuple[Visit, asyncio.Future[Recorded]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._under_way = 0
        self._enough = asyncio.Event()
        self._closing = False

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """Know of a visit that is under way, and that those which end before it may wait for it a little."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._judge()

    async def do(self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a call at the desk: a method of the store, or a function that makes several calls in a row."""
        return await asyncio.wrap_future(self._thread.submit(call, *args, **kwargs))

    async def record(self, visit: Visit) -> Recorded:
        """Record a visit together with all that wait for the pen at the same moment.

        Raises:
            StoreError: the batch was not written; the source is visited again when its lease runs out.
        """
        written: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append((visit, written))
        self._judge()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await written

    async def close(self) -> None:
        """Write what waits, then close the store."""
        self._closing = True
        self._judge()
        try:
            if self._writing is not None:
                await self._writing
            await self.do(self.store.close)
        finally:
            self._thread.shutdown()

    def _judge(self) -> None:
        """Have what waits written once there is nobody else to wait for, or enough for one batch."""
        if self._closing or len(self._waiting) >= min(_BATCH, self._under_way):
            self._enough.set()
        else:
            self._enough.clear()

    async def _write(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), self._patience)
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            self._judge()
            try:
                recorded = await self.do(self.store.record, [visit for visit, _ in batch])
            except Exception as reason:  # noqa: BLE001  each visitor is told, whatever it was
                for _, written in batch:
                    if not written.done():
                        written.set_exception(reason)
            else:
                for (_, written), each in zip(batch, recorded, strict=True):
                    if not written.done():
                        written.set_result(each)
