"""JSON Feed 1.1: the facts of an entry in, an item out; a feed's head in, what stands before the items out.

What the format has no word for stands in extensions: the feed an entry comes from in `_source`, what its picture comes
from in `_image`, the other feeds that have it in `_others`.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from feedhub.model.document import FeedHead, Format
from feedhub.model.entry import Enclosure
from feedhub.publish.facts import REMEMBERED, Facts, Whence
from feedhub.publish.spelling import long_quoted, quoted

TAIL = b"\n]}"

_VERSION = "https://jsonfeed.org/version/1.1"
_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_Object = dict[str, Any]


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as an object on a line of its own, UTF-8, as it stands in any document."""
    opening, closing = "".join(_before_content(facts)), "".join(_behind_content(facts))
    if not facts.content:
        return f'{opening},"content_text":{quoted(facts.summary)}{closing}'.encode()
    return b"".join((opening.encode(), b',"content_html":', long_quoted(facts.content), closing.encode()))


def _before_content(facts: Facts) -> Iterator[str]:
    yield f'\n{{"id":{quoted(facts.id)}'
    if facts.url:
        yield f',"url":{quoted(facts.url)}'
    yield f',"title":{quoted(facts.title)}'


def _behind_content(facts: Facts) -> Iterator[str]:
    if facts.summary:
        yield f',"summary":{quoted(facts.summary)}'
    if facts.image:
        yield f',"image":{quoted(facts.image)}'
    yield f',"date_published":"{facts.published}","date_modified":"{facts.updated}"'
    yield f',"authors":[{{"name":{quoted(facts.author)}}}]'
    if facts.terms:
        yield f',"tags":[{",".join(quoted(term.name) for term in facts.terms)}]'
    if facts.language:
        yield f',"language":"{facts.language}"'
    if facts.enclosures:
        yield f',"attachments":{_pack(list(map(_attachment, facts.enclosures)))}'
    yield f',"_source":{_source(facts.origin, facts.rights)}'
    if facts.image_tier:
        yield f',"_image":{{"from":{quoted(facts.image_tier)}}}'
    if facts.others:
        yield f',"_others":[{",".join(_source(each, each.rights) for each in facts.others)}]'
    yield "}"


def head_bytes(head: FeedHead) -> bytes:
    """Write all that stands before the first item."""
    feed = {
        "version": _VERSION,
        "title": head.title,
        "home_page_url": head.page_url,
        "feed_url": head.self_url(Format.JSON),
        "description": head.subtitle,
        "language": head.language,
        "next_url": dict(head.history(Format.JSON)).get("prev-archive"),
    }
    return _pack(_known(feed)).encode().removesuffix(b"}") + b',"items":['


def _attachment(file: Enclosure) -> _Object:
    return _known({"url": file.url, "mime_type": file.type, "size_in_bytes": file.length})


@lru_cache(maxsize=REMEMBERED)
def _source(origin: Whence, rights: str | None) -> str:
    """Say where the entry comes from, and under what rights it is passed on."""
    said = {
        "id": origin.id,
        "title": origin.title,
        "feed_url": origin.feed,
        "home_page_url": origin.home,
        "date_modified": origin.updated,
        "rights": rights,
    }
    return _pack(_known(said))


def _known(given: _Object) -> _Object:
    """Leave out what is not known: the format has no null."""
    return {key: value for key, value in given.items() if value is not None}
