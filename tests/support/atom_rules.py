"""What RFC 4287 and the readers out there ask of an Atom document, as a checker that names each fault."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_WEB = re.compile(r"(?i)https?://[^\s<>\"{}|\\^`]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ONCE = {"id", "title", "updated"}
_FEED = _ONCE | {"subtitle", "generator", "link", "entry"}
_ENTRY = _ONCE | {"link", "published", "author", "category", "rights", "summary", "content", "source"}
_SOURCE = _ONCE | {"link", "rights"}
_MANY = {"link", "category", "entry"}


def faults(data: bytes, *, self_url: str) -> list[str]:
    """Name everything that is wrong with a document; an empty list is the only good answer."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    return list(_document(root, self_url))


def _document(root: etree._Element, self_url: str) -> Iterator[str]:
    if root.getroottree().docinfo.doctype:
        yield "there is a DOCTYPE"
    if root.tag != f"{ATOM}feed" or root.prefix is not None:
        yield "the root is no <feed> in the default namespace"
    if dict(root.nsmap) != {None: ATOM[1:-1], "media": MEDIA[1:-1]}:
        yield f"namespaces {root.nsmap}"
    yield from _children(root, "feed", _FEED)
    yield from _leaves(root)
    if [link.get("href") for link in _links(root, "self")] != [self_url]:
        yield "rel=self is not the document's own address"
    if len(_links(root, "alternate")) != 1:
        yield "the feed has no page, or several"
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        yield from _entry(entry)
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    yield from (f"id {id_} stands {times} times" for id_, times in ids.items() if times > 1)
    updates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    if updates and root.findtext(f"{ATOM}updated") != max(updates):
        yield "the feed's updated is not its newest entry's"


def _entry(entry: etree._Element) -> Iterator[str]:
    where = entry.findtext(f"{ATOM}id")
    yield from _children(entry, f"entry {where}", _ENTRY)
    for rule in (_people, _texts, _entry_links, _terms):
        yield from (f"{where}: {fault}" for fault in rule(entry))
    source = entry.find(f"{ATOM}source")
    if source is None:
        yield f"{where}: no source"
    else:
        yield from _children(source, f"source of {where}", _SOURCE)


def _people(entry: etree._Element) -> Iterator[str]:
    if [author.findtext(f"{ATOM}name", "").strip() != "" for author in entry.findall(f"{ATOM}author")] != [True]:
        yield "not exactly one named author"


def _texts(entry: etree._Element) -> Iterator[str]:
    content = entry.find(f"{ATOM}content")
    if content is None:
        if not _links(entry, "alternate"):
            yield "neither page nor content"
        return
    if content.get("type") != "html" or len(content) or not (content.text or "").strip():
        yield "content is no html text"
    if entry.find(f"{ATOM}summary") is not None:
        yield "summary beside content"


def _entry_links(entry: etree._Element) -> Iterator[str]:
    pages, files = _links(entry, "alternate"), _links(entry, "enclosure")
    if len(pages) > 1:
        yield "two pages"
    if len(pages) + len(files) != len(entry.findall(f"{ATOM}link")):
        yield "a link that is neither page nor enclosure"
    for link in files:
        if not re.match(r"(audio|video)/", link.get("type", "")) or not link.get("length", "0").isdigit():
            yield f"enclosure {dict(link.attrib)}"


def _terms(entry: etree._Element) -> Iterator[str]:
    categories = entry.findall(f"{ATOM}category")
    times = Counter(category.get("term") for category in categories)
    yield from (f"category {term!r} twice" for term, count in times.items() if count > 1)
    for category in categories:
        if not category.get("term", "").strip() or category.get("label") != category.get("term"):
            yield f"category {dict(category.attrib)}"
        if not _IRI.fullmatch(category.get("scheme", "x:y")):
            yield f"scheme {category.get('scheme')}"


def _children(parent: etree._Element, where: str, allowed: set[str]) -> Iterator[str]:
    found = Counter(str(child.tag) for child in parent)
    thumbnails = found.pop(f"{MEDIA}thumbnail", 0)
    if thumbnails > (parent.tag == f"{ATOM}entry"):
        yield f"{where}: {thumbnails} thumbnails"
    yield from (f"{where}: {tag} may not stand here" for tag in found if tag not in {ATOM + name for name in allowed})
    yield from (f"{where}: no {name}" for name in _ONCE if not found[ATOM + name])
    for name in allowed - _MANY:
        if found[ATOM + name] > 1:
            yield f"{where}: {name} {found[ATOM + name]} times"


def _leaves(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        text = element.text or ""
        if element.tag == f"{ATOM}id" and not _IRI.fullmatch(text):
            yield f"id {text!r}"
        if element.tag in (f"{ATOM}updated", f"{ATOM}published") and not _DATE.fullmatch(text):
            yield f"date {text!r}"
        if element.tag == f"{ATOM}title" and (len(element) or element.get("type", "text") != "text"):
            yield "a title that is no plain text"
        if element.tag == f"{ATOM}title" and not text.strip() and element.getparent().tag != f"{ATOM}source":
            yield "a blank title"
        for address in (element.get("href"), element.get("url")):
            if address is not None and not _WEB.fullmatch(address):
                yield f"address {address!r}"
        if not _LANGUAGE.fullmatch(element.get(_XML_LANG, "en")):
            yield f"language {element.get(_XML_LANG)!r}"


def _links(parent: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in parent.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]
