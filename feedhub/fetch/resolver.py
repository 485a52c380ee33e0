"""A host name comes in, the addresses the system knows for it go out; nothing is judged or remembered here.

Look-ups run in threads of their own: a resolver that hangs can starve neither disk reads, nor the loop, nor the
end of the process (the threads are daemons, the default executor's are waited for).
"""

import asyncio
import contextlib
import socket
import threading
import weakref
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from queue import SimpleQueue

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""`await resolve(host, port)` gives numeric addresses, best first; raises OSError (socket.gaierror) where none is."""
_Answer = asyncio.Future[Sequence[str]]
_Asked = SimpleQueue[Callable[[], None] | None]


class SystemResolver:
    """getaddrinfo, in at most `threads` threads at once. They stay for the next look-up, and end with the resolver."""

    def __init__(self, threads: int = 8) -> None:
        self._most = threads
        self._threads = self._pending = 0
        self._asked: _Asked = SimpleQueue()
        weakref.finalize(self, self._asked.put, None).atexit = False

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of `host` once each, in the system's order of preference (RFC 6724)."""
        loop = asyncio.get_running_loop()
        answer: _Answer = loop.create_future()
        self._pending += 1
        if self._threads < min(self._pending, self._most):
            self._threads += 1
            threading.Thread(target=_serve, args=(self._asked,), name="resolver", daemon=True).start()
        self._asked.put(partial(self._look_up, loop, answer, host, port))
        return await answer

    def _look_up(self, loop: asyncio.AbstractEventLoop, answer: _Answer, host: str, port: int) -> None:
        try:
            # Nobody waits any more for what was given up while all threads were busy.
            found: Sequence[str] | Exception = () if answer.done() else _addresses(host, port)
        except (OSError, ValueError) as error:
            found = error
        with contextlib.suppress(RuntimeError):  # the loop may have ended while the resolver hung
            loop.call_soon_threadsafe(self._settle, answer, found)

    def _settle(self, answer: _Answer, found: Sequence[str] | Exception) -> None:
        self._pending -= 1  # only now: an abandoned look-up still occupies its thread
        if answer.done():
            return
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)


def _serve(asked: _Asked) -> None:
    """Look up what is asked for until there is no resolver any more; only what is asked for keeps it alive."""
    while (look_up := asked.get()) is not None:
        look_up()
        del look_up
    asked.put(None)  # for the next thread


def _addresses(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
