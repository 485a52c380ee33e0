"""uvicorn inside a loop that is already running, without its hands on signals or logging."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from feedhub.errors import FeedhubError
from feedhub.serve.door import Door

_LAST_PORT = 65535
_PATIENCE_SECONDS = 1
"""How long a response under way may take once the server is told to stop."""


class Server:
    """Serve `app` at `bind`, written `HOST:PORT`; `[::]:8080` is every address, port 0 any free port."""

    def __init__(self, app: ASGIApp, bind: str) -> None:
        self._bind = bind
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                http=Door,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                log_level="error",  # its own comings and goings, and every stranger's rubbish, are no news
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_PATIENCE_SECONDS,
            )
        )
        self._serving: asyncio.Task[None] | None = None
        self.host = ""
        self.port = 0

    @property
    def address(self) -> str:
        """`HOST:PORT` as it is listened on."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen, and return when requests are answered.

        Raises:
            FeedhubError: the address is malformed, taken or not ours.
        """
        listening = _listen(self._bind)
        self.host, self.port = listening.getsockname()[:2]
        self._serving = asyncio.create_task(self._uvicorn.serve([listening]))
        await self._uvicorn.ready.wait()

    async def stop(self) -> None:
        """Stop listening, let responses under way finish for a second, and hang up."""
        if self._serving is not None:
            self._uvicorn.should_exit = True
            await self._serving
            self._uvicorn.hang_up()


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self.on_tick(0)  # the Date header for the first requests
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:  # signals are the daemon's own affair
        yield

    def hang_up(self) -> None:
        """Cut the connections whose clients would not take their answer in time."""
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()


def _listen(bind: str) -> socket.socket:
    host, _, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise FeedhubError(f"cannot listen on {bind!r}: write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=2048, dualstack_ipv6=host == "::")
    except OSError as trouble:
        reason = (trouble.strerror or str(trouble)).partition(" (while")[0].lower()
        raise FeedhubError(f"cannot listen on {bind}: {reason}; serve.bind in config.yaml says where") from trouble
