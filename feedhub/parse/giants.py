"""Entries that are too large to be read: each costs itself, and the document only if nothing else is in it.

In: why entries were left out, or the repaired text of a document that is malformed all the same. Out: the note that
counts them, or the text without them. Only what begins and ends beyond doubt is taken out of a text: by its own end tag
or by the start of the next entry, which is how the lenient reader sees it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from feedhub.errors import OverLimit
from feedhub.parse.limits import MAX_LENIENT

_MARK: Final = re.compile(
    r"<(?:(?P<opaque>!\[CDATA\[|!--|\?)|(?P<end>/?)(?:(?:rss|atom|atom10|a10):)?(?:item|entry)(?=[\s/>]))",
    re.IGNORECASE,
)
_ENDS: Final = {"![CDATA[": "]]>", "!--": "-->", "?": "?>"}


def left_out(reasons: Sequence[str], *, kept: int) -> tuple[str, ...]:
    """Return the note on entries that are too large, if there are any.

    Raises:
        OverLimit: There are no others.
    """
    if not reasons:
        return ()
    if not kept:
        raise OverLimit(reasons[0])
    count = len(reasons)
    return (f"{count:,} of {kept + count:,} entries are too large and were left out: {reasons[0]}",)


def without_giants(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the entries of more than `MAX_LENIENT` characters out of malformed XML; return the rest, and why."""
    rest: list[str] = []
    reasons: list[str] = []
    done = 0
    for start, end in _entries(text):
        if end - start > MAX_LENIENT:
            rest.append(text[done:start])
            reasons.append(f"{end - start:,} characters of malformed XML; at most {MAX_LENIENT:,} are read")
            done = end
    return "".join((*rest, text[done:])), tuple(reasons)


def _entries(text: str) -> Iterator[tuple[int, int]]:
    """Tell where entries begin and end; one that the document breaks off in is none of them."""
    begun: int | None = None
    at = 0
    while mark := _MARK.search(text, at):
        ending = _ENDS[mark["opaque"].upper()] if mark["opaque"] else ">"
        at = text.find(ending, mark.end()) + len(ending)
        if at < len(ending):
            return
        if mark["opaque"]:
            continue
        if begun is not None:
            yield begun, at if mark["end"] else mark.start()
        begun = None if mark["end"] or text[at - 2] == "/" else mark.start()
