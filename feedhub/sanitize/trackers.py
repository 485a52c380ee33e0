"""Which pictures only count readers: by address, from a list, or by their size."""

import re
from functools import lru_cache

from feedhub.sanitize.lists import items

_PIXEL = 1
_ON_ANY_HOST = re.compile("|".join(re.escape(item) for item in items("trackers") if item.startswith("/")))


def _by_domain() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in items("trackers"):
        domain, slash, path = item.partition("/")
        if domain:
            found[domain] = (*found.get(domain, ()), slash + path)
    return found


_BY_DOMAIN = _by_domain()


def counts_readers(url: str) -> bool:
    """Tell whether this absolute address is a tracker's or a share button's."""
    host, _, path = url.partition("//")[2].partition("/")
    path = "/" + path
    if (starts := _counting_paths(host)) and path.startswith(starts):
        return True
    return _ON_ANY_HOST.search(path) is not None


@lru_cache(maxsize=1024)
def _counting_paths(host: str) -> tuple[str, ...]:
    """Give the beginnings of paths that a host or a domain it belongs to counts readers at."""
    starts: tuple[str, ...] = ()
    domain = host.lower()
    while domain:
        starts += _BY_DOMAIN.get(domain, ())
        domain = domain.partition(".")[2]
    return starts


def is_pixel(width: int | None, height: int | None) -> bool:
    """Tell whether a picture says of itself that there is nothing to see."""
    return width is not None and height is not None and width <= _PIXEL and height <= _PIXEL
