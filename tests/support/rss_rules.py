"""What RSS 2.0 and the readers out there ask of a document, as a checker that names each fault."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
_PREFIXES = {"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA}
_WEB = re.compile(r"(?i)https?://[^\s<>\"{}|\\^`]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)|[<>]")
_CHANNEL = {
    "title": (1, 1),
    "link": (1, 1),
    "description": (1, 1),
    f"{ATOM}link": (1, 1),
    "language": (0, 1),
    "lastBuildDate": (1, 1),
    "generator": (1, 1),
    "docs": (1, 1),
    "item": (0, 1000),
}
_ITEM = {
    "title": (1, 1),
    "link": (0, 1),
    "guid": (1, 1),
    "pubDate": (1, 1),
    f"{ATOM}updated": (1, 1),
    f"{DC}creator": (1, 1),
    "description": (0, 1),
    f"{CONTENT}encoded": (0, 1),
    "category": (0, 1000),
    "enclosure": (0, 1),
    f"{MEDIA}thumbnail": (0, 1),
    f"{DC}language": (0, 1),
    f"{DC}rights": (0, 1),
    "source": (0, 1),
}
"""How often each element may stand: the author's e-mail address, `ttl` and two enclosures are not among them."""


def faults(data: bytes, *, self_url: str) -> list[str]:
    """Name everything that is wrong with a document; an empty list is the only good answer."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return list(_document(root, self_url))


def _document(root: etree._Element, self_url: str) -> Iterator[str]:
    if root.getroottree().docinfo.doctype:
        yield "there is a DOCTYPE"
    if (root.tag, dict(root.attrib)) != ("rss", {"version": "2.0"}):
        yield "the root is no <rss version='2.0'>"
    for element in root.iter():
        if dict(element.nsmap) != {prefix: name[1:-1] for prefix, name in _PREFIXES.items()}:
            yield f"namespaces {element.nsmap}"
    channel = root[0]
    yield from _counted(channel, "channel", _CHANNEL)
    link = channel.find(f"{ATOM}link")
    if link is None or dict(link.attrib) != {"rel": "self", "type": "application/rss+xml", "href": self_url}:
        yield "rel=self is not the document's own address"
    if not _LANGUAGE.fullmatch(channel.findtext("language", "en")):
        yield f"language {channel.findtext('language')!r}"
    if channel.findtext("link") != self_url.removesuffix(".rss"):
        yield "the channel's link is not its page"
    items = channel.findall("item")
    for item in items:
        yield from (f"{item.findtext('guid')}: {fault}" for fault in _item(item))
    guids = Counter(item.findtext("guid") for item in items)
    yield from (f"guid {guid} stands {times} times" for guid, times in guids.items() if times > 1)
    built = _date(channel.findtext("lastBuildDate", ""))
    updates = [datetime.fromisoformat(item.findtext(f"{ATOM}updated", "1970-01-01T00:00:00Z")) for item in items]
    if built is None or (updates and built != max(updates)):
        yield "lastBuildDate is no date, or not its newest item's"


def _item(item: etree._Element) -> Iterator[str]:
    yield from _counted(item, "item", _ITEM)
    for rule in (_identity, _texts, _dates, _addresses):
        yield from rule(item)


def _counted(parent: etree._Element, where: str, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    found = Counter(str(child.tag) for child in parent)
    yield from (f"{tag} may not stand in {where}" for tag in found if tag not in allowed)
    for tag, (least, most) in allowed.items():
        if not least <= found[tag] <= most:
            yield f"{tag} stands {found[tag]} times in {where}"


def _identity(item: etree._Element) -> Iterator[str]:
    guid, link = item.findtext("guid", ""), item.findtext("link")
    if not _IRI.fullmatch(guid):
        yield f"guid {guid!r}"
    if item.find("guid").get("isPermaLink") != ("true" if guid == link else "false"):
        yield "isPermaLink does not say whether guid and link are the same"


def _texts(item: etree._Element) -> Iterator[str]:
    tags = [child.tag for child in item]
    if "description" not in tags and f"{CONTENT}encoded" not in tags:
        yield "no text at all"
    if {"description", f"{CONTENT}encoded"} <= set(tags) and tags.index("description") > tags.index(
        f"{CONTENT}encoded"
    ):
        yield "the description is behind the content"
    if _ENTITY.search(item.findtext("description", "")):
        yield "the description is no text escaped as HTML"
    for tag in ("title", f"{DC}creator", f"{CONTENT}encoded"):
        if not item.findtext(tag, "x").strip():
            yield f"{tag} is blank"


def _dates(item: etree._Element) -> Iterator[str]:
    if _date(item.findtext("pubDate", "")) is None:
        yield f"pubDate {item.findtext('pubDate')!r}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item.findtext(f"{ATOM}updated", "")):
        yield f"atom:updated {item.findtext(f'{ATOM}updated')!r}"


def _date(text: str) -> datetime | None:
    """Read a date of RFC 822 with four digits of year, GMT and the right day of the week."""
    if not re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", text):
        return None
    moment = parsedate_to_datetime(text)
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return moment if days[moment.weekday()] == text[:3] else None


def _addresses(item: etree._Element) -> Iterator[str]:
    places = [item.findtext("link")]
    for tag in ("enclosure", f"{MEDIA}thumbnail", "source"):
        places += [found.get("url", "") for found in item.findall(tag)]
    yield from (f"address {url!r}" for url in places if url is not None and not _WEB.fullmatch(url))
    for file in item.findall("enclosure"):
        if not re.match(r"(audio|video)/", file.get("type", "")) or not file.get("length", "").isdigit():
            yield f"enclosure {dict(file.attrib)}"
    names = Counter(category.text for category in item.findall("category"))
    yield from (f"category {name!r} {times} times" for name, times in names.items() if times > 1 or not name)
    for category in item.findall("category"):
        if not _IRI.fullmatch(category.get("domain", "x:y")):
            yield f"domain {category.get('domain')!r}"
    if not _LANGUAGE.fullmatch(item.findtext(f"{DC}language", "en")):
        yield f"language {item.findtext(f'{DC}language')!r}"
