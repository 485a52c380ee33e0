"""A connection on which something was asked comes in; the head of the answer goes out, and its body in pieces.

This is HTTP/1.1 as h11 reads it (RFC 9112), and tests hold it to h11 answer by answer. It is written anew because a
conditional request is nearly all head: what h11 makes of one is a third of a visit.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from feedhub.fetch.stream import Stream

HEAD_BYTES = 100 * 1024
"""How long all that comes before a body may be, interim answers included; also a chunk's first line and what follows
the last one."""
_LOWEST, _FINAL = 100, 200
_SWITCHED = 101
_STATUS = re.compile(rb"HTTP/[0-9]\.[0-9] ([0-9]{3})(?: .*)?")
_UNPRINTABLE = re.compile(rb"[\x00\x0b\x0c\r]")
_FOLD = re.compile(rb"\n[ \t]+")
_FIELD = re.compile(rb"^([-!#$%&'*+.^_`|~0-9a-zA-Z]+):(.*)\n", re.MULTILINE)
_LENGTH = re.compile(rb"[0-9]{1,20}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,20})[ \t]*(?:;.*)?\r\n")
_WITHOUT_BODY = frozenset({204, 304})

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """The status and headers of an answer, and how its body ends: after chunks, after `length` bytes, or at the end."""

    status: int
    headers: Headers
    chunked: bool
    length: int | None


async def read_head(stream: Stream) -> AnswerHead:
    """Give the head of the answer, past interim ones; raise httpx.TransportError where there is none."""
    left = HEAD_BYTES
    while block := await stream.block(left):
        left -= len(block)
        if left < 0:
            raise httpx.RemoteProtocolError("too much before the answer began")
        head = _head(block)
        if head.status >= _FINAL:
            return head
    raise httpx.RemoteProtocolError("the connection ended without an answer")


async def read_body(head: AnswerHead, stream: Stream) -> AsyncIterator[bytes]:
    """Give the body in pieces; raise httpx.TransportError where it is not whole."""
    if head.status in _WITHOUT_BODY:
        return
    if head.chunked:
        while size := _chunk_size(await stream.line(HEAD_BYTES)):
            async for piece in _counted(stream, size):
                yield piece
            footer = b"".join([each async for each in _counted(stream, 2)])
            if footer != b"\r\n":
                raise httpx.RemoteProtocolError("a chunk is longer than it says")
        _fields(_whole(await stream.block(HEAD_BYTES)))
    elif head.length is not None:
        async for piece in _counted(stream, head.length):
            yield piece
    else:
        while piece := await stream.some():
            yield piece


async def _counted(stream: Stream, length: int) -> AsyncIterator[bytes]:
    while length:
        piece = _whole(await stream.some(length))
        length -= len(piece)
        yield piece


def _whole(part: bytes) -> bytes:
    if not part:
        raise httpx.RemoteProtocolError("the connection ended in the middle of the body")
    return part


def _chunk_size(line: bytes) -> int:
    found = _CHUNK.fullmatch(_whole(line))
    if found is None:
        raise httpx.RemoteProtocolError("a chunk does not say how long it is")
    return int(found[1], 16)


def _head(block: bytes) -> AnswerHead:
    first, _, rest = block.partition(b"\n")
    found = _STATUS.fullmatch(first.removesuffix(b"\r"))
    if found is None or _UNPRINTABLE.search(found[0]):
        raise httpx.RemoteProtocolError("the answer does not begin as HTTP/1.1 does")
    status, headers = int(found[1]), _fields(rest)
    if status < _LOWEST or status == _SWITCHED:
        raise httpx.RemoteProtocolError(f"nobody asked for the status {found[1].decode()}")
    lengths: set[bytes] = set()
    codings: list[bytes] = []
    for name, value in headers:
        kind = name.lower()
        if kind == b"content-length":
            lengths.update(map(bytes.strip, value.split(b",")))
        elif kind == b"transfer-encoding":
            codings.append(value.lower())
    if codings not in ([], [b"chunked"]):
        raise httpx.RemoteProtocolError("the body is transferred in another coding than chunked")
    if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise httpx.RemoteProtocolError("it is not clear how long the body is")
    return AnswerHead(status, headers, bool(codings), int(lengths.pop()) if lengths else None)


def _fields(block: bytes) -> Headers:
    """Read header lines up to the blank one; a line that begins with a space goes on where the one before ended."""
    lines = block.replace(b"\r\n", b"\n")
    if b"\n " in lines or b"\n\t" in lines:
        lines = _FOLD.sub(b" ", lines)
    fields = [(name, value.strip(b" \t")) for name, value in _FIELD.findall(lines)]
    if len(fields) < lines.count(b"\n") - 1 or _UNPRINTABLE.search(lines):
        raise httpx.RemoteProtocolError("a header is not written as one")
    return fields
