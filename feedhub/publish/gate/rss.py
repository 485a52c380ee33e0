"""What RSS 2.0 and its best-practice profile ask of a document: bytes in, faults out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from lxml import etree

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate import xmlcheck
from feedhub.publish.gate.version import Form, Line, between, text

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_GUID = re.compile(rb"<guid[^>]*>([^<]*)</guid>")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
_NEEDED = ("title", "link", "description")
_ONCE = frozenset(
    {"title", "link", "description", "guid", "pubDate", "source", "comments", "enclosure", _ENCODED, f"{_DC}creator"}
)
_WIDEST = 144


def _line(item: bytes) -> Line:
    id_, _ = _place(item)
    marks = ((b"<link>", b"</link>"), (b"<title>", b"</title>"), (b"<pubDate>", b"</pubDate>"))
    return Line(text(id_), *(text(between(item, *pair)) for pair in marks))


def _place(item: bytes) -> tuple[bytes, bytes]:
    """Give an item's id; its date does not sort as it is written."""
    guid = _GUID.search(item)
    return guid[1] if guid else b"", b""


def _check(name: str, version: Written, entries: Sequence[bytes]) -> Iterator[Fault]:
    yield from xmlcheck.check(name, version, entries, _rules, _place)


def _rules(name: str, root: etree._Element) -> Iterator[Fault]:
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield _broken("", "it is no RSS 2.0 with a channel")
        return
    yield from (_broken("", f"its channel has not one {tag}") for tag in _NEEDED if len(channel.findall(tag)) != 1)
    yield from (_broken("", words) for words in _image(channel))
    selves = [link.get("href", "") for link in channel.iterchildren(f"{_ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or not selves[0].endswith(f"/{quote(name)}"):
        yield Fault(rule=Rule.OWN_ADDRESS, entry="", detail=f"it calls itself {selves}")
    for item in channel.iterchildren("item"):
        guid = item.findtext("guid", "")
        yield from (_broken(guid, words) for rule in (_names, _texts, _addresses, _dates) for words in rule(item))


def _image(channel: etree._Element) -> Iterator[str]:
    image = channel.find("image")
    if image is None:
        return
    if image.findtext("title") != channel.findtext("title"):
        yield "its image has another title than its channel"
    width = image.findtext("width", "0")
    if not width.isdecimal() or int(width) > _WIDEST:
        yield f"its image is {width} wide"


def _names(item: etree._Element) -> Iterator[str]:
    names = [str(child.tag) for child in item]
    times = Counter(names)
    yield from (f"{tag} stands {count} times" for tag, count in times.items() if count > 1 and tag in _ONCE)
    if "author" in times or not times[f"{_DC}creator"]:
        yield "its author is not told by dc:creator alone"
    if f"{_DC}date" in times:
        yield "dc:date stands beside pubDate"
    if _ENCODED in times and "description" in times and names.index("description") > names.index(_ENCODED):
        yield "its description stands behind its content"


def _texts(item: etree._Element) -> Iterator[str]:
    if not item.findtext("title", "").strip():
        yield "it has no title"
    if not item.findtext("guid", "").strip():
        yield "it has no guid"


def _addresses(item: etree._Element) -> Iterator[str]:
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true" and not _WEB.fullmatch(guid.text or ""):
        yield "its guid is called a link and is none"
    link = item.findtext("link")
    if link is not None and not _WEB.fullmatch(link):
        yield f"its link is {link!r}"
    for enclosure in item.findall("enclosure"):
        whole = enclosure.get("type") and enclosure.get("length", "").isdecimal()
        if not whole or not _WEB.fullmatch(enclosure.get("url", "")):
            yield "its enclosure has no url, type or length"
    for source in item.findall("source"):
        if not _WEB.fullmatch(source.get("url", "")):
            yield "its source has no web address"


def _dates(item: etree._Element) -> Iterator[str]:
    text = item.findtext("pubDate", "")
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not _DATE.fullmatch(text) or not text.startswith(f"{moment:%a}"):
        yield f"its date is {text!r}"


def _broken(entry: str, detail: str) -> Fault:
    return Fault(rule=Rule.SCHEMA, entry=entry, detail=detail)


FORM = Form(begin=b"<item>", end=b"</item>", tail=b"</channel></rss>", line=_line, place=_place, check=_check)
