"""One way to write each format: entries in, fragments out; a `FeedDocument` in, a document out.

An entry is written once for all the documents it will ever stand in; a document is spliced from a head, fragments
and a tail. A new format is a module with these four things and a line here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from feedhub.model.document import FeedDocument, FeedHead, Format, Fragments, Piece, Written
from feedhub.model.entry import StoredEntry
from feedhub.model.hub import Hub
from feedhub.publish.facts import Facts, facts

_HEAD_ROOM = 4096
"""Bytes that are left to a head and a tail when an entry is measured against a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """A format: what it makes of an entry and of a head, what stands between two entries and behind the last."""

    entry: Callable[[Facts], bytes]
    head: Callable[[FeedHead], bytes]
    between: bytes = b""
    tail: bytes


@cache
def _writers() -> Mapping[Format, _Writer]:
    from feedhub.publish import jsonfeed, rssfeed, xmlfeed  # noqa: PLC0415  40 ms, and most polls bring no news

    return {
        Format.ATOM: _Writer(entry=xmlfeed.entry_bytes, head=xmlfeed.head_bytes, tail=xmlfeed.TAIL),
        Format.RSS: _Writer(entry=rssfeed.entry_bytes, head=rssfeed.head_bytes, tail=rssfeed.TAIL),
        Format.JSON: _Writer(entry=jsonfeed.entry_bytes, head=jsonfeed.head_bytes, between=b",", tail=jsonfeed.TAIL),
    }


def fragments(entry: StoredEntry, hub: Hub, *, max_bytes: int) -> Fragments:
    """Write one entry in every format; one that no document of `max_bytes` could hold has its summary for its content.

    Raises:
        ValueError: the entry cannot stand in a valid document; the text names what is wrong with it.
    """
    written = _written(facts(entry, hub))
    if max(map(len, written.values())) > max_bytes - _HEAD_ROOM:
        written = _written(facts(entry, hub, whole=False))
    return written


def written(document: FeedDocument, form: Format) -> Written:
    """Write a whole document, in the pieces it is joined from."""
    writer = _writers()[form]
    return Written(
        head=writer.head(document.head),
        entries=tuple(entry[form] for entry in document.entries),
        between=writer.between,
        tail=writer.tail,
    )


def ample(head: FeedHead) -> int:
    """Tell how many bytes no newest document without entries exceeds in any format, without writing it.

    A character takes six at the most, as `&quot;`; an address stands there twice at the most.
    """
    addresses = (head.page_url, head.older_url or "")
    return _HEAD_ROOM + 6 * (len(head.id) + len(head.title) + len(head.subtitle) + 2 * sum(map(len, addresses)))


def overhead(head: FeedHead) -> dict[Format, int]:
    """Tell how many bytes a document has without any entry."""
    return {form: len(writer.head(head)) + len(writer.tail) for form, writer in _writers().items()}


def size(entry: Fragments, form: Format) -> int:
    """Tell how many bytes an entry takes in a document, with what stands between it and the next."""
    return len(entry[form]) + len(_writers()[form].between)


def _written(said: Facts) -> Fragments:
    return {form: Piece(writer.entry(said)) for form, writer in _writers().items()}
