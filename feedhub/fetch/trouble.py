"""Whatever went wrong on the way comes in as an exception, and leaves as a `Failed` an operator can act on."""

import asyncio
import re
import socket
import ssl

import httpx

from feedhub.model.fetched import Failed, FailureKind

WORLD = (OSError, httpx.TransportError, httpx.InvalidURL, ValueError)
"""All the outside can make our libraries raise: TimeoutError, SSLError and gaierror are OSErrors, UnicodeError is a
ValueError."""

_SECRET_NAME = re.compile(r"(?i)key|token|secret|pass|pwd|auth|sig|sess|cred|code|user|uid|mail")
_SECRET_VALUE = re.compile(r"(?=[^/]*[0-9])(?=[^/]*[A-Za-z])[A-Za-z0-9_+=-]{24,}")
_LONGEST_URL = 200


class Unfetchable(Exception):
    """A visit has become pointless; `failed` says why."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failed = Failed(kind=kind, detail=detail)


def explain(error: Exception, host: str) -> Failed:
    """Give the failure that an exception of `WORLD`, raised while visiting `host`, amounts to."""
    kind, detail = _reading(error, host)
    return Failed(kind=kind, detail=detail)


def _reading(error: Exception, host: str) -> tuple[FailureKind, str]:  # noqa: PLR0911  one line per kind of trouble
    match error:
        case socket.gaierror():
            return FailureKind.DNS, f"the name {host} was not found ({reason(error)}); check the url and the resolver"
        case ssl.SSLCertVerificationError():
            why = error.verify_message
            return FailureKind.TLS, f"{host} shows a certificate that cannot be trusted ({why}); its owner must mend it"
        case ssl.SSLError():
            return FailureKind.TLS, f"no secure connection with {host} ({reason(error)}); its owner must mend it"
        case TimeoutError() | asyncio.TimeoutError():
            return FailureKind.TIMEOUT, f"{host} could not be reached in time; it is tried again later"
        case ConnectionRefusedError():
            return FailureKind.REFUSED, f"nothing answers at {host} (connection refused); check the url's host and port"
        case UnicodeError() | httpx.InvalidURL():
            return FailureKind.DNS, f"{host} is no valid host name; check the url"
        case httpx.RemoteProtocolError():
            return FailureKind.NETWORK, f"{host} broke off or did not speak HTTP ({reason(error)}); tried again later"
        case _:
            return FailureKind.NETWORK, f"the connection with {host} failed ({reason(error)}); it is tried again later"


def reason(error: BaseException) -> str:
    """Give an exception's own words on one line, short and printable."""
    words = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return quoted(words, longest=120)


def quoted(text: str, *, longest: int = _LONGEST_URL) -> str:
    """Make foreign text safe for a sentence: printable, on one line, at most `longest` characters."""
    kept = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[: longest + 1])
    return kept if len(kept) <= longest else f"{kept[:longest]}…"


def redacted(url: httpx.URL) -> str:
    """Write a URL without what may be a secret: user info, values of telling names, long random-looking words."""
    query = "&".join(_safe_pair(pair) for pair in url.query.decode("ascii", "replace").split("&"))
    path = "/".join(_SECRET_VALUE.sub("…", segment) for segment in url.path.split("/"))
    place = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}{path}"
    return quoted(f"{place}?{query}" if query else place)


def shown(url: str) -> str:
    """Write the text of a URL without what may be a secret."""
    try:
        return redacted(httpx.URL(url))
    except httpx.InvalidURL:
        return "…"


def _safe_pair(pair: str) -> str:
    name, separator, value = pair.partition("=")
    if _SECRET_NAME.search(name) and value:
        return f"{name}{separator}…"
    return f"{_SECRET_VALUE.sub('…', name)}{separator}{_SECRET_VALUE.sub('…', value)}"
