"""Where a document's root element begins, and what to call a document that has no feed in it.

In: text, or bytes that may be none. Out: the place of the root, or the sentence of a `NotAFeed`. Nothing is parsed here, only skipped over.
"""

import re
from dataclasses import dataclass
from typing import Final

from feedhub.errors import NotAFeed

FEED_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
"""Local names, lower case, of the roots of RSS, RDF, Atom, and RSS 1.1 or CDF."""

_SKIPPED: Final = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)++", re.DOTALL)
_DOCTYPE: Final = re.compile(
    r"""<!DOCTYPE(?:[^\["'>]|"[^"]*"|'[^']*')*+"""
    r"""(?:\[(?:[^\]"'<]|"[^"]*"|'[^']*'|<!--.*?-->|<\?.*?\?>|<(?!!--|\?))*+\]\s*+)?>""",
    re.IGNORECASE | re.DOTALL,
)
"""Possessive throughout: what does not end is looked at once."""
_TAG: Final = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_LATER: Final = re.compile(r"<(?:\?xml\s|(?:[A-Za-z_][\w.-]*:)?(?:rss|rdf|feed)[\s>])", re.IGNORECASE)
_PAGE: Final = re.compile(r"<!DOCTYPE\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_PAGE_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_BINARY: Final = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"ID3", "an MP3 recording"),
    (b"\x1f\x8b", "gzip data that cannot be unpacked"),
)
_XML_KINDS: Final = {
    "opml": "an OPML list of subscriptions; import it instead of polling it",
    "urlset": "a sitemap, not a feed",
    "sitemapindex": "an index of sitemaps, not a feed",
    "svg": "an SVG image",
}
_SHOWN: Final = 80
_LOOKED_AT: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The root element: its local name in lower case, where its tag begins, and what was seen in front of it."""

    name: str
    start: int
    netscape: bool = False
    """The document type is that of RSS 0.91 by Netscape."""
    junk: bool = False
    """Something that is no XML stood in front, and has to be cut off."""


def find_root(text: str) -> Root:
    """Return where the feed begins, behind declarations, comments, any document type, and junk.

    Raises:
        NotAFeed: There is no such element; the text says what the document looks like.
    """
    root = _root_at(text, 0)
    if root is None or root.name not in FEED_ROOTS:
        later = _LATER.search(text)
        if later is None or _PAGE.search(text, 0, later.start()):
            raise NotAFeed(describe(text, root))
        root = _root_at(text, later.start(), junk=True)
    if root is None or root.name not in FEED_ROOTS:
        raise NotAFeed(describe(text, root))
    return root


def _root_at(text: str, at: int, *, junk: bool = False) -> Root | None:
    at = _skip(text, at)
    doctype = _DOCTYPE.match(text, at)
    if doctype:
        at = _skip(text, doctype.end())
    tag = _TAG.match(text, at)
    netscape = doctype is not None and "netscape" in doctype[0].lower()
    return Root(name=tag[1].lower(), start=at, netscape=netscape, junk=junk) if tag else None


def _skip(text: str, at: int) -> int:
    skipped = _SKIPPED.match(text, at)
    return skipped.end() if skipped else at


def describe(text: str, root: Root | None = None) -> str:
    """Say in one sentence what a document looks like that is no feed."""
    start = text.lstrip()
    if not start:
        return "an empty body"
    if _PAGE.search(text[:_LOOKED_AT]):
        return _describe_page(text)
    if root is not None:
        return f"this is {_XML_KINDS.get(root.name) or f'XML with the root element <{root.name[:_SHOWN]}>, no feed'}"
    if "\0" in start[:_LOOKED_AT]:
        return "this is binary data"
    return f"this is text that begins {_shown(start)!r}; a feed begins with <rss>, <feed>, <rdf:RDF> or a JSON object"


def describe_binary(data: bytes) -> str | None:
    """Say what bytes are whose first few tell that they are no text; None for all others."""
    kind = next((kind for magic, kind in _BINARY if data.startswith(magic)), None)
    return kind and f"this is {kind}"


def _describe_page(text: str) -> str:
    title = _PAGE_TITLE.search(text)
    named = f" titled {_shown(title[1])!r}" if title else ""
    return f"this is an HTML page{named}; the feed's own address may be named in its <link rel=alternate>"


def _shown(text: str) -> str:
    line = " ".join(text[: _SHOWN * 4].split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
