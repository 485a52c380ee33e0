"""What JSON Feed 1.1 asks of a document, and a little more, as a checker that names each fault."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_WEB = re.compile(r"(?i)https?://[^\s<>\"{}|\\^`]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = re.compile(r".*\S.*", re.DOTALL)
_ANY = re.compile(r".*", re.DOTALL)
_MEDIA = re.compile(r"(audio|video)/.*", re.DOTALL)
_FEED = {"version": _ANY, "title": _TEXT, "home_page_url": _WEB, "feed_url": _WEB, "items": None}
_ITEM = {"id": _IRI, "title": _TEXT, "date_published": _DATE, "date_modified": _DATE, "authors": None, "_source": None}
_ITEM_MAY = {
    "url": _WEB,
    "content_html": _TEXT,
    "content_text": _ANY,
    "summary": _TEXT,
    "image": _WEB,
    "tags": None,
    "language": _LANGUAGE,
    "attachments": None,
    "_image": None,
    "_others": None,
}
_SOURCE = {"id": _IRI, "title": _ANY, "date_modified": _DATE}
_SOURCE_MAY = {"feed_url": _WEB, "home_page_url": _WEB, "rights": _TEXT}

_Object = dict[str, Any]
_Rules = Mapping[str, re.Pattern[str] | None]


def faults(data: bytes, *, self_url: str) -> list[str]:
    """Name everything that is wrong with a document; an empty list is the only good answer."""
    return list(_document(json.loads(data.decode(), object_pairs_hook=_each_key_once), self_url))


def _each_key_once(pairs: list[tuple[str, Any]]) -> _Object:
    keys = Counter(key for key, _ in pairs)
    assert max(keys.values(), default=1) == 1, f"a key stands twice among {sorted(keys)}"
    return dict(pairs)


def _document(feed: _Object, self_url: str) -> Iterator[str]:
    yield from _object(feed, "feed", _FEED, {"description": _TEXT, "language": _LANGUAGE})
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    if feed.get("feed_url") != self_url or feed.get("home_page_url") != self_url.removesuffix(".json"):
        yield "feed_url is not the document's own address, or home_page_url not the page beside it"
    for item in feed.get("items", ()):
        yield from (f"{item.get('id')}: {fault}" for fault in _item(item))
    ids = Counter(item.get("id") for item in feed.get("items", ()))
    yield from (f"id {id_} stands {times} times" for id_, times in ids.items() if times > 1)
    if found := _FORBIDDEN.search("".join(_strings(feed))):
        yield f"the character {found[0]!r}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _item(item: _Object) -> Iterator[str]:
    yield from _object(item, "item", _ITEM, _ITEM_MAY)
    if ("content_html" in item) == ("content_text" in item):
        yield "not exactly one content"
    authors = item.get("authors", ())
    if len(authors) != 1:
        yield f"{len(authors)} authors"
    for author in authors:
        yield from _object(author, "author", {"name": _TEXT}, {})
    yield from _object(item.get("_source", {}), "_source", _SOURCE, _SOURCE_MAY)
    yield from _object(item.get("_image", {"from": "body"}), "_image", {"from": _TEXT}, {})
    for other in item.get("_others", ()):
        yield from _object(other, "_others", _SOURCE, _SOURCE_MAY)
    tags = item.get("tags", ["x"])
    if not tags or len(set(tags)) < len(tags) or not all(tag.strip() for tag in tags):
        yield f"tags {tags}"
    for file in item.get("attachments", ()):
        yield from _object(file, "attachment", {"url": _WEB, "mime_type": _MEDIA}, {"size_in_bytes": None})
        if not isinstance(file.get("size_in_bytes", 0), int):
            yield f"size {file['size_in_bytes']!r}"


def _object(given: _Object, where: str, must: _Rules, may: _Rules) -> Iterator[str]:
    yield from (f"{where}: no {key}" for key in must if key not in given)
    rules = {**must, **may}
    for key, value in given.items():
        rule = rules.get(key, "unknown")
        if rule == "unknown":
            yield f"{where}: {key} may not stand here"
        elif isinstance(rule, re.Pattern) and not (isinstance(value, str) and rule.fullmatch(value)):
            yield f"{where}: {key} is {value!r}"
