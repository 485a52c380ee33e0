"""Where entries stand in published documents, so that they can be taken out of them again."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from struct import Struct
from typing import NamedTuple

from feedhub.model.document import Format, Written, digest_of
from feedhub.model.entry import Edition

EDITION = Struct("<qqq")
"""How an `Edition` is packed."""
_SPAN = "II16s"
_SPANS = Struct("<" + _SPAN * len(Format))
SPANS = _SPANS.size
"""Bytes that the places of one entry take."""

Spans = bytes
"""Where an entry stands in a document of each format, as `Span` in the order of `Format`: packed, for there are many."""
Standing = Mapping[Edition, Spans]
"""What documents of one name show, and where in them."""


class Span(NamedTuple):
    """A part of a document: bytes before it, how many it has, and the digest that no other bytes have."""

    offset: int
    length: int
    digest: bytes


def stand(editions: Sequence[Edition], documents: Mapping[Format, Written]) -> Standing:
    """Tell where entries stand in the documents that show them, in that order."""
    places = zip(*(_places(documents[form]) for form in Format), strict=True)
    return {edition: _SPANS.pack(*chain.from_iterable(spans)) for edition, spans in zip(editions, places, strict=True)}


def spans_of(packed: Spans) -> Iterator[Span]:
    """Give where an entry stands in a document of each format."""
    values = iter(_SPANS.unpack(packed))
    return map(Span, values, values, values)


def _places(document: Written) -> Iterator[Span]:
    at = len(document.head)
    for entry in document.entries:
        yield Span(at, len(entry), digest_of(entry))
        at += len(entry) + len(document.between)
