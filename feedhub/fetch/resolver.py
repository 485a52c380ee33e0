"""A host name comes in, the addresses the system knows for it go out; nothing is judged or remembered here.

Look-ups run in threads of their own: a resolver that hangs can starve neither disk reads, nor the loop, nor the
end of the process (the threads are daemons, the default executor's are waited for).
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""`await resolve(host, port)` gives numeric addresses, best first; raises OSError (socket.gaierror) where none is."""


class SystemResolver:
    """getaddrinfo, in at most `threads` threads at once."""

    def __init__(self, threads: int = 8) -> None:
        self._free = asyncio.Semaphore(threads)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of `host` once each, in the system's order of preference (RFC 6724)."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def look_up() -> None:
            try:
                found: Sequence[str] | Exception = _addresses(host, port)
            except (OSError, ValueError) as error:
                found = error
            with contextlib.suppress(RuntimeError):  # the loop may have ended while the resolver hung
                loop.call_soon_threadsafe(self._settle, answer, found)

        threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
        return await answer

    def _settle(self, answer: asyncio.Future[Sequence[str]], found: Sequence[str] | Exception) -> None:
        self._free.release()  # only now: an abandoned look-up still occupies its thread
        if answer.done():
            return
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)


def _addresses(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
