"""The desk: one thread in front of the store, so that the loop never waits for a disk and the pen has one hand."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from feedhub.model.visit import Recorded, Visit
from feedhub.store.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")
_BATCH = 50
"""Visits in one transaction: as many as make it cheap, few enough that readers of the store never wait long."""


class Desk:
    """Runs calls on the store one after the other, in the order they came."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._waiting: deque[tuple[Visit, asyncio.Future[Recorded]]] = deque()
        self._writing: asyncio.Task[None] | None = None

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
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await written

    async def close(self) -> None:
        """Write what waits, then close the store."""
        try:
            if self._writing is not None:
                await self._writing
            await self.do(self.store.close)
        finally:
            self._thread.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
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
