"""One worker process as the event loop sees it: a socket to write a task to, and a future for its answer.

Comes in: a pickled task and its deadline. Goes out: the answer's pickle, or why there is none. Nothing here makes the
loop wait, except for the fork itself.
"""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from feedhub.errors import BudgetSpent
from feedhub.workers.inside import ERROR, HEAD, MEMORY, PICKLE

_PROGRAM = Path(__file__).with_name("inside.py")
_WARM_UP_SECONDS = 60.0
_TOO_LONG, _ENDED = -1, -2  # what no process answers
_NOTHING = memoryview(b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one task may use (wall seconds, bytes above the imports), and what a worker imports before the first."""

    seconds: float
    memory: int
    preload: Sequence[str]


class Worker(asyncio.Protocol):
    """A process of its own: `await start()`, then one `ask` after the other; `stop` ends it at any time."""

    def __init__(self, terms: Terms) -> None:
        """Fork, from the calling thread: the kernel ties the worker's life to it, so it has to be the loop's own."""
        self.alive = True
        self.done = 0
        """How many tasks it has finished."""
        self._terms = terms
        self._inbox = bytearray()
        self._answer: asyncio.Future[tuple[int, memoryview]] | None = None
        self._transport: asyncio.Transport | None = None
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-P", str(_PROGRAM), str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    async def start(self) -> None:
        """Wait until the process has imported what it shall.

        Raises:
            BudgetSpent: it did not live to be ready.
            Exception: whatever the imports raise.
        """
        try:
            await self._connect()
            hello = (sys.path, tuple(self._terms.preload), self._terms.memory, self._terms.seconds)
            await self._exchange(pickle.dumps(hello, PICKLE), "starting a worker", _WARM_UP_SECONDS)
        except BaseException:
            self.stop()
            raise

    async def ask(self, task: bytes, what: str) -> memoryview:
        """Send a task and wait for the pickle of its result; `what` names it for people.

        Raises:
            BudgetSpent: it took too long or too much memory, or the process ended.
            Exception: what the task itself raised.
        """
        try:
            return await self._exchange(task, what, self._terms.seconds)
        finally:
            self.done += 1

    def stop(self) -> None:
        """Kill the process, whatever it is doing; `reap` waits for its end."""
        self.alive = False
        if self._transport is not None:  # else it is about to be made, and `start` comes here again
            self._transport.abort()
        self._process.kill()

    async def reap(self) -> None:
        """Wait, beside the loop, until the process is gone."""
        await asyncio.to_thread(self._process.wait)

    async def _connect(self) -> None:
        """Hand the socket to the loop, in one piece: uvloop loses count of one whose connecting is cancelled."""
        loop = asyncio.get_running_loop()
        connecting = loop.create_task(loop.create_unix_connection(lambda: self, sock=self._socket))
        try:
            await asyncio.shield(connecting)
        finally:
            self._transport, _ = await connecting

    async def _exchange(self, data: bytes, what: str, seconds: float) -> memoryview:
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        timer = loop.call_later(seconds, self._settle, _TOO_LONG)
        if self._transport is None or not self.alive:
            self._settle(_ENDED)
        else:
            self._transport.writelines((HEAD.pack(0, len(data)), data))
        try:
            kind, answer = await self._answer
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            timer.cancel()
            self._answer = None
        if kind in (_TOO_LONG, MEMORY, _ENDED):
            await self._give_up(kind, what, seconds)
        if kind == ERROR:
            raise cast("Exception", pickle.loads(answer))  # noqa: S301  our own program wrote it
        return answer

    async def _give_up(self, kind: int, what: str, seconds: float) -> None:
        if kind == _ENDED:
            ending = await asyncio.to_thread(self._ending)
            raise BudgetSpent(f"{what} ended its worker: {ending}")
        self.stop()
        if kind == MEMORY:
            raise BudgetSpent(f"{what} was stopped: it needed more than {self._terms.memory / 1_000_000:,.0f} MB")
        raise BudgetSpent(f"{what} was stopped after {seconds:g} s")

    def _ending(self) -> str:
        """Wait for the process and tell how it ended; one that only hung up is killed."""
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        if status == -signal.SIGKILL:
            return "killed, by the kernel if memory ran out"
        if status == -signal.SIGXCPU:
            return "it spent too much processor time"
        return signal.strsignal(-status) or f"signal {-status}" if status < 0 else f"exit status {status}"

    def _settle(self, kind: int, answer: memoryview = _NOTHING) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((kind, answer))

    def data_received(self, data: bytes) -> None:
        """Gather a frame; when it is whole, answer whoever waits."""
        self._inbox += data
        if len(self._inbox) < HEAD.size:
            return
        kind, length = HEAD.unpack_from(self._inbox)
        if len(self._inbox) == HEAD.size + length:
            answer, self._inbox = memoryview(self._inbox)[HEAD.size :], bytearray()
            self._settle(kind, answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the process tells more by how it ended
        """Take it that the process has ended."""
        self.alive = False
        self._settle(_ENDED)
