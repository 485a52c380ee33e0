"""Entries in every format: out of a document that shows them, or rendered now.

An entry stands in the feeds of its source and of every category above it. How it looks there is decided by its edition, so
it is rendered once, for the first document, and taken out of that for the others, and for archives. What is taken is held to
its digest: whatever else stands there counts for nothing.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from feedhub import publish
from feedhub.model.document import FeedName, Format, Fragments, Piece
from feedhub.model.entry import Edition
from feedhub.model.standing import Span, Spans, Standing, spans_of
from feedhub.store import Store

_FORMATS = tuple(Format)
_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_AT_ONCE = 100
"""Entries in memory together, whole, while they are rendered."""
_ROOM = 4 * 2**20
"""Bytes of renderings that are kept at hand, those that came last: what is written next shows many of them too."""
_KNOWN = 30_000
"""Entries of which it is known where they stand: some ten megabytes."""


class _AtHand:
    """Renderings that were made or found last, within a number of bytes."""

    def __init__(self) -> None:
        self._found: dict[Edition, Fragments] = {}
        self._room = _ROOM

    def among(self, editions: Iterable[Edition]) -> dict[Edition, Fragments]:
        """Give those of these editions that are there."""
        return {each: self._found[each] for each in editions if each in self._found}

    def keep(self, found: Mapping[Edition, Fragments]) -> None:
        """Remember these, and forget those that came first for them."""
        for edition, fragments in found.items():
            if edition not in self._found:
                self._found[edition] = fragments
                self._room -= _size(fragments)
        while self._room < 0:
            self._room += _size(self._found.pop(next(iter(self._found))))


class Places:
    """Where entries stand: in documents of which path, without suffix, and where in them; the latest ones.

    Asked and told at the desk alone.
    """

    def __init__(self) -> None:
        self._known: dict[Edition, tuple[str, Spans]] = {}

    def note(self, documents: Mapping[str, Standing]) -> None:
        """Take note of what documents show, by their path."""
        for path, standing in documents.items():
            self._known.update((edition, (path, spans)) for edition, spans in standing.items())
        for longest_known in [*islice(self._known, max(0, len(self._known) - _KNOWN))]:
            del self._known[longest_known]

    def by_path(self, editions: Iterable[Edition]) -> Mapping[str, Standing]:
        """Tell where these editions stand, as far as that is known."""
        found: dict[str, dict[Edition, Spans]] = {}
        for edition in editions:
            if place := self._known.get(edition):
                path, spans = place
                found.setdefault(path, {})[edition] = spans
        return found

    def forget(self) -> None:
        """Know nothing."""
        self._known.clear()

    def __contains__(self, edition: Edition) -> bool:
        return edition in self._known


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderings:
    """The renderings of entries in the editions that are asked for, throughout one publication or other errand."""

    store: Store
    outlet: publish.Outlet
    hub: publish.Hub
    max_bytes: int
    places: Places
    _at_hand: _AtHand = field(default_factory=_AtHand)

    def of(self, editions: Sequence[Edition], feeds: Sequence[FeedName] = ()) -> dict[int, Fragments]:
        """Give the renderings of entries by row, without those of which none can be made.

        `feeds` are those whose newest documents may show some of them already.
        """
        found = self._at_hand.among(editions)
        if missing := _without(editions, found):
            if feeds and not all(each in self.places for each in missing):
                self.places.note({feed.path: standing for feed, standing in self.store.shown(feeds).items()})
            found |= self._standing(missing)
            for some in slices(_without(missing, found), _AT_ONCE):
                found |= self._rendered(some)
        self._at_hand.keep(found)
        return {each.row: found[each] for each in editions if each in found}

    def _standing(self, missing: Iterable[Edition]) -> dict[Edition, Fragments]:
        """Take entries out of the documents that show them."""
        found: dict[Edition, Fragments] = {}
        for path, standing in self.places.by_path(missing).items():
            columns = zip(*map(spans_of, standing.values()), strict=True)
            read = [self._pieces(f"{path}.{form.value}", spans) for form, spans in zip(_FORMATS, columns, strict=True)]
            for edition, pieces in zip(standing, zip(*read, strict=True), strict=True):
                if None not in pieces:
                    found[edition] = dict(zip(_FORMATS, pieces, strict=True))
        return found

    def _pieces(self, name: str, spans: Sequence[Span]) -> list[Piece | None]:
        pieces = map(Piece, self.outlet.parts(name, spans))
        return [piece if piece.digest == span.digest else None for piece, span in zip(pieces, spans, strict=True)]

    def _rendered(self, editions: Sequence[Edition]) -> dict[Edition, Fragments]:
        fresh: dict[Edition, Fragments] = {}
        of_row = {each.row: each for each in editions}
        for entry in self.store.entries(list(of_row)):
            try:
                fresh[of_row[entry.row]] = publish.fragments(entry, self.hub, max_bytes=self.max_bytes)
            except ValueError as reason:
                _log.error("entry %s of %s is left out of its feeds: %s", entry.id, entry.source, reason)
        return fresh


def slices(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut a row of things into pieces of a size."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _without(editions: Iterable[Edition], found: Mapping[Edition, Fragments]) -> list[Edition]:
    return [each for each in editions if each not in found]


def _size(fragments: Fragments) -> int:
    return sum(map(len, fragments.values()))
