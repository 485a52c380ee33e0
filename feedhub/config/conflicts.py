"""What no source can know alone: that its name is taken, or that a category is too like another to tell apart."""

import unicodedata
from collections.abc import Iterator

from feedhub.config import values
from feedhub.config.problems import Loc


def conflicts(sources: list[object], feeds: list[object]) -> Iterator[tuple[Loc, str]]:
    """Compare sources and feeds as they stand in the file, also those with other faults; give the later place of two."""
    yield from _names(sources)
    yield from _categories(sources)
    yield from _former_names(sources)
    yield from _former_paths(sources, feeds)


def _names(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    first: dict[str, int] = {}
    for index, name in _texts(sources, "name"):
        if name in first:
            yield ("sources", index, "name"), f"the name {name} is taken by sources.{first[name]}"
        else:
            first[name] = index


def _former_names(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    """Find names that a source is said to have given up, and that another one has."""
    taken = {name: f"the name of sources.{index}" for index, name in _texts(sources, "name")}
    for index, source in enumerate(sources):
        for position, old in _listed(source, "was"):
            if old in taken:
                yield ("sources", index, "was", position), f"{old} is {taken[old]}"
            taken.setdefault(old, f"a former name of sources.{index}")


def _former_paths(sources: list[object], feeds: list[object]) -> Iterator[tuple[Loc, str]]:
    """Find paths that a category is said to have given up, and that are in use."""
    taken = {
        above: f"a category of sources.{loc[1]}" for loc, path in _paths(sources) for above in _with_ancestors(path)
    }
    for index, feed in enumerate(feeds):
        for position, text in _listed(feed, "was"):
            old = _readable(text)
            if old in taken:
                yield ("feeds", index, "was", position), f"{old} is {taken[old]}"
            elif old is not None:
                taken[old] = f"a former path of feeds.{index}"


def _texts(items: list[object], key: str) -> Iterator[tuple[int, str]]:
    for index, item in enumerate(items):
        value = item.get(key) if isinstance(item, dict) else None
        if isinstance(value, str):
            yield index, value


def _listed(item: object, key: str) -> Iterator[tuple[int, str]]:
    given = item.get(key) if isinstance(item, dict) else None
    for position, text in enumerate(given if isinstance(given, list) else ()):
        if isinstance(text, str):
            yield position, text


def _categories(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    """Find names that readers, and file systems that fold case, cannot tell apart (UAX 15, NFKC; UAX 21)."""
    known: set[str] = set()
    first: dict[str, str] = {}
    for loc, text in _paths(sources):
        if text in known:
            continue
        known.add(text)
        for path in _with_ancestors(text):
            taken = first.setdefault(_folded(path), path)
            if taken != path:
                yield loc, f"the category {path} differs from {taken} only in case or in the form of its characters"
                break


def _paths(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    for index, source in enumerate(sources):
        for position, text in _listed(source, "categories"):
            if path := _readable(text):
                yield ("sources", index, "categories", position), path


def _readable(text: str) -> str | None:
    try:
        return values.category(text)
    except ValueError:  # told where the category itself is checked
        return None


def _with_ancestors(path: str) -> Iterator[str]:
    names = path.split("/")
    return ("/".join(names[: depth + 1]) for depth in range(len(names)))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
