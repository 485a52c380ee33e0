"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1): from text to `ParsedFeed`.

In: a document's text. Out: what it says. A member of the wrong type counts as missing; it never costs the item.
"""

import json
import re
from typing import Any, Final, Literal

from feedhub.errors import NotAFeed
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, ParsedFeed, Tag, Text
from feedhub.parse.giants import left_out
from feedhub.parse.limits import MAX_LINKS, MAX_TAGS, MAX_VALUE
from feedhub.parse.values import one_line

Object = dict[str, Any]

_LONE: Final = re.compile("[\ud800-\udfff]")
_SHOWN: Final = 120


def read_json(text: str, *, max_entries: int, notes: tuple[str, ...] = ()) -> ParsedFeed:
    """Read a JSON Feed.

    Raises:
        NotAFeed: It is no JSON, or no JSON Feed.
        OverLimit: All that is in it is too large.
    """
    feed = _load(text)
    items = [item for item in _list(feed.get("items")) if isinstance(item, dict)]
    if len(text) > MAX_VALUE:
        items, reasons = _without_giants(items)
        notes += left_out(reasons, kept=len(items))
    if len(items) > max_entries:
        notes += (f"only the first {max_entries:,} entries were read",)
    return ParsedFeed(
        format="json1",
        entries=tuple(_entry(item) for item in items[:max_entries]),
        title=_text(feed.get("title")),
        subtitle=_text(feed.get("description")),
        links=_links((feed.get("home_page_url"), "alternate"), (feed.get("feed_url"), "self")),
        authors=_authors(feed),
        language=_string(feed.get("language")),
        image=_string(feed.get("icon")) or _string(feed.get("favicon")),
        notes=notes,
    )


def _load(text: str) -> Object:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "nested too deeply, or a number too long"
        raise NotAFeed(f"this looks like JSON but cannot be read: {reason}") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list) or not _is_json_feed(feed):
        raise NotAFeed(f"this is JSON, but not JSON Feed; it begins {' '.join(text[:_SHOWN].split())!r}")
    return feed


def _is_json_feed(feed: Object) -> bool:
    version = feed.get("version")
    return "jsonfeed.org" in version if isinstance(version, str) else "title" in feed


def _without_giants(items: list[Object]) -> tuple[list[Object], list[str]]:
    sizes = list(map(_longest, items))
    reasons = [f"a text of {size:,} characters; at most {MAX_VALUE:,} are read" for size in sizes if size > MAX_VALUE]
    return [item for item, size in zip(items, sizes, strict=True) if size <= MAX_VALUE], reasons


def _longest(item: Object) -> int:
    """Return the length of the longest text in an item, however deep."""
    longest = 0
    rest: list[object] = [item]
    while rest:
        value = rest.pop()
        if isinstance(value, str):
            longest = max(longest, len(value))
        elif isinstance(value, dict):
            rest += value.values()
        elif isinstance(value, list):
            rest += value
    return longest


def _entry(item: Object) -> ParsedEntry:
    contents = tuple(
        text for text in (_text(item.get("content_html"), "html"), _text(item.get("content_text"))) if text is not None
    )
    summary = _text(item.get("summary"))
    if summary and any(text.value == summary.value for text in contents):
        summary = None
    return ParsedEntry(
        guid=_id(item.get("id")),
        title=_text(item.get("title")),
        links=_links((item.get("url"), "alternate"), (item.get("external_url"), "related")),
        contents=contents,
        summary=summary,
        authors=_authors(item),
        tags=_tags(item),
        published=_string(item.get("date_published")),
        updated=_string(item.get("date_modified")),
        media=_media(item),
        language=_string(item.get("language")),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str | None:
    """Return a text without the halves of surrogate pairs that JSON can smuggle in (RFC 8259, section 8.2)."""
    if not isinstance(value, str):
        return None
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            value = _LONE.sub("", value)
    return value.strip() or None


def _id(value: object) -> str | None:
    """Return an id; a number counts as its digits, as the specification asks."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _string(value)


def _text(value: object, kind: Literal["plain", "html"] = "plain") -> Text | None:
    text = _string(value)
    return Text(value=text, kind=kind) if text else None


def _links(*candidates: tuple[object, str]) -> tuple[Link, ...]:
    return tuple(Link(href=href, rel=rel) for value, rel in candidates if (href := _string(value)))


def _authors(member: Object) -> tuple[str, ...]:
    """Return the names of `authors` (1.1), else of `author` (1.0)."""
    persons = _list(member.get("authors")) or [member.get("author")]
    names = (one_line(_string(one.get("name"))) for one in persons if isinstance(one, dict))
    return tuple(dict.fromkeys(name for name in names if name))


def _tags(item: Object) -> tuple[Tag, ...]:
    terms = (one_line(_string(term)) for term in _list(item.get("tags"))[:MAX_TAGS])
    return tuple(dict.fromkeys(Tag(term=term) for term in terms if term))


def _media(item: Object) -> tuple[Media, ...]:
    pictures = ((item.get("image"), MediaRole.IMAGE), (item.get("banner_image"), MediaRole.BANNER))
    attached = (_attachment(one) for one in _list(item.get("attachments"))[:MAX_LINKS] if isinstance(one, dict))
    return (
        *(Media(url=url, role=role) for value, role in pictures if (url := _string(value))),
        *(media for media in attached if media),
    )


def _attachment(one: Object) -> Media | None:
    url = _string(one.get("url"))
    size = one.get("size_in_bytes")
    if not url:
        return None
    return Media(
        url=url,
        role=MediaRole.ENCLOSURE,
        type=_string(one.get("mime_type")),
        length=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
        title=_string(one.get("title")),
    )
