"""Which pictures only count readers: by address, from a list, or by their size."""

from feedhub.sanitize.lists import items

_PIXEL = 1
_ON_ANY_HOST = tuple(item for item in items("trackers") if item.startswith("/"))


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
    domain = host.lower()
    while domain:
        if (starts := _BY_DOMAIN.get(domain)) and path.startswith(starts):
            return True
        domain = domain.partition(".")[2]
    return any(piece in path for piece in _ON_ANY_HOST)


def is_pixel(width: int | None, height: int | None) -> bool:
    """Tell whether a picture says of itself that there is nothing to see."""
    return width is not None and height is not None and width <= _PIXEL and height <= _PIXEL
