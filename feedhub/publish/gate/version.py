"""What readers remember of a document: its entries, told apart without parsing it, beside those of the last good one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedhub.model.document import Written
from feedhub.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """What readers remember of an entry, as it stands in the document; `date` is when it was published."""

    id: str
    url: str
    title: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One format: by which marks its entries are found, what is read off one, and what is wrong with a document.

    The marks stand in no text: there XML writes no "<", and JSON no line break.
    """

    begin: bytes
    end: bytes
    between: bytes = b""
    tail: bytes
    line: Callable[[bytes], Line]
    place: Callable[[bytes], tuple[bytes, bytes]]
    """An entry's id and date, as bytes: all that is asked of every entry of every document."""
    check: Callable[[str, Written, Sequence[bytes]], Iterator[Fault]]
    """Holds a document with only these entries to the format."""

    def cut(self, data: bytes, known: Sequence[bytes] = ()) -> Written:
        """Cut a document at its entries; one that is not written as we write them is all head.

        Args:
            data: the document.
            known: entries that may stand in it, about in their order: where one does, it is itself that is given back.
        """
        pieces = tuple(self._pieces(data, known))
        if not pieces:
            return Written(head=data, entries=(), tail=b"")
        return Written(head=data[: data.find(self.begin)], entries=pieces, between=self.between, tail=self.tail)

    def _pieces(self, data: bytes, known: Sequence[bytes]) -> Iterator[bytes]:
        at, last = data.find(self.begin), len(data) - len(self.tail)
        if at < 0 or not data.endswith(self.end + self.tail):
            return
        seam = self.end + self.between + self.begin
        expected = 0
        while at < last:
            here = next((place for place in range(expected, len(known)) if data.startswith(known[place], at)), None)
            if here is None:
                end = data.find(seam, at)
                piece = data[at : last if end < 0 else end + len(self.end)]
            else:
                piece, expected = known[here], here + 1
            yield piece
            at += len(piece) + len(self.between)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The last good version, beside the new one."""

    opening: bytes
    size: int
    """How many entries it has."""
    kept: frozenset[int]
    """Which entries of the new version, by their position, stand in it byte for byte."""
    others: tuple[bytes, ...]
    """Its entries that the new version has not, or not as they were."""


def former(form: Form, data: bytes, new: Written) -> Former:
    """Lay the last good version beside the new one."""
    before = form.cut(data, new.entries)
    positions = {id(entry): position for position, entry in enumerate(new.entries)}
    return Former(
        opening=opening(before),
        size=len(before.entries),
        kept=frozenset(positions[id(entry)] for entry in before.entries if id(entry) in positions),
        others=tuple(entry for entry in before.entries if id(entry) not in positions),
    )


def opening(version: Written) -> bytes:
    """Give the start of a version's root element, with the namespaces that entries rely on."""
    start = version.head.find(b"<", version.head.find(b"?>") + 1)
    return version.head[: version.head.find(b">", start) + 1]


def between(data: bytes, before: bytes, after: bytes, start: int = 0) -> bytes:
    """Give what stands between two marks; empty where that is nothing."""
    found = data.find(before, start)
    if found < 0:
        return b""
    begin = found + len(before)
    end = data.find(after, begin)
    return data[begin:end] if end >= 0 else b""


def text(written: bytes) -> str:
    """Read what is written, whatever it is."""
    return written.decode(errors="replace")
