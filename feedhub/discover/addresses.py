"""Addresses as people write them: completed, and compared."""

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def web_address(text: str) -> str:
    """Complete what somebody typed or another program wrote: `example.org`, `feed://example.org/rss`."""
    text = text.strip()
    scheme, colon, rest = text.partition(":")
    match scheme.lower():
        case "feed" if rest.startswith("//"):
            return f"http:{rest}"
        case "feed":
            return web_address(rest)
        case "http" | "https":
            return text
        case _:
            return text if colon and "://" in text else f"https://{text}"


def likeness(url: str) -> str:
    """Give what two addresses of the same feed share, whatever their scheme, `www.`, port, fragment or closing slash.

    A text that cannot be read as an address is like itself alone.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    place = host if port in {None, _PORTS.get(parts.scheme.lower())} else f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{place}{parts.path.rstrip('/')}{query}"
