"""How a feed's history is cut into archives, and what one of them holds (RFC 5005, section 4).

Comes in: which archives there are, how many entries each stretch of time has, and which minutes have moved on. Goes
out: which archives there are to be, which of them are no longer as they were, and the documents. Entries never move from one
period to another, so what is not concerned stays as it is to the byte.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from feedhub.model.archive import Archived, Place
from feedhub.model.document import FeedDocument, Fragments, StaleFeed
from feedhub.model.hub import Hub
from feedhub.model.period import Period, around
from feedhub.publish.compose import head_of, unique

MOST = 500
"""Entries in one archive: a period with more is divided, as long as there is a finer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What comes of it: archives that are new or no longer as they were, and those that are no more."""

    changed: tuple[Period, ...]
    dropped: tuple[Period, ...]
    newest: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A period to lay out anew, and the archives `standing` in it."""

    period: Period
    standing: tuple[Period, ...]


def stretches(periods: Iterable[Period], due: Iterable[datetime]) -> list[Stretch]:
    """Find what is to be laid out anew where these minutes moved on: of the periods around each, the longest undivided.

    Whoever counts the entries of those alone need not count a busy month for one new entry.
    """
    divided = {wider for period in periods for wider in period.wider}
    found: dict[Period, list[Period]] = {}
    for minute in due:
        for each in around(minute):
            if each not in divided:
                break
        found.setdefault(each, [])
    for period in periods:
        for each in (period, *period.wider):
            if each in found:
                found[each].append(period)
    return [Stretch(period=period, standing=tuple(standing)) for period, standing in sorted(found.items())]


def layout(
    periods: Collection[Period], counted: Iterable[tuple[Stretch, Mapping[datetime, int]]], due: Iterable[datetime]
) -> Layout:
    """Decide which archives there are to be.

    Args:
        periods: those there are, of all the time from two before the first stretch on.
        counted: how many entries there are from each moment to the next in each stretch that holds something due; no
            two of those moments are within one period that has to stay whole, see `too_much`.
        due: minutes that the archives do not show as they are.
    """
    standing: set[Period] = set()
    wanted: set[Period] = set()
    for stretch, entries in counted:
        standing.update(stretch.standing)
        wanted.update(_divided(stretch.period, stretch.standing, entries))
    after = sorted(set(periods).difference(standing) | wanted)
    places, former = _places(after), _places(sorted(periods))
    moved = {period for minute in due for period in around(minute)} if former else set()
    changed = (period for period, place in places.items() if period.minute in moved or place != former.get(period))
    return Layout(
        changed=tuple(changed),
        dropped=tuple(sorted(standing - wanted)),
        newest=after[-1] if after else None,
    )


def archive(
    stale: StaleFeed, entries: Sequence[Archived], fragments: Mapping[int, Fragments], hub: Hub, place: Place
) -> FeedDocument:
    """Compose an archive of all the entries it has, newest first; one without fragments is left out."""
    shown = [each for each in unique(entries) if each.row in fragments]
    head = head_of(
        stale,
        hub,
        updated=max((each.updated for each in shown), default=hub.started),
        period=place.period,
        older=place.older,
        newer=place.newer,
    )
    return FeedDocument(
        head=head,
        entries=tuple(fragments[each.row] for each in shown),
        editions=tuple(each.edition for each in shown),
    )


def too_much(period: Period, entries: int, standing: Iterable[Period]) -> bool:
    """Tell whether a period is to be divided; what was divided once stays so, since addresses should."""
    return period.part is not None and (
        entries > MOST or any(period != each and period.covers(each) for each in standing)
    )


def _divided(period: Period, standing: Collection[Period], entries: Mapping[datetime, int]) -> Iterator[Period]:
    if not entries:
        return
    if not too_much(period, sum(entries.values()), standing):
        yield period
        return
    for finer in sorted({period.finer(moment) for moment in entries}):
        yield from _divided(finer, standing, _of(finer, entries))


def _of(period: Period, entries: Mapping[datetime, int]) -> dict[datetime, int]:
    start, end = period.start, period.end
    return {moment: count for moment, count in entries.items() if start <= moment < end}


def _places(periods: Iterable[Period]) -> dict[Period, Place]:
    row = (None, *periods, None)
    return {
        period: Place(period=period, older=older, newer=newer)
        for (older, period), (_, newer) in pairwise(pairwise(row))
        if period is not None
    }
