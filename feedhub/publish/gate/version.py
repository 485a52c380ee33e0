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
    is_plain_head: Callable[[str, Written], bool]
    """Tells at a glance that all around the entries is good, of a document of this name; a no means nothing."""
    is_plain_entry: Callable[[bytes], bool]
    """Tells the same of an entry in a document with such a head."""
    check: Callable[[str, Written, Sequence[bytes]], Iterator[Fault]]
    """Holds a document with only these entries to the format."""

    def cut(self, data: bytes) -> Written:
        """Cut a document at its entries; one that is not written as we write them is all head."""
        _, entries = self.divide(data, ())
        if not entries:
            return Written(head=data, entries=(), tail=b"")
        head = data[: data.find(self.begin)]
        return Written(head=head, entries=tuple(entries), between=self.between, tail=self.tail)

    def divide(self, data: bytes, known: Sequence[bytes]) -> tuple[list[int], list[bytes]]:
        """Tell which known entries stand in a document, by their positions, and which others do.

        The known ones are expected about in their order, and compared in place: nothing is copied or hashed.
        """
        kept: list[int] = []
        others: list[bytes] = []
        at, last = data.find(self.begin), len(data) - len(self.tail)
        if at < 0 or not data.endswith(self.end + self.tail):
            return kept, others
        seam, step, expected = self.end + self.between + self.begin, len(self.between), 0
        while at < last:
            here = expected
            if here == len(known) or not data.startswith(known[here], at):
                later = range(expected + 1, len(known))
                here = next((place for place in later if data.startswith(known[place], at)), -1)
            if here >= 0:
                kept.append(here)
                at += len(known[here]) + step
                expected = here + 1
            else:
                end = data.find(seam, at)
                others.append(data[at : last if end < 0 else end + len(self.end)])
                at += len(others[-1]) + step
        return kept, others


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The last good version, beside the new one."""

    opening: bytes
    kept: frozenset[int]
    """Which entries of the new version, by their position, stand in it byte for byte."""
    others: Sequence[bytes]
    """Its entries that the new version has not, or not as they were."""

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.kept) + len(self.others)


def former(form: Form, data: bytes, new: Written) -> Former:
    """Lay the last good version beside the new one."""
    kept, others = form.divide(data, new.entries)
    head = data[: max(data.find(form.begin), 0)]
    return Former(opening=opening(head), kept=frozenset(kept), others=others)


def opening(head: bytes) -> bytes:
    """Give the start of a document's root element, with the namespaces that entries rely on."""
    start = head.find(b"<", head.find(b"?>") + 1)
    return head[: head.find(b">", start) + 1]


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
