"""How often a feed brings something: the moments of its entries in, a few words out."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median

_DAY = 86_400.0
_FEW = 20
_OFTEN = 1.5


def cadence(moments: Iterable[datetime]) -> str:
    """Say how often something comes: `3 a day`, `2 a week`, `1 a month`; of fewer than two moments nothing is known."""
    newest = sorted(moments, reverse=True)[: _FEW + 1]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    if not gaps:
        return "unknown"
    typical = max(median(gaps), sum(gaps) / len(gaps) / _FEW, 60.0)
    for name, days in (("day", 1.0), ("week", 7.0), ("month", 30.0)):
        count = days * _DAY / typical
        if count * _OFTEN >= 1:
            return f"about {max(1, round(count))} a {name}"
    return "less than one a month"
