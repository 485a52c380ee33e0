"""Raw date strings to instants: deterministic, in UTC, to the second.

In: what a document says and the source's own time zone. Out: an aware datetime, or None for what is missing,
impossible, ambiguous, older than feeds are, or in the future. Never in here: a guess, or the clock.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from feedhub.clean.date_shapes import Wall, wall
from feedhub.clean.zones import offset

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(minutes=5)
_LONGEST = 100
_LEAP = 60
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_NOTES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPACES = re.compile(r"\s+")
_LOOKALIKES = str.maketrans("−–‐‑", "----", "\u200b\u200e\u200f\ufeff")


def read_date(raw: str | None, *, timezone: str, now: datetime) -> datetime | None:
    """Return the instant `raw` names, in UTC, or None where it names none that can be published.

    `timezone` (an IANA name) is where dates without a zone are at home; it also decides what CST, IST and other names
    with several meanings stand for. Before 1990 is what broken software writes; more than five minutes after `now` is
    a future nobody can vouch for.
    """
    if not raw or len(raw) > _LONGEST:
        return None
    text = _tidied(raw)
    try:
        found = _EPOCH.fullmatch(text)
        moment = datetime.fromtimestamp(int(found[1]), UTC) if found else _moment(wall(text), timezone)
    except (ValueError, OverflowError):  # 30 February, month 13, +30:00, the end of year 9999: dates that never were
        return None
    return moment if moment and _EARLIEST <= moment <= now + _CLOCKS_DIFFER else None


def settled(published: datetime | None, updated: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Return both dates of an entry: the only one stands for publication, and an update never comes before it."""
    if published and updated:
        return published, max(published, updated)
    return published or updated, updated


def _tidied(raw: str) -> str:
    if not raw.isascii():
        raw = unicodedata.normalize("NFKC", raw).translate(_LOOKALIKES)
    if "(" in raw or "[" in raw:
        raw = _NOTES.sub(" ", raw)
    return _SPACES.sub(" ", raw).strip(" ,;")


def _moment(seen: Wall | None, timezone: str) -> datetime | None:
    if seen is None:
        return None
    hour, minute, second, carry = seen.hour, seen.minute, seen.second, timedelta(0)
    if second == _LEAP:  # a leap second; RFC 3339, section 5.7
        second, carry = 59, timedelta(seconds=1)
    if (hour, minute, second) == (24, 0, 0):  # midnight at the end of the day; ISO 8601
        hour, carry = 0, timedelta(days=1)
    local = datetime(seen.year, seen.month, seen.day, hour, minute, second)  # noqa: DTZ001  what the wall showed
    return (local + carry - offset(seen.zone, timezone, local)).replace(tzinfo=UTC)
