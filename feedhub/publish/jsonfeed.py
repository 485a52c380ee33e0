"""JSON Feed 1.1: the facts of an entry in, an item out; a feed's head in, what stands before the items out.

What the format has no word for stands in extensions: the feed an entry comes from in `_source`, what its picture comes
from in `_image`, the other feeds that have it in `_others`.
"""

import json
from datetime import datetime
from typing import Any

from feedhub.model.document import FeedHead, Format
from feedhub.model.entry import Enclosure, Origin
from feedhub.publish.facts import Facts

TAIL = b"\n]}"

_VERSION = "https://jsonfeed.org/version/1.1"
_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_Object = dict[str, Any]


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as an object on a line of its own, UTF-8, as it stands in any document."""
    text = {"content_html": facts.content} if facts.content else {"content_text": facts.summary}
    item = {
        "id": facts.id,
        "url": facts.url,
        "title": facts.title,
        **text,
        "summary": facts.summary or None,
        "image": facts.image,
        "date_published": _date(facts.published),
        "date_modified": _date(facts.updated),
        "authors": [{"name": facts.author}],
        "tags": [term.name for term in facts.terms] or None,
        "language": facts.language,
        "attachments": list(map(_attachment, facts.enclosures)) or None,
        "_source": _source(facts.origin, facts.rights),
        "_image": {"from": facts.image_tier} if facts.image_tier else None,
        "_others": [_source(each, each.rights) for each in facts.others] or None,
    }
    return b"\n" + _pack(_known(item)).encode()


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


def _source(origin: Origin, rights: str | None) -> _Object:
    """Say where the entry comes from, and under what rights it is passed on."""
    return _known(
        {
            "id": origin.id,
            "title": origin.title,
            "feed_url": origin.feed,
            "home_page_url": origin.home,
            "date_modified": _date(origin.updated),
            "rights": rights,
        }
    )


def _known(given: _Object) -> _Object:
    """Leave out what is not known: the format has no null."""
    return {key: value for key, value in given.items() if value is not None}


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
