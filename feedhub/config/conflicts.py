"""What no source can know alone: that its name is taken, or that a category is too like another to tell apart."""

import unicodedata
from collections.abc import Iterator

from feedhub.config import values
from feedhub.config.problems import Loc


def conflicts(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    """Compare sources as they stand in the file, also those that have other faults; give the later place of two."""
    yield from _names(sources)
    yield from _categories(sources)


def _names(sources: list[object]) -> Iterator[tuple[Loc, str]]:
    first: dict[object, int] = {}
    for index, source in enumerate(sources):
        name = source.get("name") if isinstance(source, dict) else None
        if not isinstance(name, str):
            continue
        if name in first:
            yield ("sources", index, "name"), f"the name {name} is taken by sources.{first[name]}"
        else:
            first[name] = index


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
        given = source.get("categories") if isinstance(source, dict) else None
        for position, text in enumerate(given if isinstance(given, list) else ()):
            if isinstance(text, str) and (path := _readable(text)):
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
