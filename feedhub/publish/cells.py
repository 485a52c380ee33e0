"""What a page shows of each entry: lines of a feed in, values ready for the template out.

The template takes a cell apart by position and looks nothing up, which is most of what a page costs otherwise.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from feedhub.model.entry import Listed, anchor
from feedhub.model.hub import Hub
from feedhub.publish.addresses import language_tag, web_url
from feedhub.publish.compose import unique

_REMEMBERED = 500
"""Cells that are kept, since most of a page is as it was, and an entry stands on several."""
_TO_SECONDS = len("2022-09-01T08:16:00")
_DAY = slice(0, len("2022-09-01"))
_TIME = slice(len("2022-09-01T"), len("2022-09-01T08:16"))


class Cell(NamedTuple):
    """One entry, in the order in which the template names its parts; every text is escaped."""

    anchor: str
    language: str | None
    url: str | None
    title: str
    summary: str
    source_page: str
    source: str
    is_by_another: bool
    """Whether its author is not just its source."""
    author: str
    instant: str
    day: str
    time: str
    picture: str | None


def cells(listed: Iterable[Listed], hub: Hub) -> list[Cell]:
    """Show each entry once."""
    sources = hub.href("source/")
    return [_cell(line, sources) for line in unique(listed)]


@lru_cache(maxsize=_REMEMBERED)
def _cell(line: Listed, sources: str) -> Cell:
    moment = instant(line.published)
    return Cell(
        anchor=anchor(line.id),
        language=language_tag(line.language),
        url=_escape(web_url(line.url) or ""),
        title=_escape(line.title),
        summary=_escape(line.summary),
        source_page=sources + quote(line.source),
        source=_escape(line.origin_title or line.source),
        is_by_another=line.author != line.origin_title,
        author=_escape(line.author),
        instant=moment,
        day=moment[_DAY],
        time=moment[_TIME],
        picture=_escape(web_url(line.headimg) or ""),
    )


def instant(moment: datetime) -> str:
    """Write a moment for machines."""
    return f"{moment.astimezone(UTC).isoformat()[:_TO_SECONDS]}Z"


def day_and_time(moment: datetime) -> str:
    """Write a moment for people."""
    written = instant(moment)
    return f"{written[_DAY]} {written[_TIME]} UTC"


def _escape(text: str) -> str:
    """Escape as the template engine does, which makes an object of each text and asks each what it is."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")
