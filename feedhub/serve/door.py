"""uvicorn's HTTP protocol with the two limits it leaves out, how large a request's head may be and how slow, and a shortcut.

The shortcut is for what needs no waiting: where the application has an answer at once, it goes out while the head is
read, without scope, task and messages. Whatever is unusual about a request, the protocol or the connection goes the
usual way.
"""

import asyncio
from math import inf
from typing import Protocol, runtime_checkable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from feedhub.serve.prepared import Answer

_HEAD_BYTES = 16_384
_UNUSUAL = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
"""With one of these a request is more than its head."""
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


@runtime_checkable
class Prompt(Protocol):
    """An application that may have an answer without being awaited: to a target, to fields that came once each."""

    def at_once(self, target: bytes, fields: dict[bytes, bytes], client: tuple[str, int] | None) -> Answer | None:
        """Answer a GET, or say that it takes longer."""


class Door(HttpToolsProtocol):
    """One connection.

    A request's head is refused beyond 16 to 32 KiB, and given up when it takes one to two times `head_seconds`.
    """

    head_seconds = 10.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows asyncio's signature
        self._prompt = self.app if isinstance(self.app, Prompt) else None
        self._answered = False
        self._rested = inf
        self._waker: asyncio.TimerHandle | None = None
        self._in_head = True
        self._heads = 0
        self._seen = -1
        self._received = 0
        self._watch = self.loop.call_later(self.head_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._watch.cancel()
        if self._waker is not None:
            self._waker.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, in pieces small enough to notice a head that is too large while it is being read."""
        self._rested = inf
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
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """A head is whole: it is answered at once, or begins its usual way."""
        self._in_head = False
        self._heads += 1
        self._answered = self._answer_at_once()
        if not self._answered:
            target, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()
            self.url, self.expect_100_continue = target, expects
            self.headers += headers  # the list that the scope has
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is whole, which is no news where it is answered."""
        if not self._answered:
            super().on_message_complete()

    def _answer_at_once(self) -> bool:
        """Take the shortcut if it is one: a GET that is nothing but its head, after which the connection goes on."""
        parser = self.parser
        if (
            self._prompt is None
            or not (self.cycle is None or self.cycle.response_complete)  # type: ignore[redundant-expr]  # None at first
            or self.flow.write_paused
            or parser.get_method() != b"GET"
            or not parser.should_keep_alive()
            or parser.get_http_version() != "1.1"
        ):
            return False
        fields = dict(self.headers)
        if len(fields) < len(self.headers) or not _UNUSUAL.isdisjoint(fields):
            return False
        answer = self._prompt.at_once(self.url, fields, self.client)
        if answer is None:
            return False
        usual = [b"%b: %b\r\n" % field for field in self.server_state.default_headers]
        self.transport.write(b"".join((STATUS_LINE[answer.start["status"]], *usual, answer.head)))
        if answer:
            self.transport.write(answer.body["body"])
        self.server_state.total_requests += 1
        self._rest()
        return True

    def on_response_complete(self) -> None:
        """Go on with the request that waits, or rest: with a timer of our own in place of the one uvicorn has set."""
        super().on_response_complete()
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
            self._rest()

    def _rest(self) -> None:
        """Begin to wait for another request, with the timer that is there from an earlier rest: most end soon."""
        self._rested = self.loop.time()
        if self._waker is None:
            self._waker = self.loop.call_later(self.timeout_keep_alive, self._wake)

    def _wake(self) -> None:
        """Hang up when nobody has said anything for as long as a connection is kept."""
        left = self._rested + self.timeout_keep_alive - self.loop.time()
        self._waker = self.loop.call_later(left, self._wake) if 0 < left < inf else None
        if left <= 0:
            self.timeout_keep_alive_handler()

    def _look(self) -> None:
        """Hang up on a head that was already under way at the last look; one timer a connection, none a request."""
        if self._in_head and self._seen == self._heads:
            self.transport.close()
            return
        self._seen = self._heads if self._in_head else -1
        self._watch = self.loop.call_later(self.head_seconds, self._look)
