"""Entries in every format: out of memory, out of the store, or rendered now.

An entry stands in the feeds of its source and of every category above it, and in the archives of all these. Within one
publication it is read or rendered once, as long as those that share it follow each other.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from feedhub import publish
from feedhub.model.document import Fragments
from feedhub.store import Store

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_AT_ONCE = 100
"""Entries in memory together, whole, while they are rendered."""
_REMEMBERED = 8_000_000
"""Bytes of renderings that are kept in memory."""


@dataclass(slots=True, kw_only=True)
class Renderings:
    """The renderings of entries as they are during one publication. Used at the desk."""

    store: Store
    hub: publish.Hub
    max_bytes: int
    _recent: dict[int, Fragments] = field(default_factory=dict, init=False)
    _size: int = field(default=0, init=False)

    def of(self, rows: Sequence[int]) -> dict[int, Fragments]:
        """Give the renderings of these entries; without those of which none can be made."""
        found = {row: self._recent[row] for row in rows if row in self._recent}
        unknown = [row for row in rows if row not in found]
        stored = self.store.fragments(unknown)
        for some in slices([row for row in unknown if row not in stored], _AT_ONCE):
            fresh = self._rendered(some)
            self.store.keep_fragments(fresh)
            stored |= fresh
        self._remember(stored)
        return found | stored

    def _rendered(self, rows: Sequence[int]) -> dict[int, Fragments]:
        fresh: dict[int, Fragments] = {}
        for entry in self.store.entries(rows):
            try:
                fresh[entry.row] = publish.fragments(entry, self.hub, max_bytes=self.max_bytes)
            except ValueError as reason:
                _log.error("entry %s of %s is left out of its feeds: %s", entry.id, entry.source, reason)
        return fresh

    def _remember(self, found: dict[int, Fragments]) -> None:
        self._recent |= found
        self._size += sum(map(_size, found.values()))
        while self._size > _REMEMBERED:
            self._size -= _size(self._recent.pop(next(iter(self._recent))))


def slices(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut a row of things into pieces of a size."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _size(entry: Fragments) -> int:
    return sum(map(len, entry.values()))
