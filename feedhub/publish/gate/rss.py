"""What RSS 2.0 and its best-practice profile ask of a document: bytes in, faults out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from urllib.parse import quote

from lxml import etree

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate import xmlcheck
from feedhub.publish.gate.sight import MEDIA_TYPE, NAME, TEXT, TIME, VALUE, WEB, WORDS, around_content, read
from feedhub.publish.gate.version import Form, Line, between, text

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TAIL = b"</channel></rss>"
_GUID = re.compile(rb"<guid[^>]*>([^<]*)</guid>")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_DAY = "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4}"
_DATE = re.compile(rf"{_DAY} \d\d:\d\d:\d\d (GMT|[+-]\d{{4}})")
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


def _is_plain_head(name: str, version: Written) -> bool:
    head = read(version.head)
    found = _plain_head().fullmatch(head) if head is not None else None
    return bool(found and version.tail == _TAIL and found["self"].endswith(f"/{quote(name)}"))


def _is_plain_entry(item: bytes) -> bool:
    around = around_content(item, b"<content:encoded>", b"</content:encoded>")
    found = _plain_item().fullmatch(around) if around is not None else None
    return bool(found and _is_day(found["day"]))


@lru_cache(maxsize=1024)
def _is_day(day: str) -> bool:
    return not any(_date_faults(f"{day} 00:00:00 GMT"))


@cache
def _plain_head() -> re.Pattern[str]:
    other = f'<atom:link rel="(?:current|prev-archive|next-archive)" type="{MEDIA_TYPE}" href="{WEB}"/>'
    return re.compile(
        r"<\?xml version='1\.0' encoding='UTF-8'\?>\n"
        r'<rss xmlns:atom="http://www\.w3\.org/2005/Atom" xmlns:content="http://purl\.org/rss/1\.0/modules/content/"'
        r' xmlns:dc="http://purl\.org/dc/elements/1\.1/" xmlns:media="http://search\.yahoo\.com/mrss/" version="2\.0">'
        rf"<channel><title>{TEXT}</title><link>{TEXT}</link><description>{TEXT}</description>"
        rf'<atom:link rel="self" type="{MEDIA_TYPE}" href="(?P<self>{WEB})"/>(?:{other})*+'
        rf'(?:<fh:archive xmlns:fh="{VALUE}"/>)?(?:<language>{TEXT}</language>)?'
        rf"<lastBuildDate>{TEXT}</lastBuildDate><generator>{TEXT}</generator><docs>{TEXT}</docs>"
    )


@cache
def _plain_item() -> re.Pattern[str]:
    return re.compile(
        rf"<item><title>{WORDS}</title>(?:<link>{WEB}</link>)?"
        rf'<guid isPermaLink="(?:true">{WEB}|false">{WORDS})</guid><pubDate>(?P<day>{_DAY}) {TIME} GMT</pubDate>'
        rf"<atom:updated>{TEXT}</atom:updated><dc:creator>{TEXT}</dc:creator>"
        rf"(?:<description>{TEXT}</description>)?(?:<content:encoded></content:encoded>)?"
        rf'(?:<category(?: domain="{VALUE}")?>{TEXT}</category>)*+'
        rf'(?:<enclosure url="{WEB}" type="{NAME}" length="[0-9]+"/>)?(?:<media:thumbnail url="{VALUE}"/>)?'
        rf"(?:<dc:language>{TEXT}</dc:language>)?(?:<dc:rights>{TEXT}</dc:rights>)?"
        rf'(?:<source url="{WEB}">{TEXT}</source>)?</item>'
    )


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
    return _date_faults(item.findtext("pubDate", ""))


def _date_faults(text: str) -> Iterator[str]:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not _DATE.fullmatch(text) or not text.startswith(f"{moment:%a}"):
        yield f"its date is {text!r}"


def _broken(entry: str, detail: str) -> Fault:
    return Fault(rule=Rule.SCHEMA, entry=entry, detail=detail)


FORM = Form(
    begin=b"<item>",
    end=b"</item>",
    tail=_TAIL,
    line=_line,
    place=_place,
    is_plain_head=_is_plain_head,
    is_plain_entry=_is_plain_entry,
    check=_check,
)
