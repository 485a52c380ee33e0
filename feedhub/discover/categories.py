"""Which category a new source may belong to: what there is already in, one path or none out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit


def likely_category(url: str, tags: Iterable[str], sources: Mapping[str, Sequence[str]]) -> str | None:
    """Take the category of a source at the same host, else the one whose last name its entries are tagged with most.

    `sources` maps the addresses there are to their category paths.
    """
    host = _host(url)
    for other, paths in sources.items():
        if paths and host and _host(other) == host:
            return paths[0]
    by_name = {path.rpartition("/")[2].casefold(): path for paths in sources.values() for path in paths}
    counted = Counter(by_name[tag.casefold()] for tag in tags if tag.casefold() in by_name)
    return counted.most_common(1)[0][0] if counted else None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
