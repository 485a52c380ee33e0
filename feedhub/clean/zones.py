"""A written time zone to its offset from UTC: numbers first, then the names the source's own region uses.

Zone names are not unique (CST is Chicago's and Shanghai's), so a source's configured zone decides where it can.
"""

import functools
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_NUMERIC = re.compile(r"(?:GMT|UTC|UT|Z)?\s*([+-])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
_NONE = timedelta(0)
_FARTHEST = timedelta(hours=14)
_UTC_NAMES = frozenset({"Z", "UT", "UTC", "GMT", "WET"})
_HOURS = {
    "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "CAT": 2, "EEST": 3, "MSK": 3,
    "EAT": 3, "TRT": 3, "IRST": 3.5, "GST": 4, "MSD": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "WIB": 7,
    "WITA": 8, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "WIT": 9, "ACST": 9.5,
    "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NDT": -2.5, "BRT": -3, "ART": -3, "CLST": -3, "ADT": -3, "NST": -3.5, "AST": -4, "CLT": -4, "EDT": -4, "EST": -5,
    "CDT": -5, "PET": -5, "COT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "AKDT": -8, "AKST": -9,
    "HST": -10,
}  # fmt: skip
_REGIONAL = {
    ("Asia", "CST"): 8,
    ("Asia", "BST"): 6,
    ("Australia", "CST"): 9.5,
    ("Australia", "CDT"): 10.5,
    ("Australia", "EST"): 10,
    ("Australia", "EDT"): 11,
}


def offset(written: str, source: str, wall: datetime) -> timedelta:
    """Return how far the clock that showed `wall` was ahead of UTC.

    Nothing written, or a name nobody knows, means the source's own zone (`source`, an IANA name).

    Raises:
        ValueError: for an offset no clock on earth has.
    """
    if found := _NUMERIC.fullmatch(written):
        return _numeric(*found.groups())
    name = written.upper()
    if name in _UTC_NAMES or (source == "UTC" and not name):
        return _NONE
    home = _zone(source)
    named = _named(name, source, home, wall) if name else None
    return named if named is not None else home.utcoffset(wall) or _NONE


def _numeric(sign: str, hours: str, minutes: str | None) -> timedelta:
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if (minutes or "") > "59" or ahead > _FARTHEST:
        raise ValueError(f"no clock is {hours}:{minutes} from UTC")
    return -ahead if sign == "-" else ahead


def _named(name: str, source: str, home: ZoneInfo, wall: datetime) -> timedelta | None:
    for month in (1, 7):  # a zone's two names, whichever half of the year has summer time
        probe = wall.replace(month=month, day=1)
        if home.tzname(probe) == name:
            return home.utcoffset(probe)
    hours = _REGIONAL.get((source.partition("/")[0], name), _HOURS.get(name))
    return None if hours is None else timedelta(hours=hours)


@functools.cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
