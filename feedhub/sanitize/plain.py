"""Markup in, plain text out: a line for a summary or a title, paragraphs where nothing better can be saved.

No HTML parser is used here: these read text that the parsers were spared, and titles, which hold too little for one.
"""

import re
from html import unescape
from typing import Literal

from feedhub.sanitize.characters import printable
from feedhub.sanitize.markup import BLOCKS, KNOWN, TOKEN

MAX_TITLE = 1024
"""Bytes in UTF-8."""
_TITLE_SOURCE = 8192
"""Characters of a title that are looked at."""
_MAX_PARAGRAPHS = 1_000_000
"""Characters of HTML that `as_paragraphs` gives, but for the last tags."""
_WIDEST = len("&nbsp;")

_BREAKS = re.compile(r"[ \xa0]*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]\s*")
_INVISIBLE = re.compile(r"[\s\xad\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u3164\ufeff]*")
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS, reverse=True))})(?=[ >])[^>]*>?")
_ANY_TAG = re.compile("<[^>]*>?")
_RUNS = re.compile(r"[ \t\f\r]+")


def plain_text(html: str, *, limit: int | None = None) -> str:
    """Make one line of text of HTML: tags gone, references decoded exactly once, white space collapsed.

    With a `limit`, at most that many characters, the last of them an ellipsis where something is missing.
    """
    text = TOKEN.sub(_space, html) if "<" in html else html
    line = " ".join(printable(unescape(text)).split())
    return line if limit is None else shortened(line, limit)


def line_of(html: str) -> str:
    """Do as `plain_text`, four times faster, with HTML in the form that the sanitiser writes."""
    return " ".join(unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub(" ", html))).split())


def shortened(line: str, limit: int) -> str:
    """Cut a line to `limit` characters, the last of them an ellipsis where something is missing."""
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def title_text(value: str, kind: Literal["plain", "html"]) -> str:
    """Make a title of what a feed gave: one line, at most 1 KiB of UTF-8, "" if nothing in it can be seen.

    Plain text is literal; in HTML known tags go and references are decoded once, but `List<T>` keeps its `<T>`.
    Only line breaks and tabs become a space: the spacing inside a title is its publisher's.
    """
    text = value[:_TITLE_SOURCE]
    if kind == "html":
        text = unescape(TOKEN.sub(_title_gap, text) if "<" in text else text)
    line = _BREAKS.sub(" ", printable(text)).strip()
    if _INVISIBLE.fullmatch(line):
        return ""
    return _at_most(line, MAX_TITLE)


def as_paragraphs(text: str) -> str:
    """Write plain text as HTML, a paragraph a line, in the very form the sanitiser writes; cut off near a megabyte."""
    pieces: list[str] = []
    room = _MAX_PARAGRAPHS
    for line in printable(text).split("\n"):
        if words := _RUNS.sub(" ", line).strip(" "):
            pieces.append(f"<p>{escape(words[: room // _WIDEST])}</p>")
            room -= len(pieces[-1])
            if room < _WIDEST:
                break
    return "".join(pieces)


def lines_of(html: str) -> str:
    """Take the text out of markup that is too wild to parse, a line a block."""
    return unescape(TOKEN.sub(_line, html))


def escape(text: str) -> str:
    """Escape text as an HTML serialiser does (WHATWG HTML, section 13.3), for element contents and attribute values."""
    text = text.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace("<", "&lt;")
    return text.replace(">", "&gt;")


def _space(token: re.Match[str]) -> str:
    return " " if (token["name"] or "").lower() in BLOCKS else ""


def _line(token: re.Match[str]) -> str:
    return "\n" if (token["name"] or "").lower() in BLOCKS else ""


def _title_gap(token: re.Match[str]) -> str:
    if token["raw"]:
        return "" if "</" in token[0] or token["raw"].lower() in {"script", "style"} else token[0]
    name = (token["name"] or "").lower()
    if name and (name not in KNOWN or not token[0].endswith(">")):
        return token[0]
    return " " if name in BLOCKS else ""


def _at_most(line: str, size: int) -> str:
    data = line.encode()
    if len(data) <= size:
        return line
    return data[: size - len("…".encode())].decode(errors="ignore").rstrip() + "…"
