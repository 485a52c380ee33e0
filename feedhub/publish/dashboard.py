"""The operator's pages: how the sources are in, HTML out. English, as the log and the commands are.

Every word of a source is escaped; what is drawn is SVG made here; the one script only asks for the same page again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

from feedhub.config import duration_text
from feedhub.model.condition import Happening, Health
from feedhub.model.document import FeedSummary
from feedhub.model.fault import HeldBack
from feedhub.model.fetched import FailureKind
from feedhub.model.hub import Hub
from feedhub.model.survey import Asked, Hour, Logged, Sorting, Survey, Surveyed
from feedhub.publish.healthfeed import explanation, sentence
from feedhub.publish.pages import templates
from feedhub.publish.plots import sparkline, timeline
from feedhub.publish.remedies import remedy
from feedhub.sanitize import printable

_KILO = 1000
_QUOTE = "'"
_MINUTE = 60
_UNITS = ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3600, "hour"), (_MINUTE, "minute"))
_COLUMNS = (
    (Sorting.HEALTH, "Health", False),
    (Sorting.SOURCE, "Source", False),
    (Sorting.LAST_VISIT, "Last visit", True),
    (Sorting.NEXT_VISIT, "Next visit", False),
    (Sorting.ENTRIES, "Entries", True),
    (Sorting.FAILURES, "Failures", True),
)
_MEANINGS = {
    Health.DEAD: "failing for days, or gone for good",
    Health.FAILING: "the last visit failed",
    Health.SILENT: "nothing new for much longer than usual",
    Health.NEW: "not visited yet",
    Health.PAUSED: "left alone",
    Health.WELL: "all is well",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all pages share. `form` is what the operator's forms hold, `feed_token` what opens the health feed.

    `brief`: anybody may be looking, so no address and no word of an origin is shown.
    """

    hub: Hub
    now: datetime
    operator: bool = False
    form: str = ""
    feed_token: str = ""
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """A category's feed, and how many read it."""

    feed: FeedSummary
    readers: int


def sources_page(survey: Survey, asked: Asked, held: Sequence[HeldBack], frame: Frame) -> bytes:
    """Show one page of the sources."""
    pages = max(1, ceil(survey.matching / asked.size))
    return _render(
        "sources",
        frame,
        survey=survey,
        asked=asked,
        held=held,
        pages=pages,
        columns=[_column(asked, *column) for column in _COLUMNS],
        address=lambda **changes: _address(asked, changes),
        total=sum(survey.counts.values()),
    )


def source_page(source: Surveyed, log: Sequence[Logged], frame: Frame) -> bytes:
    """Show one source, and its last visits."""
    return _render("source", frame, source=source, log=log)


def categories_page(feeds: Sequence[Readership], frame: Frame) -> bytes:
    """Show the categories, and who reads them."""
    return _render("categories", frame, feeds=feeds)


def timeline_page(hours: Sequence[Hour], happenings: Sequence[Happening], survey: Survey, frame: Frame) -> bytes:
    """Show a week of visits, and what the operator was told."""
    return _render("timeline", frame, hours=hours, happenings=happenings, survey=survey, sum=sum)


def login_page(frame: Frame, *, failed: str) -> bytes:
    """Ask for the operator's secret."""
    return _render("login", frame, failed=failed)


def ago(moment: datetime | None, now: datetime) -> str:
    """Say how long ago a moment is, or how far ahead, in the largest unit."""
    if moment is None:
        return "never"
    seconds = round((now - moment).total_seconds())
    for unit, name in _UNITS:
        if abs(seconds) >= unit:
            count = abs(seconds) // unit
            said = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{said} ago" if seconds > 0 else f"in {said}"
    return "just now" if seconds >= 0 else "at any moment"


def next_words(source: Surveyed, now: datetime) -> str:
    """Say when a source is visited next."""
    if source.status.paused:
        return "paused by the operator"
    if not source.status.enabled:
        return "disabled in config.yaml"
    if source.status.next_visit is None:
        return "never again: it is gone"
    return "now" if source.status.next_visit <= now else ago(source.status.next_visit, now)


def cadence(source: Surveyed) -> str:
    """Say how often a source is visited."""
    rounded = "" if source.interval is None else duration_text(timedelta(minutes=ceil(source.interval / _MINUTE)))
    if source.every == "auto":
        return f"by its rhythm, now {rounded}" if rounded else "by its rhythm"
    # A fixed distance is kept as Python writes it, a cron expression as it stands in config.yaml.
    if ":" in source.every:
        return f"every {rounded}" if rounded else "at a fixed distance"
    return f"cron {source.every.removeprefix('expression=').strip(_QUOTE)}"


def size_words(size: int) -> str:
    """Say how large a document was."""
    return f"{size / _KILO:.1f} kB" if size < _KILO**2 else f"{size / _KILO**2:.1f} MB"


def _column(asked: Asked, sorting: Sorting, title: str, high_first: bool) -> dict[str, Any]:  # noqa: FBT001  from a table
    chosen = asked.sorting is sorting
    descending = not asked.descending if chosen else high_first
    return {
        "title": title,
        "href": _address(asked, {"sort": sorting.value, "order": "desc" if descending else "asc", "page": 1}),
        "order": ("descending" if asked.descending else "ascending") if chosen else "none",
    }


def _address(asked: Asked, changes: Mapping[str, object]) -> str:
    """Write the query of the page with some of what was asked changed."""
    query: dict[str, object] = {
        "health": asked.health.value if asked.health else "",
        "q": asked.words,
        "sort": asked.sorting.value,
        "order": "desc" if asked.descending else "asc",
        "page": asked.page,
        **changes,
    }
    return "?" + urlencode({key: value for key, value in query.items() if value})


def _remedy(kind: str) -> object:
    return remedy(FailureKind(kind)) if kind in set(FailureKind) else None


def _render(page: str, frame: Frame, **facts: Any) -> bytes:
    template = templates().get_template(f"dashboard/{page}.html")
    tools = {
        "ago": lambda moment: ago(moment, frame.now),
        "next_words": lambda source: next_words(source, frame.now),
        "cadence": cadence,
        "sparkline": sparkline,
        "timeline": timeline,
        "remedy": _remedy,
        "size_words": size_words,
        "sentence": sentence,
        "explanation": explanation,
        "meanings": _MEANINGS,
    }
    return printable(template.render(frame=frame, hub=frame.hub, page=page, **tools, **facts)).encode()
