"""What may be wrong with a document's entries as a whole, and beside the last good version: entries in, faults out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate.version import Form, Former, Line, text

_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FEW = 5
"""Of fewer entries in common nothing is concluded."""
_MANY = 10
"""A document with fewer entries may shrink to none."""
_COLLAPSE = 3


def alone(form: Form, version: Written) -> Iterator[Fault]:
    """Hold a version's entries to each other: every id once, newest first."""
    places = list(map(form.place, version.entries))
    if len({id_ for id_, _ in places}) < len(places):
        times = Counter(id_ for id_, _ in places)
        for id_, count in times.items():
            if count > 1:
                yield Fault(rule=Rule.UNIQUE_IDS, entry=text(id_), detail=f"the id stands {count} times")
    dates = [date for _, date in places]
    if dates != sorted(dates, reverse=True):
        yield from _misplaced(places)


def _misplaced(places: Sequence[tuple[bytes, bytes]]) -> Iterator[Fault]:
    dated = [(id_, date) for id_, date in places if _INSTANT.fullmatch(date)]
    for (_, above), (id_, below) in pairwise(dated):
        if below > above:
            detail = f"published {text(below)}, it stands below one of {text(above)}"
            yield Fault(rule=Rule.ORDER, entry=text(id_), detail=detail)


def compared(form: Form, version: Written, before: Former, *, may_shrink: bool) -> Iterator[Fault]:
    """Hold a version to the one that readers have already; what stands in both byte for byte has changed nothing."""
    news = [form.line(entry) for position, entry in enumerate(version.entries) if position not in before.kept]
    olds = list(map(form.line, before.others))
    known = {line.id: line for line in olds}
    changed = [(known[line.id], line) for line in news if line.id in known]
    for old, new in changed:
        if old.url != new.url and old.title != new.title and old.date != new.date:
            detail = f"its id was that of {old.title!r} of {old.date}, now it is that of {new.title!r} of {new.date}"
            yield Fault(rule=Rule.SAME_ENTRY, entry=new.id, detail=detail)
    yield from _dates(changed, len(changed) + len(before.kept))
    if len(olds) - len(changed) > len(before.kept):  # else there are not enough of them to be most
        yield from _ids(list(map(form.line, version.entries)), olds, len(before.kept))
    if not may_shrink and before.size >= _MANY and len(version.entries) * _COLLAPSE < before.size:
        detail = f"it would shrink from {before.size} entries to {len(version.entries)}, and nothing says why"
        yield Fault(rule=Rule.SIZE, entry="", detail=detail)


def _dates(changed: Sequence[tuple[Line, Line]], common: int) -> Iterator[Fault]:
    """Find that most entries changed their date: readers would show all of them as new again."""
    moved = [(old, new) for old, new in changed if old.date != new.date]
    if common >= _FEW and len(moved) * 2 > common:
        old, new = moved[0]
        detail = f"{len(moved)} of {common} entries changed when they were published, this one {old.date} to {new.date}"
        yield Fault(rule=Rule.SAME_DATE, entry=new.id, detail=detail)


def _ids(news: Sequence[Line], olds: Sequence[Line], kept: int) -> Iterator[Fault]:
    """Find that most entries changed their id: readers would hold all of them twice."""
    ids = {line.id for line in news}
    now = {(line.url, line.title, line.date): line.id for line in news}
    again = [(line, now[said]) for line in olds if (said := (line.url, line.title, line.date)) in now]
    changed = [(line, id_) for line, id_ in again if line.id not in ids]
    common = len(again) + kept
    if common >= _FEW and len(changed) * 2 > common:
        line, id_ = changed[0]
        detail = f"{len(changed)} of {common} entries changed their id, this one from {line.id}"
        yield Fault(rule=Rule.SAME_ID, entry=id_, detail=detail)
