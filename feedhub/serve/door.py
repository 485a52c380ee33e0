"""uvicorn's HTTP protocol with the two limits it leaves out: how large a request's head may be, and how slow."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD_BYTES = 16_384
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Door(HttpToolsProtocol):
    """One connection.

    A request's head is refused beyond 16 to 32 KiB, and given up when it takes one to two times `head_seconds`.
    """

    head_seconds = 10.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows asyncio's signature
        self._in_head = True
        self._heads = 0
        self._seen = -1
        self._received = 0
        self._watch = self.loop.call_later(self.head_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, in pieces small enough to notice a head that is too large while it is being read."""
        for start in range(0, len(data), _HEAD_BYTES):
            piece = data if len(data) <= _HEAD_BYTES else data[start : start + _HEAD_BYTES]
            self._received += len(piece)
            super().data_received(piece)
            if self.transport.is_closing():
                return
            if self._in_head and self._received > _HEAD_BYTES:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head = True
        self._received = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head = False
        self._heads += 1
        super().on_headers_complete()

    def _look(self) -> None:
        """Hang up on a head that was already under way at the last look; one timer a connection, none a request."""
        if self._in_head and self._seen == self._heads:
            self.transport.close()
            return
        self._seen = self._heads if self._in_head else -1
        self._watch = self.loop.call_later(self.head_seconds, self._look)
