"""Headers about time come in as text, durations go out; whatever an origin writes, they stay within bounds."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SHORTEST_HOLD = timedelta(minutes=1)
LONGEST_HOLD = timedelta(days=7)
LONGEST_FRESHNESS = timedelta(days=30)
_MOST_SECONDS = 2**31  # what a delta-seconds that does not fit counts as (RFC 9111, section 1.2.2)
_LONGEST_DATE = 64


def fresh_for(*, cache_control: str, age: str, expires: str, date: str, now: datetime) -> timedelta | None:
    """Tell how long a response stays current for a private cache (RFC 9111, section 4.2); None where nothing says so.

    No answer ever means "come back sooner": no-store, no-cache, a zero and a past Expires count as nothing said.
    """
    directives = _directives(cache_control)
    if "no-store" in directives or "no-cache" in directives:
        return None
    if "max-age" in directives:
        seconds = _seconds(directives["max-age"])
        lifetime = None if seconds is None else timedelta(seconds=seconds)
    else:
        lifetime = _until(expires, http_date(date) or now)
    if lifetime is None:
        return None
    left = min(lifetime - timedelta(seconds=_seconds(age) or 0), LONGEST_FRESHNESS)
    return left if left > timedelta(0) else None


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Read Retry-After, a number of seconds or a date (RFC 9110, section 10.2.3), as a wait of 1 minute to 7 days.

    None where it is missing, makes no sense or has passed.
    """
    seconds = _seconds(value)
    wait = _until(value, now) if seconds is None else timedelta(seconds=seconds)
    return None if wait is None else max(SHORTEST_HOLD, min(wait, LONGEST_HOLD))


def http_date(value: str) -> datetime | None:
    """Read a date in any of HTTP's three forms (RFC 9110, section 5.6.7); None where it is none."""
    if not value or len(value) > _LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _until(value: str, since: datetime) -> timedelta | None:
    moment = http_date(value)
    return None if moment is None or moment <= since else moment - since


def _directives(cache_control: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in cache_control.lower().split(","):
        name, _, value = part.strip().partition("=")
        found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def _seconds(value: str) -> int | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return None
    return min(int(value[:20]), _MOST_SECONDS)
