"""What of a visit would be a flood: entries in, those that only archives and the source's own feed are to show out.

A new source brings its newest entries and keeps the rest of its past to itself. Afterwards an entry is news by its
date: one from more than a day before the last visit would have been there then. A few such are late; when they are
many, the source renewed its ids, or was given a longer memory.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from feedhub.model.entry import Entry
from feedhub.store.forms import Columns, alarm_from, alarm_text
from feedhub.store.moments import epoch

_DAY = 86_400
_A_FEW = 10
"""So many entries with old dates may come in one visit without alarm."""
_ALARM_STAYS = 7 * _DAY


def quiet_among(before: Row[Any], newcomers: Sequence[Entry], first: int | None) -> frozenset[str]:
    """Tell which of a visit's new entries, by key, are not to be shown in newest documents but the source's own.

    Args:
        before: the source's row.
        newcomers: entries without a row, in document order.
        first: how many entries of a new source are shown; None for all.
    """
    if not before.greeted:
        # What another hub's export brings is not new to its readers.
        fresh = [each for each in newcomers if each.first_seen is None]
        return frozenset(each.key for each in _newest_first(fresh)[first:]) if first is not None else frozenset()
    late = [each for each in newcomers if _is_late(each, before)]
    return frozenset(each.key for each in late) if len(late) > _A_FEW and first is not None else frozenset()


def alarm(before: Row[Any], newcomers: int, quiet: int) -> str | None:
    """Say what is wrong with a source of whose new entries so many had to be kept quiet; None of a new source's."""
    if not before.greeted or not quiet:
        return None
    return (
        f"{quiet} of {newcomers} new entries are dated before the last visit: it seems to have changed its ids, or to "
        "offer more of its past; the feeds of its categories show them in their archives only"
    )


def remembered(before: Row[Any], at: int, new: int, said: str | None) -> Columns:
    """Tell what to remember of it: the alarm of this visit, or the former one for a week at least."""
    since, _ = alarm_from(before.alarm)
    stands = before.alarm if new == 0 or at - since < _ALARM_STAYS else None
    return {"greeted": before.greeted or new > 0, "alarm": stands if said is None else alarm_text(at, said)}


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Sort by date; those without one are as new as the visit, and keep their order."""
    undated = [each for each in entries if each.published is None]
    dated = [(epoch(each.published), place) for place, each in enumerate(entries) if each.published is not None]
    return [*undated, *(entries[place] for _, place in sorted(dated, key=lambda one: (-one[0], one[1])))]


def _is_late(each: Entry, before: Row[Any]) -> bool:
    if each.published is None or each.first_seen is not None or before.last_success is None:
        return False
    last_success: int = before.last_success
    return epoch(each.published) < last_success - _DAY
