"""A document cut into what stands before, the entries, and what stands behind, without parsing it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from feedhub.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """What readers remember of an entry, as it stands in the document; `date` is when it was published."""

    id: str
    url: str
    title: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document. Where it could not be cut, all of it is `head`, and `lines` is what was found."""

    head: bytes
    entries: tuple[bytes, ...]
    between: bytes = b""
    """What stands between two entries."""
    tail: bytes
    lines: tuple[Line, ...]

    @property
    def opening(self) -> bytes:
        """The start of the root element with the namespaces that entries rely on."""
        start = self.head.find(b"<", self.head.find(b"?>") + 1)
        return self.head[: self.head.find(b">", start) + 1]

    def holding(self, entries: tuple[bytes, ...]) -> bytes:
        """Write the document with only these entries."""
        return b"".join((self.head, self.between.join(entries), self.tail))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One format: how a document in it is cut, and what is wrong with it, given the entries to look into."""

    cut: Callable[[bytes], Version]
    check: Callable[[str, Version, tuple[bytes, ...]], Iterator[Fault]]


def cut(data: bytes, begin: bytes, end: bytes, line: Callable[[bytes], Line]) -> Version:
    """Cut an XML document at its entries, whose tags stand in no text: there "<" is written "&lt;"."""
    first, last = data.find(begin), data.rfind(end)
    whole = Version(head=data, entries=(), tail=b"", lines=())
    if not 0 <= first < last:
        return whole
    after = last + len(end)
    entries = tuple(piece + end for piece in data[first:last].split(end))
    if not all(entry.startswith(begin) for entry in entries):
        return whole
    return Version(head=data[:first], entries=entries, tail=data[after:], lines=tuple(map(line, entries)))


def between(data: bytes, before: bytes, after: bytes, start: int = 0) -> str:
    """Give the text between two marks, as it is written; empty where there is none."""
    found = data.find(before, start)
    if found < 0:
        return ""
    begin = found + len(before)
    end = data.find(after, begin)
    return data[begin:end].decode(errors="replace") if end >= 0 else ""
