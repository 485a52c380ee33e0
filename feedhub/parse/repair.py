"""Make malformed XML well-formed where what was meant is beyond doubt.

In: the text of a feed from its root element on. Out: the same text without characters XML forbids, with bare
ampersands, stray `<`, HTML's named entities and undeclared prefixes put right. The inside of CDATA sections and
comments is left as it is. Applied to a well-formed document without a document type, it changes nothing but notation.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final
from xml.sax.saxutils import escape

from feedparser.api import StrictFeedParser

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPAQUE: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_REFERENCES: Final = re.compile(r"(?:&#(?:[xX][\da-fA-F]+|\d+);)+")
_NO_REFERENCE: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)([A-Za-z][A-Za-z\d]*;)?")
_NO_TAG: Final = re.compile(r"<(?![A-Za-z_/!?])")
"""Three patterns that each begin with a letter of their own: as one they would be thirty times slower."""
_WRITTEN: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}) | str.maketrans(
    {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_LAST_CODE_POINT: Final = 0x10FFFF
_LONGEST_REFERENCE: Final = 12
_PREFIX_OF_ELEMENT: Final = re.compile(r"<([A-Za-z_][\w.-]*):[A-Za-z_]")
_NAME_OF_ATTRIBUTE: Final = re.compile(r":[A-Za-z_][\w.-]*\s*=\s*[\"']")
_PREFIX_BEFORE: Final = re.compile(r"\s([A-Za-z_][\w.-]*)\Z")
_LONGEST_PREFIX: Final = 40
_DECLARED: Final = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=")
_ROOT_TAG: Final = re.compile(r"<[^\s/>]+")
_MAX_PREFIXES: Final = 32
_NAMESPACES: Final = {prefix: uri for uri, prefix in StrictFeedParser.namespaces.items() if prefix} | {
    "atom": "http://www.w3.org/2005/Atom",
    "atom10": "http://www.w3.org/2005/Atom",
    "a10": "http://www.w3.org/2005/Atom",
    "rss": "http://backend.userland.com/rss",
}


def repair(text: str) -> str:
    """Return the document with everything that can be mended without guessing mended."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))  # XML 1.0, section 2.11
    parts = _OPAQUE.split(text)
    parts[::2] = map(_mend, parts[::2])
    return _declare_prefixes(parts)


def _mend(markup: str) -> str:
    markup = _REFERENCES.sub(_mend_references, markup)
    markup = _NO_REFERENCE.sub(_mend_ampersand, markup)
    return _NO_TAG.sub("&lt;", markup)


def _mend_references(match: re.Match[str]) -> str:
    """Write character references as characters: surrogate pairs joined, and what XML forbids left out."""
    text = "".join(map(_character, match[0].split(";")[:-1]))
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _FORBIDDEN.sub("", joined).translate(_WRITTEN)


def _mend_ampersand(match: re.Match[str]) -> str:
    name = match[1] or ""
    return escape(html5[name]) if name in html5 else "&amp;" + name


def _character(reference: str) -> str:
    if len(reference) > _LONGEST_REFERENCE:
        return ""
    digits = reference[2:]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(code) if code <= _LAST_CODE_POINT else ""


def _declare_prefixes(parts: list[str]) -> str:
    """Declare on the root element what is used and never declared there (Namespaces in XML 1.0, section 5)."""
    text = "".join(parts)
    root = _ROOT_TAG.match(text)
    if root is None:
        return text
    used = {prefix for part in parts[::2] for prefix in _prefixes(part)}
    declared = {"xml", "xmlns", *_DECLARED.findall(text[: text.find(">") + 1])}
    missing = sorted(used - declared)[:_MAX_PREFIXES]
    if not missing:
        return text
    declarations = "".join(f' xmlns:{prefix}="{_namespace(prefix)}"' for prefix in missing)
    return text[: root.end()] + declarations + text[root.end() :]


def _prefixes(markup: str) -> Iterator[str]:
    yield from _PREFIX_OF_ELEMENT.findall(markup)
    for name in _NAME_OF_ATTRIBUTE.finditer(markup):
        before = _PREFIX_BEFORE.search(markup[max(0, name.start() - _LONGEST_PREFIX) : name.start()])
        if before:
            yield before[1]


def _namespace(prefix: str) -> str:
    return html.escape(_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}"))
