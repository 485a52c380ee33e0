"""What JSON Feed 1.1 asks of a document, and what readers ask beyond it: bytes in, faults out."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate.version import Form, Line, between, text

_VERSION = "https://jsonfeed.org/version/1.1"
_ID = re.compile(rb'"id":"([^"]*)"')
_DATE = re.compile(rb'"date_published":"([^"]*)"')
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_ADDRESSES = (
    "url",
    "external_url",
    "image",
    "banner_image",
    "home_page_url",
    "feed_url",
    "next_url",
    "icon",
    "favicon",
)
_TEXTS = ("id", "title", "summary", "content_html", "content_text", "language", "description")


def _line(item: bytes) -> Line:
    id_, date = _place(item)
    url, title = between(item, b'"url":"', b'"'), between(item, b'"title":"', b'"')
    return Line(*map(text, (id_, url, title, date)))


def _place(item: bytes) -> tuple[bytes, bytes]:
    """Read the id, and the date that stands behind a long text and before few others."""
    id_, date = _ID.search(item), _DATE.search(item, max(item.rfind(b'"date_published":"'), 0))
    return id_[1] if id_ else b"", date[1] if date else b""


def _is_plain_head(name: str, version: Written) -> bool:
    document = _loaded(version.holding(()))
    return isinstance(document, dict) and document.get("items") == [] and not any(_head(name, document))


def _is_plain_entry(item: bytes) -> bool:
    loaded = _loaded(item)
    return isinstance(loaded, dict) and not any(_item(loaded))


def _check(name: str, version: Written, entries: Sequence[bytes]) -> Iterator[Fault]:
    document = _loaded(version.holding(entries))
    if document is None:
        broken = next((entry for entry in entries if _loaded(entry) is None), b"")
        yield Fault(rule=Rule.WELL_FORMED, entry=_line(broken).id, detail="it is no JSON")
    elif not isinstance(document, dict) or not isinstance(document.get("items"), list):
        yield _broken("", "it is no object with a list of items")
    else:
        yield from _head(name, document)
        for item in document["items"]:
            given = item if isinstance(item, dict) else {}
            yield from (_broken(str(given.get("id") or ""), words) for words in _item(given))


def _loaded(data: bytes) -> Any:
    try:
        return orjson.loads(memoryview(data))  # of bytes it takes no other kind
    except orjson.JSONDecodeError:  # the caller tells
        return None


def _head(name: str, document: dict[str, Any]) -> Iterator[Fault]:
    if document.get("version") != _VERSION:
        yield _broken("", f"its version is {document.get('version')!r}")
    if not document.get("title"):
        yield _broken("", "it has no title")
    yield from (_broken("", words) for words in _values(document))
    if not str(document.get("feed_url")).endswith(f"/{quote(name)}"):
        yield Fault(rule=Rule.OWN_ADDRESS, entry="", detail=f"it calls itself {document.get('feed_url')}")


def _item(item: dict[str, Any]) -> Iterator[str]:
    if not item.get("id"):
        yield "it has no id"
    if "content_html" not in item and "content_text" not in item:
        yield "it has no content"
    if not str(item.get("title") or "").strip():
        yield "it has no title"
    yield from _values(item)
    yield from (f"{key} is no date" for key in ("date_published", "date_modified") if not _is_instant(item.get(key)))
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield "tags is no list of texts"
    for attached in _objects(item, "attachments"):
        if not (_WEB.fullmatch(str(attached.get("url"))) and "/" in str(attached.get("mime_type"))):
            yield "an attachment has no url or no mime_type"
    if not any(author.get("name") for author in _objects(item, "authors")):
        yield "it has no author"


def _values(of: dict[str, Any]) -> Iterator[str]:
    yield from (f"{key} is no text" for key in _TEXTS if not isinstance(of.get(key, ""), str))
    yield from (
        f"{key} is no web address: {of[key]!r}" for key in _ADDRESSES if key in of and not _WEB.fullmatch(str(of[key]))
    )


def _objects(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    given = item.get(key, [])
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _is_instant(text: object) -> bool:
    try:
        return datetime.fromisoformat(str(text)).utcoffset() is not None
    except ValueError:
        return False


def _broken(entry: str, detail: str) -> Fault:
    return Fault(rule=Rule.SCHEMA, entry=entry, detail=detail)


FORM = Form(
    begin=b"\n{",
    end=b"}",
    between=b",",
    tail=b"\n]}",
    line=_line,
    place=_place,
    is_plain_head=_is_plain_head,
    is_plain_entry=_is_plain_entry,
    check=_check,
)
