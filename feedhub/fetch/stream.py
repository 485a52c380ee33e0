"""The bytes of one connection, straight from the event loop: some of them, a line, or all up to a blank line.

It takes no timeouts: the whole exchange has a deadline.
"""

import asyncio
import re
import ssl
from typing import cast

import httpx

_PIECE = 16 * 1024
"""Bytes handed on before others get a turn: what a flood can keep the reader busy with."""
_BACKLOG = 128 * 1024
_BLANK = (b"\n", b"\r\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_LOWEST = ord("!")


class Stream(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._taken = 0
        self._ended = False
        self._paused = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

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

    # What is asked of it. All raise httpx.ReadError where the connection broke.

    async def some(self, most: int = _PIECE) -> bytes:
        """Give the next bytes, and none at the end."""
        if not self._received:
            await self._more()
        return await self._take(min(most, _PIECE, len(self._received)))

    async def line(self, longest: int) -> bytes:
        """Give the bytes up to and with the next CRLF, and none where the end comes first.

        Raises httpx.RemoteProtocolError where they are more than `longest`.
        """
        seen = 0
        while (end := self._received.find(b"\r\n", seen)) < 0:
            seen = max(0, len(self._received) - 1)
            if not await self._more(longest):
                return b""
        return await self._take(end + 2)

    async def block(self, longest: int) -> bytes:
        """Give the lines up to and with the next blank one, ended by CRLF or LF, and none where the end comes first.

        Raises httpx.RemoteProtocolError where they are more than `longest` bytes, or no text from the first one on.
        """
        seen = 0
        while not (end := _block_end(self._received, seen)):
            if self._received and self._received[0] < _LOWEST and self._received != b"\r":
                raise httpx.RemoteProtocolError("it does not begin as text does")
            seen = max(0, len(self._received) - 2)
            if not await self._more(longest):
                return b""
        return await self._take(end)

    async def _more(self, longest: int = _BACKLOG) -> bool:
        """Wait for more bytes than there are; tell whether any came."""
        had = len(self._received)
        if had > longest:
            raise httpx.RemoteProtocolError(f"more than {longest} bytes and no end to them")
        if not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        came = len(self._received) > had
        if not came and self._error is not None:
            raise httpx.ReadError(str(self._error) or type(self._error).__name__) from self._error
        return came

    async def _take(self, size: int) -> bytes:
        piece = bytes(self._received[:size])
        del self._received[:size]
        if self._paused and len(self._received) <= _PIECE and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        self._taken += size
        if self._taken >= _PIECE:
            self._taken = 0
            await asyncio.sleep(0)
        return piece

    def write(self, data: bytes) -> None:
        """Send bytes, few enough never to wait for the other side; raise httpx.WriteError where it is gone."""
        if self._transport.is_closing():
            raise httpx.WriteError("the connection was closed before the request was sent")
        self._transport.write(data)

    async def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on under TLS with `host`; raise what a handshake raises.

        Nothing may have come before: whoever speaks first is not the other side of a handshake.
        """
        if self._received:
            raise httpx.RemoteProtocolError("more than an answer")
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(self._transport, self, context, server_hostname=host)
        if secured is None:
            raise httpx.ConnectError("the connection was closed before it was secured")
        self._transport = secured

    def abort(self) -> None:
        """Drop the connection at once."""
        self._transport.abort()


def _block_end(received: bytearray, seen: int) -> int:
    """Say where a block of lines ends; 0 while it does not."""
    if received.startswith(_BLANK):
        return received.index(b"\n") + 1
    found = _BLANK_LINE.search(received, seen)
    return found.end() if found else 0
