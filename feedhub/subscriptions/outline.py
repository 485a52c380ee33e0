"""OPML 1.0, 1.1 and 2.0 as other programs write it, and as it was not meant: the bytes of a file in, subscriptions out.

Entities of its own are refused and no other file is read, so that a document costs what its bytes cost.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from feedhub.errors import FeedhubError

MAX_BYTES = 20_000_000
_MAX_OUTLINES = 50_000
_DECLARED = re.compile(rb"""^[\s\x00]*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NEXT_PATH = re.compile(r",(?=\s*/)")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_SCRAPERS = re.compile(r"^(?:html|xml|json)\+", re.IGNORECASE)


class NotOpml(FeedhubError):
    """The bytes are no subscription list; the text says what is wrong with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed somebody follows: where it is, what it is called, the folders it lies in, and the paths it names itself."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    home: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An outline that cannot be a source, and why."""

    title: str
    reason: str


def read(data: bytes) -> list[Subscription | Refused]:
    """Read a subscription list, in document order.

    Raises:
        NotOpml: it is none, is too large, declares entities, or is in another encoding than it says.
    """
    if len(data) > MAX_BYTES:
        raise NotOpml(f"is larger than {MAX_BYTES // 1_000_000} MB: no subscription list is")
    text = _DECLARATION.sub("", _decoded(data), count=1)
    if "<!ENTITY" in text.upper():
        raise NotOpml("declares entities of its own, which no subscription list needs; take the <!DOCTYPE …> out")
    root = _parsed(text)
    if etree.QName(root).localname.lower() != "opml":
        raise NotOpml(f"is no OPML: its first element is <{etree.QName(root).localname[:40]}>")
    found = list(_walk(root))
    if not found:
        raise NotOpml("holds no subscription: no outline with an xmlUrl")
    return found


def _decoded(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            encoding = name
            break
    else:
        declared = _DECLARED.match(data[:400])
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise NotOpml(f"says it is in the encoding {encoding}, which nobody knows; save it as UTF-8") from error
    except ValueError as error:
        raise NotOpml(f"is not in the encoding it says, {encoding}; save it as UTF-8") from error


def _parsed(text: str) -> etree._Element:
    if not text.strip():
        raise NotOpml("is empty")
    if _WEB_PAGE.match(text):
        raise NotOpml("is a web page, and no subscription list")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    clean = _NOT_XML.sub("", text)
    try:
        return etree.fromstring(clean.encode(), parser)
    except etree.XMLSyntaxError as error:
        try:
            return etree.fromstring(_BARE_AMPERSAND.sub("&amp;", clean).encode(), parser)
        except etree.XMLSyntaxError:
            raise NotOpml(f"is no XML: {error.msg}") from error


def _walk(root: etree._Element) -> Iterator[Subscription | Refused]:
    folders: list[str] = []
    count = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str) or etree.QName(node).localname.lower() != "outline":
            continue
        given = {str(name).rpartition("}")[2].lower(): str(value).strip() for name, value in node.attrib.items()}
        title = _line(given.get("title") or given.get("text") or "")
        if event == "end":
            if "xmlurl" not in given:
                folders.pop()
            continue
        count += 1
        if count > _MAX_OUTLINES:
            raise NotOpml(f"holds more than {_MAX_OUTLINES} outlines")
        if "xmlurl" in given:
            yield _subscription(given, title, tuple(folders))
        else:
            folders.append(title)
            if given.get("type", "").lower() in {"include", "link"}:
                yield Refused(title=title or given.get("url", ""), reason="includes another file, which is not read")


def _subscription(given: dict[str, str], title: str, folders: tuple[str, ...]) -> Subscription | Refused:
    url = given["xmlurl"]
    if not url:
        return Refused(title=title, reason="has an empty xmlUrl")
    if _SCRAPERS.match(given.get("type", "")):
        return Refused(title=title or url, reason=f"is scraped from a page there ({given['type']}), and no feed")
    if not url.lower().startswith(("http://", "https://", "feed:")):
        return Refused(title=title or url, reason="has no http(s) address")
    named = given.get("category", "")
    paths = tuple(path.strip().strip("/") for path in _NEXT_PATH.split(named) if path.strip().startswith("/"))
    return Subscription(
        url=url,
        title=title,
        folders=tuple(filter(None, folders)),
        paths=tuple(filter(None, paths)),
        home=given.get("htmlurl"),
    )


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200].strip()
