"""What may be wrong with a document's entries as a whole, and beside the last good version: lines in, faults out."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate.version import Line, Version

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FEW = 5
"""Of fewer entries in common nothing is concluded."""
_MANY = 10
"""A document with fewer entries may shrink to none."""
_COLLAPSE = 3


def alone(version: Version) -> Iterator[Fault]:
    """Hold a version's entries to each other: every id once, newest first."""
    times = Counter(line.id for line in version.lines)
    for id_, count in times.items():
        if count > 1:
            yield Fault(rule=Rule.UNIQUE_IDS, entry=id_, detail=f"the id stands {count} times")
    dated = [line for line in version.lines if _INSTANT.fullmatch(line.date)]
    for above, below in pairwise(dated):
        if below.date > above.date:
            detail = f"published {below.date}, it stands below one of {above.date}"
            yield Fault(rule=Rule.ORDER, entry=below.id, detail=detail)


def compared(version: Version, before: Version, *, may_shrink: bool) -> Iterator[Fault]:
    """Hold a version to the one that readers have already."""
    known = {line.id: line for line in before.lines}
    common = [(known[line.id], line) for line in version.lines if line.id in known]
    for old, new in common:
        if old.url != new.url and old.title != new.title and old.date != new.date:
            detail = f"its id was that of {old.title!r} of {old.date}, now it is that of {new.title!r} of {new.date}"
            yield Fault(rule=Rule.SAME_ENTRY, entry=new.id, detail=detail)
    yield from _dates(common)
    yield from _ids(version, before)
    if not may_shrink and len(before.lines) >= _MANY and len(version.lines) * _COLLAPSE < len(before.lines):
        detail = f"it would shrink from {len(before.lines)} entries to {len(version.lines)}, and nothing says why"
        yield Fault(rule=Rule.SIZE, entry="", detail=detail)


def _dates(common: list[tuple[Line, Line]]) -> Iterator[Fault]:
    """Find that most entries changed their date: readers would show all of them as new again."""
    moved = [(old, new) for old, new in common if old.date != new.date]
    if len(common) >= _FEW and len(moved) * 2 > len(common):
        old, new = moved[0]
        detail = (
            f"{len(moved)} of {len(common)} entries changed when they were published, this one {old.date} to {new.date}"
        )
        yield Fault(rule=Rule.SAME_DATE, entry=new.id, detail=detail)


def _ids(version: Version, before: Version) -> Iterator[Fault]:
    """Find that most entries changed their id: readers would hold all of them twice."""
    kept = {line.id for line in version.lines}
    now = {(line.url, line.title, line.date): line.id for line in version.lines}
    again = [(line, now[said]) for line in before.lines if (said := (line.url, line.title, line.date)) in now]
    changed = [(line, id_) for line, id_ in again if line.id not in kept]
    if len(again) >= _FEW and len(changed) * 2 > len(again):
        line, id_ = changed[0]
        detail = f"{len(changed)} of {len(again)} entries changed their id, this one from {line.id}"
        yield Fault(rule=Rule.SAME_ID, entry=id_, detail=detail)
