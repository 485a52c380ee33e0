"""A proxy's address comes in, a connection through it goes out: as it is for http, as a tunnel for https.

The proxy resolves names, so nobody here can see which address is dialled in the end. What can be judged is judged: an
address that stands in the URL itself, and names that mean this very machine.
"""

import asyncio
import base64
import logging
import ssl
from urllib.parse import unquote_to_bytes

import httpx

from feedhub.fetch.addresses import is_address
from feedhub.fetch.guard import Allowance, admit, name_of
from feedhub.fetch.stream import Stream
from feedhub.fetch.trouble import Unfetchable, quoted
from feedhub.model.fetched import FailureKind

_log = logging.getLogger(__name__)
_LONGEST_ANSWER = 16 * 1024
_GOOD = b"200"


class Proxy:
    """One proxy of the configuration."""

    def __init__(self, url: str) -> None:
        parsed = httpx.URL(url)
        self._host, self._port = name_of(parsed), parsed.port or 80
        name, _, password = parsed.userinfo.partition(b":")
        secret = base64.b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password))
        self.credentials: tuple[tuple[bytes, bytes], ...] = (
            ((b"Proxy-Authorization", b"Basic " + secret),) if parsed.userinfo else ()
        )
        _log.warning(
            "what goes through the proxy %s:%d is not guarded: it resolves names, and may reach private addresses",
            self._host,
            self._port,
        )

    async def dial(self, url: httpx.URL, allowance: Allowance, tls: ssl.SSLContext) -> Stream:
        """Connect; for https through a tunnel to the URL's host. Raises as `Dialer.dial` does."""
        host, port = name_of(url), url.port or (443 if url.scheme == "https" else 80)
        _judge(host, port, allowance)
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_connection(Stream, self._host, self._port)
        if url.scheme != "https":
            return stream
        try:
            await self._tunnel(stream, host, port)
            await stream.secure(tls, host)
        except BaseException:
            stream.abort()
            raise
        return stream

    async def _tunnel(self, stream: Stream, host: str, port: int) -> None:
        """Ask for a tunnel (RFC 9110, section 9.3.6); raise Unfetchable where the proxy gives none."""
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {place} HTTP/1.1".encode(), f"Host: {place}".encode()]
        lines += [name + b": " + value for name, value in self.credentials]
        stream.write(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = await stream.block(_LONGEST_ANSWER)
        if not answer:
            raise httpx.RemoteProtocolError("the proxy hung up")
        status = answer.split(b" ", 2)[1:2]
        if status != [_GOOD]:
            said = quoted(answer.partition(b"\n")[0].decode("latin-1").strip(), longest=60)
            raise Unfetchable(
                FailureKind.REFUSED, f"the proxy does not let us through to {host} ({said}); check the source's proxy"
            )


def _judge(host: str, port: int, allowance: Allowance) -> None:
    if host == "localhost" or host.endswith(".localhost"):
        admit(host, port, ("127.0.0.1",), allowance)
    if is_address(host):
        admit(host, port, (host,), allowance)
