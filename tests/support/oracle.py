"""A second opinion on a feed: what its elements say by the letter of RSS, RDF, Atom and `docs/fields.md`, read with lxml.

It judges the reader and shares nothing with it: no decoder, no repair, no feedparser. So it knows well-formed documents
only, and of texts only the words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from lxml import etree, html

ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
RSS = (
    "{http://purl.org/rss/1.0/}",
    "{http://my.netscape.com/rdf/simple/0.9/}",
    "{http://channel.netscape.com/rdf/simple/0.9/}",
    "",
)
CONTENT, DC, TERMS, RDF, XML, MEDIA = (
    "{http://purl.org/rss/1.0/modules/content/}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://purl.org/dc/terms/}",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
    "{http://www.w3.org/XML/1998/namespace}",
    "{http://search.yahoo.com/mrss/}",
)
RSS_DATES = ("pubDate", f"{TERMS}issued", f"{DC}date", f"{TERMS}created")
ATOM_DATES = ("published", "issued", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an item says; texts as their words, the rest as it stands."""

    guid: str | None
    link: str | None
    title: str
    published: str | None
    terms: list[str]
    enclosures: list[str]
    body: str


def look(data: bytes) -> list[Seen]:
    """Read the items of a well-formed document.

    Raises:
        etree.XMLSyntaxError: it is none.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    if any(root.tag == f"{space}feed" for space in (*ATOM, "")):
        return [_atom(each) for each in _children(root, "entry")]
    return [_rss(each) for each in root.iter() if _name(each) == "item"]


def words(text: str, *, markup: bool = True) -> str:
    """Give the words of a text, or of a piece of HTML, with one space between them."""
    if markup and text.strip():
        text = str(html.fragment_fromstring(text, create_parent="div").text_content())
    return " ".join(text.split())


def _rss(item: etree._Element) -> Seen:
    guid = _text(item, "guid") or item.get(f"{RDF}about")
    bodies = [_text(item, name) or "" for name in (f"{CONTENT}encoded", "description", f"{DC}description")]
    title = _text(item, "title") or _text(item, f"{DC}title") or item.findtext(f".//{MEDIA}title") or ""
    return Seen(
        guid=_once_more(guid),
        link=_link([(each.text or "", each) for each in _children(item, "link") if not each.get("href")]),
        title=words(title, markup=bool(re.search(r"</|&#?\w+;", title))),
        published=next(filter(None, (_text(item, name) for name in RSS_DATES)), None),
        terms=_once_each((each.text, each.get("domain")) for each in _children(item, "category", f"{DC}subject")),
        enclosures=[_resolved(each, each.get("url", "")) for each in _children(item, "enclosure") if each.get("url")],
        body=words(max(bodies, key=len)),
    )


def _atom(entry: etree._Element) -> Seen:
    links = _children(entry, "link")
    alternates = [(each.get("href", ""), each) for each in links if each.get("rel", "alternate") == "alternate"]
    enclosures = [each for each in links if each.get("rel") == "enclosure"]
    bodies = [_construct(each) for each in _children(entry, "content")] or [
        _construct(each) for each in _children(entry, "summary")
    ]
    return Seen(
        guid=_once_more(_text(entry, "id")),
        link=_link(alternates),
        title=next((_construct(each) for each in _children(entry, "title")), ""),
        published=next(filter(None, (_text(entry, name) for name in ATOM_DATES)), None),
        terms=_once_each(
            (each.get("term") or each.get("label"), each.get("scheme")) for each in _children(entry, "category")
        ),
        enclosures=[_resolved(each, each.get("href", "")) for each in enclosures],
        body=max(bodies, key=len, default=""),
    )


def _construct(element: etree._Element) -> str:
    """Give the words of an Atom text construct (RFC 4287, section 3.1), or of one as Atom 0.3 has it."""
    kind = element.get("type", "text")
    if element.get("src") or kind not in {"text", "html", "xhtml", "text/plain", "text/html", "application/xhtml+xml"}:
        return ""
    text = "".join(str(part) for part in element.itertext())
    return words(text, markup=kind in {"html", "text/html"} or element.get("mode") == "escaped")


def _link(candidates: list[tuple[str, etree._Element]]) -> str | None:
    return next((_resolved(each, _once_more(href) or "") for href, each in candidates if href.strip()), None)


def _resolved(element: etree._Element, href: str) -> str:
    bases = [each.get(f"{XML}base") for each in (element, *element.iterancestors())]
    for base in filter(None, bases):
        href = urljoin(base, href)
    return href.strip()


def _children(element: etree._Element, *names: str) -> list[etree._Element]:
    return [each for each in element if _name(each) in names]


def _text(element: etree._Element, name: str) -> str | None:
    return next((text for each in _children(element, name) if (text := (each.text or "").strip())), None)


def _name(element: etree._Element) -> str:
    """Name an element without the namespaces of feeds themselves; those of extensions stay."""
    tag = element.tag if isinstance(element.tag, str) else ""
    own = next((space for space in (*ATOM, *RSS) if space and tag.startswith(space)), "")
    return tag.removeprefix(own)


def _once_more(text: str | None) -> str | None:
    """Decode references once more, as `docs/fields.md` says of ids and links."""
    return None if text is None else re.sub(r"&#?\w+;", lambda found: unescape(found[0]), text.strip())


def _once_each(keywords: Iterable[tuple[str | None, str | None]]) -> list[str]:
    lines = dict.fromkeys((_line(term), scheme) for term, scheme in keywords)
    return [term for term, _ in lines if term]


def _line(text: str | None) -> str:
    return " ".join((_once_more(text) or "").split())
