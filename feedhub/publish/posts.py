"""Posts with front matter, for Hexo: one stored entry in, one file's name and bytes out.

The front matter is what a blog shows; the `feedhub` map below it is all that another hub needs to take the entry
back without loss. The body is the content, untouched.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from feedhub.model.entry import Enclosure, Origin, StoredEntry, Tag, anchor

_UNQUOTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def post(entry: StoredEntry) -> tuple[str, bytes]:
    """Write an entry as a post; its name sorts by day and stays the same as long as id and date do."""
    lines = ("---", *_front(entry), *_map(entry), "---", "", entry.content, "")
    return _name(entry), "\n".join(lines).encode()


def _name(entry: StoredEntry) -> str:
    return f"{entry.published.astimezone(UTC):%Y%m%d}-{anchor(entry.id)}.html"


def _front(entry: StoredEntry) -> Iterable[str]:
    yield f"title: {_text(entry.title)}"
    yield from _categories(entry.categories)
    yield f"headimg: {_text(entry.headimg or '')}"
    yield f"author: {_text(entry.author)}"
    yield "comments: false"
    # RFC 1123 in GMT, because Hexo takes an ISO date for local time
    yield f"date: {format_datetime(entry.published.astimezone(UTC), usegmt=True)}"
    yield f"thumbnail: {_text(entry.thumbnail or entry.headimg or '')}"
    # a stray {% in somebody's article would end the whole site's build
    yield "disableNunjucks: true"


def _categories(paths: Sequence[str]) -> Iterable[str]:
    """Write one path as Hexo's flat list, which it reads as a path, and several as a list of lists."""
    if not paths:
        yield "categories: []"
        return
    yield "categories:"
    if len(paths) == 1:
        yield from (f" - {_text(name)}" for name in paths[0].split("/"))
    else:
        yield from (f" - {_names(path)}" for path in paths)


def _map(entry: StoredEntry) -> Iterable[str]:
    yield "feedhub:"
    yield f"  id: {_text(entry.id)}"
    yield f"  url: {_text(entry.url)}"
    yield "  source:"
    yield from (f"    {line}" for line in _source(entry.origin))
    yield f"  updated: {_instant(entry.updated)}"
    yield f"  language: {_text(entry.language)}"
    yield f"  summary: {_text(entry.summary)}"
    yield from _list("tags", map(_tag, entry.tags))
    yield from _list("enclosures", map(_enclosure, entry.enclosures))
    yield f"  rights: {_text(entry.rights)}"
    yield f"  first_seen: {_instant(entry.first_seen)}"
    yield from _list("categories", map(_names, entry.categories))


def _source(origin: Origin) -> Iterable[str]:
    yield f"id: {_text(origin.id)}"
    yield f"title: {_text(origin.title)}"
    yield f"updated: {_instant(origin.updated)}"
    yield f"home: {_text(origin.home)}"
    yield f"feed: {_text(origin.feed)}"
    yield f"rights: {_text(origin.rights)}"


def _tag(tag: Tag) -> str:
    return f"term: {_text(tag.term)}\n      scheme: {_text(tag.scheme)}"


def _enclosure(enclosure: Enclosure) -> str:
    length = "null" if enclosure.length is None else enclosure.length
    return f"url: {_text(enclosure.url)}\n      type: {_text(enclosure.type)}\n      length: {length}"


def _names(path: str) -> str:
    return f"[{', '.join(_text(name) for name in path.split('/'))}]"


def _list(key: str, items: Iterable[str]) -> Iterable[str]:
    lines = [f"    - {item}" for item in items]
    yield f"  {key}:" if lines else f"  {key}: []"
    yield from lines


def _instant(moment: datetime) -> str:
    return f"'{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"


def _text(text: str | None) -> str:
    """Quote a scalar so that YAML 1.1 and 1.2 read back the same text: escaped only where quotes do not suffice."""
    if text is None:
        return "null"
    if not _UNQUOTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNQUOTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", plain) + '"'
