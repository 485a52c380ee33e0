"""The text of an HTML page from its bytes, by the rules that feeds are decoded by."""

import re
from typing import Final

from feedhub.model.fetched import Body
from feedhub.parse.decode import decode
from feedhub.parse.inflate import inflate

_IN_META: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_IN_HEADER: Final = re.compile(r"charset\s*=", re.IGNORECASE)
_BEGINNING: Final = 4096


def page_text(body: Body) -> str:
    """Decode a page: by its byte order mark, else as sound UTF-8, else as header or `meta` declare it."""
    data, said = inflate(body.data), body.content_type or ""
    if not _IN_HEADER.search(said) and (meta := _IN_META.search(data[:_BEGINNING])):
        said = f"text/html; charset={meta[1].decode('ascii')}"
    return decode(data, content_type=said).text
