"""Players in, the address of what they play out: for known hosts only, by exact host and the beginning of the path."""

from collections.abc import Mapping

from feedhub.sanitize.lists import items
from feedhub.sanitize.urls import absolute

_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data")


def _by_host() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in items("embeds"):
        host, slash, path = item.partition("/")
        found[host] = (*found.get(host, ()), slash + path)
    return found


_PLAYERS = _by_host()


def embedded(attributes: Mapping[str, str | None], base: str | None) -> str | None:
    """Find what an `iframe`, `embed` or `object` with these attributes plays; None for a host that is not known."""
    for name in _ADDRESSES:
        if (value := attributes.get(name)) and (url := absolute(value, base)):
            secure = "https://" + url.partition("://")[2]
            if is_player(secure):
                return secure
    return None


def is_player(url: str) -> bool:
    """Tell whether this absolute address is a known player's."""
    scheme, _, place = url.partition("//")
    host, slash, path = place.partition("/")
    paths = _PLAYERS.get(host) if scheme == "https:" else None
    return paths is not None and (slash + path).startswith(paths)
