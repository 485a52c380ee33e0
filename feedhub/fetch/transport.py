"""An `httpx.Request` comes in, an `httpx.Response` whose body is still to be streamed goes out.

One connection per request, closed with the response: a poller meets each host rarely, and httpcore's pool looks at
every connection on every request. No cookies, no redirects, no retries, no decoding happen here.
"""

from collections.abc import AsyncIterable, AsyncIterator

import httpcore
import httpx

from feedhub.fetch.dial import Dialer
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
    """Asks through connections of `dialer`."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and give the response once its headers are read; raise what `trouble.WORLD` lists."""
        allowance: Allowance = request.extensions.get(ALLOWANCE, NOTHING)
        proxy: Proxy | None = request.extensions.get(PROXY)
        stream = await self._dialer.dial(request.url, allowance, request.extensions.get(TLS), proxy)
        try:
            return await _exchange(request, stream, proxy)
        except BaseException:
            await stream.aclose()
            raise


async def _exchange(request: httpx.Request, stream: Stream, proxy: Proxy | None) -> httpx.Response:
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    headers = request.headers.raw
    if proxy is not None and request.url.scheme == "http":  # in absolute form (RFC 9112, section 3.2.2)
        url.target = b"http://" + request.url.netloc + request.url.raw_path
        headers = [*headers, *proxy.credentials]
    connection = httpcore.AsyncHTTP11Connection(origin=url.origin, stream=stream)
    answer = await connection.handle_async_request(
        httpcore.Request(request.method.encode("ascii"), url, headers=headers)
    )
    stream.head_is_read()
    return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, stream))


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, stream: Stream) -> None:
        self._answer = answer
        self._stream = stream

    def __aiter__(self) -> AsyncIterator[bytes]:
        if not isinstance(self._answer.stream, AsyncIterable):
            raise TypeError("httpcore gave a blocking body to an asynchronous request")
        return aiter(self._answer.stream)

    async def aclose(self) -> None:
        await self._stream.aclose()
