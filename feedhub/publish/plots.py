"""Counts in, small drawings out: SVG made on the server, without style, script or anything from elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from feedhub.model.survey import Hour

_BAR, _GAP = 3, 1
_SPARK_HEIGHT = 24
_PLOT_HEIGHT = 120
_DAY_WIDTH = 40


def sparkline(daily: Sequence[int]) -> Markup:
    """Draw new entries a day as bars; the words for who cannot see it are its title."""
    most, total = max(daily, default=0), sum(daily)
    width = len(daily) * (_BAR + _GAP)
    said = f"{total} new in {len(daily)} days, at most {most} a day"
    bars = Markup().join(
        _bar(place * (_BAR + _GAP), _BAR, _height(count, most, _SPARK_HEIGHT), _SPARK_HEIGHT, "new")
        for place, count in enumerate(daily)
        if count
    )
    return Markup(
        '<svg class="spark" role="img" viewBox="0 0 {} {}" width="{}" height="{}" aria-label="{}"><title>{}</title>'
        '<path class="ground" d="M0 {}H{}"/>{}</svg>'
    ).format(width, _SPARK_HEIGHT, width, _SPARK_HEIGHT, said, said, _SPARK_HEIGHT - 0.5, width, bars)


def timeline(hours: Sequence[Hour]) -> Markup:
    """Draw visits an hour as bars, the failed ones on top; midnights are marked with their day."""
    most = max((hour.good + hour.failed for hour in hours), default=0)
    step = 5
    width = len(hours) * step
    parts = []
    for place, hour in enumerate(hours):
        good = _height(hour.good, most, _PLOT_HEIGHT)
        failed = _height(hour.failed, most, _PLOT_HEIGHT)
        if hour.good:
            parts.append(_bar(place * step, step - 1, good, _PLOT_HEIGHT, "good"))
        if hour.failed:
            parts.append(_bar(place * step, step - 1, failed, _PLOT_HEIGHT - good, "failed"))
        if hour.at.hour == 0:
            parts.append(_day(place * step, hour.at, width))
    visits, failures = sum(hour.good + hour.failed for hour in hours), sum(hour.failed for hour in hours)
    said = f"{visits} visits in a week, {failures} of them failed; at most {most} an hour"
    return Markup(
        '<svg class="plot" role="img" viewBox="0 0 {} {}" aria-label="{}"><title>{}</title>{}'
        '<path class="ground" d="M0 {}H{}"/></svg>'
    ).format(width, _PLOT_HEIGHT + 16, said, said, Markup().join(parts), _PLOT_HEIGHT + 0.5, width)


def _bar(left: int, width: int, height: float, ground: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
        kind, left, ground - height, width, height
    )


def _day(left: int, at: datetime, width: int) -> Markup:
    """Mark a midnight; its day stands to the right of it, or to the left where it would be cut off."""
    beside = Markup('dx="3"') if left + _DAY_WIDTH < width else Markup('dx="-3" text-anchor="end"')
    return Markup('<path class="ground" d="M{0} 0V{1}"/><text x="{0}" y="{1}" {2}>{3:%m-%d}</text>').format(
        left, _PLOT_HEIGHT + 12, beside, at
    )


def _height(count: int, most: int, whole: float) -> float:
    """Give what is there at least a line."""
    return max(1.0, count / most * (whole - 2)) if count else 0.0
