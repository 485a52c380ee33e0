"""An `httpx.Request` comes in, an `httpx.Response` whose body is still to be streamed goes out.

One connection per request, closed with the response: a poller meets each host rarely. No cookies, no redirects, no
retries, no decoding happen here.
"""

from collections.abc import AsyncIterator

import httpx

from feedhub.fetch.dial import Dialer
from feedhub.fetch.framing import AnswerHead, read_body, read_head
from feedhub.fetch.guard import NOTHING, Allowance
from feedhub.fetch.proxy import Proxy
from feedhub.fetch.stream import Stream

TLS = "feedhub.tls"
"""The request extension with an SSLContext to use in place of the usual one."""
PROXY = "feedhub.proxy"
"""The request extension with the `Proxy` to go through."""
ALLOWANCE = "feedhub.allowance"
"""The request extension with the `Allowance` that holds for its host; without it nothing is exempt from the guard."""


class OneShotTransport(httpx.AsyncBaseTransport):
    """Asks through connections of `dialer`. Only requests without a body are sent."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and give the response once its headers are read; raise what `trouble.WORLD` lists."""
        allowance: Allowance = request.extensions.get(ALLOWANCE, NOTHING)
        proxy: Proxy | None = request.extensions.get(PROXY)
        written = _written(request, proxy)
        stream = await self._dialer.dial(request.url, allowance, request.extensions.get(TLS), proxy)
        try:
            stream.write(written)
            head = await read_head(stream)
        except BaseException:
            stream.abort()
            raise
        return httpx.Response(head.status, headers=head.headers, stream=_Body(head, stream))


def _written(request: httpx.Request, proxy: Proxy | None) -> bytes:
    """Write a request (RFC 9112, section 3); raise httpx.LocalProtocolError where a part of it would end its line."""
    target, headers = request.url.raw_path, request.headers.raw
    if proxy is not None and request.url.scheme == "http":  # in absolute form (RFC 9112, section 3.2.2)
        target = b"http://" + request.url.netloc + target
        headers = [*headers, *proxy.credentials]
    lines = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), target)]
    lines += [b"%b: %b" % pair for pair in headers]
    head = b"\r\n".join(lines)
    if head.count(b"\n") >= len(lines) or head.count(b"\r") >= len(lines) or b"\x00" in head:
        raise httpx.LocalProtocolError("a header of ours holds the end of a line")
    return head + b"\r\n\r\n"


class _Body(httpx.AsyncByteStream):
    def __init__(self, head: AnswerHead, stream: Stream) -> None:
        self._head = head
        self._stream = stream

    def __aiter__(self) -> AsyncIterator[bytes]:
        return read_body(self._head, self._stream)

    async def aclose(self) -> None:
        self._stream.abort()
