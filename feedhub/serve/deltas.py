"""What changed between two versions of a feed, as its own kind of document (RFC 3229, instance manipulation `feed`).

Comes in: the bytes of a version, as they were published. Goes out: an outline of it to remember, and later the same
document with only the entries that an outline does not have. Nothing is parsed: the formats' entries stand apart by
their first and last bytes, which no text in them can hold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

_DIGEST = 8
_REMEMBERED = 32
"""Versions remembered of a document: 8 bytes an entry each, so all of them a twentieth of the document at most."""

Outline = bytes
"""The digests of a version's entries, one behind the other."""
Outlines = dict[bytes, Outline]
"""Outlines by the core of their entity tags, the newest last."""


@dataclass(frozen=True, slots=True)
class _Form:
    entry: re.Pattern[bytes]
    between: bytes = b""


_FORMS = {
    "atom": _Form(re.compile(rb"<entry[ >].*?</entry>", re.DOTALL)),
    "rss": _Form(re.compile(rb"<item[ >].*?</item>", re.DOTALL)),
    "json": _Form(re.compile(rb"\n\{.*\}"), b","),
}


def remembering(earlier: Outlines, name: str, tag: bytes, data: bytes) -> Outlines:
    """Add a version that is about to be replaced; the oldest make room for it."""
    form = _form(name)
    if form is None:
        return {}
    outline = b"".join(map(_digest, form.entry.findall(data)))
    outlines = {known: each for known, each in earlier.items() if known != tag} | {tag: outline}
    return dict(list(outlines.items())[-_REMEMBERED:])


def since(outline: Outline, name: str, data: bytes) -> bytes | None:
    """Give a document with only those of its entries that a version did not have; None where that saves nothing."""
    form = _form(name)
    entries = list(form.entry.finditer(data)) if form else []
    if form is None or not entries:
        return None
    had = {outline[start : start + _DIGEST] for start in range(0, len(outline), _DIGEST)}
    fresh = [entry[0] for entry in entries if _digest(entry[0]) not in had]
    if len(fresh) == len(entries):
        return None
    return b"".join((data[: entries[0].start()], form.between.join(fresh), data[entries[-1].end() :]))


def base(outlines: Outlines, opaque_tags: Iterable[bytes]) -> tuple[bytes, bytes] | None:
    """Choose the newest version among those a client says it has: its key in `outlines`, and the tag as it was sent."""
    ages = {tag: age for age, tag in enumerate(outlines)}
    named = [(opaque.partition(b"-")[0], opaque) for opaque in opaque_tags]  # what follows the hyphen is a coding
    known = [(tag, opaque) for tag, opaque in named if tag in ages]
    return max(known, key=lambda each: ages[each[0]], default=None)


def _form(name: str) -> _Form | None:
    return _FORMS.get(name.rpartition(".")[2])


def _digest(entry: bytes) -> bytes:
    return blake2b(entry, digest_size=_DIGEST).digest()
