"""The bytes of one connection, as httpcore wants them, straight from the event loop.

httpcore's own stream goes through anyio, which costs more CPU than the rest of a conditional request.
"""

import asyncio
import ssl
from typing import cast

import httpcore

_PIECE = 16 * 1024  # bytes handed on at once: what a flood can keep the parser busy with before others get a turn
_BACKLOG = 128 * 1024
HEAD_BYTES = 256 * 1024
"""How much may arrive before the answer's own headers end; h11 itself bounds one header block at 100 KiB, but not how
many `100 Continue` come first."""


class Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection. It takes no timeouts: the whole exchange has a deadline."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._ended = False
        self._paused = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport
        self._quota: int | None = HEAD_BYTES

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what came, and stop the sender when the reader is behind."""
        self._received += data
        if len(self._received) > _BACKLOG and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note the end; the transport closes itself."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end, and what broke."""
        self._ended, self._error = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What httpcore calls.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109  httpcore's signature
        """Give the next bytes, and none at the end; raise httpcore.ReadError where the connection broke."""
        if self._received:
            await asyncio.sleep(0)
        elif not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        piece = self._take(min(max_bytes, _PIECE))
        if not piece and self._error is not None:
            raise httpcore.ReadError(str(self._error) or type(self._error).__name__) from self._error
        return piece

    def _take(self, size: int) -> bytes:
        piece = bytes(self._received[:size])
        del self._received[:size]
        if self._paused and len(self._received) <= _PIECE and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        if self._quota is not None:
            self._quota -= len(piece)
            if self._quota < 0:
                raise httpcore.RemoteProtocolError("too much before the answer began")
        return piece

    async def read_until(self, end: bytes, *, longest: int) -> bytes:
        """Give the bytes up to and with `end`; raise httpcore.RemoteProtocolError where they end before or are too many.

        Nothing may follow: whoever speaks first after a tunnel is made is not the other side of a handshake.
        """
        taken = b""
        while end not in taken:
            piece = await self.read(longest)
            taken += piece
            if not piece or len(taken) > longest:
                raise httpcore.RemoteProtocolError("no end to the answer")
        if not taken.endswith(end):
            raise httpcore.RemoteProtocolError("more than an answer")
        return taken

    async def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on under TLS with `host`; raise what a handshake raises."""
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(self._transport, self, context, server_hostname=host)
        if secured is None:
            raise httpcore.ConnectError("the connection was closed before it was secured")
        self._transport = secured
        self._quota = HEAD_BYTES

    def head_is_read(self) -> None:
        """End the bound on bytes before the answer."""
        self._quota = None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109  httpcore's signature
        """Send bytes; a request is small enough never to wait for the other side."""
        if self._transport.is_closing():
            raise httpcore.WriteError("the connection was closed before the request was sent")
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Drop the connection at once."""
        self._transport.abort()
