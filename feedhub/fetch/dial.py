"""A URL comes in, an open connection to an address that passed the guard goes out.

The name is resolved once, every address is judged, and what is dialled is the judged number: no second look-up can
give another answer. TLS still verifies the name.
"""

import asyncio
import functools
import ssl

import httpx

from feedhub.fetch.addresses import is_address
from feedhub.fetch.guard import Allowance, admit, name_of
from feedhub.fetch.proxy import Proxy
from feedhub.fetch.resolver import Resolver
from feedhub.fetch.stream import Stream
from feedhub.fetch.trouble import Unfetchable, reason
from feedhub.model.fetched import FailureKind

_MOST_ADDRESSES = 4
_PATIENCE = 3.0  # seconds for an address when there is another one to try (a network with broken IPv6)


class Dialer:
    """Connects to origins; one per process. `tls` replaces the usual certificate authorities."""

    def __init__(self, *, resolve: Resolver, tls: ssl.SSLContext | None = None) -> None:
        self._resolve = resolve
        self._given_tls = tls

    async def dial(
        self, url: httpx.URL, allowance: Allowance, tls: ssl.SSLContext | None = None, proxy: Proxy | None = None
    ) -> Stream:
        """Connect to the URL's host, with `tls` in place of the usual authorities; raise OSError, ssl.SSLError, UnicodeError or Unfetchable."""
        if proxy is not None:
            return await proxy.dial(url, allowance, tls or self._tls)
        host, port = name_of(url), url.port or (443 if url.scheme == "https" else 80)
        addresses = (host,) if is_address(host) else await self._resolve(host, port)
        if not addresses:
            raise Unfetchable(FailureKind.DNS, f"the name {host} has no address; check the url")
        admit(host, port, addresses, allowance)
        tls = (tls or self._tls) if url.scheme == "https" else None
        *others, last = addresses[:_MOST_ADDRESSES]
        for address in others:
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await _connect(address, port, tls, host)
            except ssl.SSLError:
                raise
            except OSError:
                continue  # the next address may answer; what the last one says is reported
        return await _connect(last, port, tls, host)

    @functools.cached_property
    def _tls(self) -> ssl.SSLContext:
        # Made once and only when needed: loading the authorities takes 30 ms. No SSL_CERT_* from the environment.
        context = self._given_tls or httpx.create_ssl_context(trust_env=False)
        context.set_alpn_protocols(["http/1.1"])
        return context


def trust(verify: bool, ca_file: str | None) -> ssl.SSLContext:  # noqa: FBT001  two settings, as they are kept
    """Make the idea of valid certificates that a source's settings describe; raise Unfetchable for a broken file."""
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise Unfetchable(
            FailureKind.TLS, f"ca_file cannot be read ({reason(error)}); it must hold certificates as PEM"
        ) from error
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


async def _connect(address: str, port: int, tls: ssl.SSLContext | None, host: str) -> Stream:
    loop = asyncio.get_running_loop()
    name = None if tls is None else host
    _, stream = await loop.create_connection(Stream, address, port, ssl=tls, server_hostname=name)
    return stream
