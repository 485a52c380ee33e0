"""Entries in every format: out of the store, or rendered now.

An entry stands in the feeds of its source and of every category above it, and in the archives of all these. It is
rendered once, and read for each turn of the desk that writes some of these: between two turns it may have changed.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from feedhub import publish
from feedhub.model.document import Fragments
from feedhub.store import Store

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_AT_ONCE = 100
"""Entries in memory together, whole, while they are rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderings:
    """The renderings of entries as they are at this turn of the desk."""

    store: Store
    hub: publish.Hub
    max_bytes: int

    def of(self, rows: Sequence[int]) -> dict[int, Fragments]:
        """Give the renderings of these entries; without those of which none can be made."""
        stored = self.store.fragments(rows)
        for some in slices([row for row in rows if row not in stored], _AT_ONCE):
            fresh = self._rendered(some)
            self.store.keep_fragments(fresh)
            stored |= fresh
        return stored

    def _rendered(self, rows: Sequence[int]) -> dict[int, Fragments]:
        fresh: dict[int, Fragments] = {}
        for entry in self.store.entries(rows):
            try:
                fresh[entry.row] = publish.fragments(entry, self.hub, max_bytes=self.max_bytes)
            except ValueError as reason:
                _log.error("entry %s of %s is left out of its feeds: %s", entry.id, entry.source, reason)
        return fresh


def slices(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut a row of things into pieces of a size."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
