"""The shapes dates are written in: a string in, what its clock and calendar showed out. No zone is applied here.

Two shapes come first because nearly every feed writes one of them (RFC 3339 and RFC 822); what neither matches is
taken apart: clock, zone, and the calendar date in the rest. What could be read in two ways is not read at all.
"""

# ruff: noqa: PLR2004  months, digits of a year and parts of a date are best counted in numbers

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from feedhub.clean.date_words import arabic, hour_of_day, month

_ZONE = r"([Zz]\b|(?:GMT|UTC|UT)?\s?[+-]\d{1,2}(?::?\d\d)?|(?![AaPp]\.?[Mm]\b)[A-Za-z]{1,5}\b)"
_TIME = rf"(?:[Tt]|[Tt,\s]\s*)(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*{_ZONE}?"
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?)(?:{_TIME})?")
_DAY_MONTH_YEAR = re.compile(
    r"(?:[^\W\d_]+\.?\s*,?\s*)?(\d\d?)[\s.-]+([^\W\d_]+)[\s.,-]+(\d{2,4})"
    rf"(?:[\s,T]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*{_ZONE}?)?"
)
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:[Tt\s]?(\d\d):?(\d\d):?(\d\d)?(?:[.,]\d+)?\s*{_ZONE}?)?")
_WEEK = re.compile(rf"(\d{{4}})-?[Ww](\d\d)(?:-?([1-7]))?(?:{_TIME})?")
_ORDINAL = re.compile(rf"(\d{{4}})-?(\d{{3}})(?:{_TIME})?")
_WHOLE_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)([Zz]|[+-]\d\d:\d\d)")  # xs:date
_REDUCED = re.compile(r"(\d{4})(?:-(\d\d))?")

_HALF = "上午|午前|오전|凌晨|早上|下午|午後|오후|晚上|傍晚|中午"
_CLOCK = re.compile(
    rf"(?:({_HALF}|\b[ap]m)\s*)?(?<!\d)(\d\d?)\s?(?:[時时点點시]|[:h](?=\s?\d))\s*"
    r"(?:(\d\d?)(?!\d)\s*(?:[:分분]\s*(?:(\d\d?)(?!\d)(?:[.,]\d+)?\s*[秒초]?)?)?)?"
    r"\s*([ap]\.?\s?m\b\.?)?\s*((?:GMT|UTC|UT)?\s?[+-]\d{1,2}(?::?\d\d)?(?!\d)|(?-i:Z|[A-Z]{2,5})\b|gmt|utc)?",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?<![\d:.])(\d\d?)\s*([ap]\.?m\b)", re.IGNORECASE)
_DOTTED_CLOCK = re.compile(r"(?i:(?<=\bkl)\.?\s*|(?<=\bklo)\s+|(?<=\bum)\s+)(\d\d?)\.(\d\d)(?!\.?\d)")
_DOTTED_UHR = re.compile(r"(?<![\d.])(\d\d?)\.(\d\d)(?=\s*(?:Uhr|WIB)\b)")
_LAST_ZONE = re.compile(r"(?<=\s)(?:(?:GMT|UTC|UT)?[+-]\d\d:?\d\d|[A-Z]{3,5})$")
_YMD = re.compile(r"(?<!\d)(\d{4}|\d\d(?=\s*[年년]))\s*[-/.年년]\s*(\d\d?)\s*[-/.月월]\s*(\d\d?)(?!\d)")
_DMY = re.compile(r"(?<!\d)(\d\d?)\s*([-/.])\s*(\d\d?)\s*\2\s*(\d{4})(?!\d)")
_WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d_]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What the calendar and the clock on the wall showed; `zone` as it was written, empty where none was."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    zone: str = ""


@lru_cache(maxsize=256)
def wall(text: str) -> Wall | None:
    """Return what a tidied date string says, or None where it says nothing that can be read in one way only.

    Most are read twice, for the feed and for the entry.

    Raises:
        ValueError: for weeks, days and hours that do not exist.
    """
    if found := _YEAR_MONTH_DAY.fullmatch(text):
        year, number, day, *clock = found.groups()
        return _at(int(year), int(number), int(day), *clock)
    if (found := _DAY_MONTH_YEAR.fullmatch(text)) and (known := month(found[2])):
        return _at(_full_year(found[3]), known, int(found[1]), *found.groups()[3:])
    return (_rare_iso(text) if text[:4].isdigit() else None) or _taken_apart(arabic(text))


def _rare_iso(text: str) -> Wall | None:
    """Read the forms of ISO 8601 that feeds seldom write: basic, week, ordinal, and dates of reduced precision."""
    if found := _COMPACT.fullmatch(text):
        year, number, day, *clock = found.groups()
        return _at(int(year), int(number), int(day), *clock)
    if found := _WHOLE_DAY.fullmatch(text):
        return _at(int(found[1]), int(found[2]), int(found[3]), zone=found[4])
    if found := _WEEK.fullmatch(text):
        year, week, weekday, *clock = found.groups()
        return _on(date.fromisocalendar(int(year), int(week), int(weekday or 1)), clock)
    if found := _ORDINAL.fullmatch(text):
        year, day, *clock = found.groups()
        return _on(_ordinal(int(year), int(day)), clock)
    if found := _REDUCED.fullmatch(text):
        return _at(int(found[1]), int(found[2] or 1), 1)
    return None


def _taken_apart(text: str) -> Wall | None:
    """Find the clock, then the zone, then the calendar date in whatever is left."""
    text = _BARE_HOUR.sub(r"\1:00 \2", _DOTTED_UHR.sub(r"\1:\2", _DOTTED_CLOCK.sub(r" \1:\2", text)))
    clock = _CLOCK.search(text)
    if not clock:
        rest, zone = _without_zone(text)
        day = _calendar(rest)
        return day and replace(day, zone=zone)
    before, hour, minute, second, after, zone = clock.groups()
    end = clock.end()
    if zone and month(zone):  # `08:00 SEP 1 2022`
        zone, end = "", clock.start(6)
    rest = f"{text[: clock.start()]} {text[end:]}".strip()
    if not zone:
        rest, zone = _without_zone(rest)
    if not (day := _calendar(rest)):
        return None
    hours = hour_of_day(int(hour), after or before)
    return replace(day, hour=hours, minute=int(minute or 0), second=int(second or 0), zone=zone)


def _without_zone(text: str) -> tuple[str, str]:
    found = _LAST_ZONE.search(text)
    if not found or month(found[0]):
        return text, ""
    return text[: found.start()], found[0]


def _calendar(text: str) -> Wall | None:
    found = _YMD.search(text)
    if found:
        day = _at(_full_year(found[1]), int(found[2]), int(found[3]))
    elif found := _DMY.search(text):
        first, separator, second, year = found.groups()
        order = _day_and_month(int(first), int(second), dotted=separator == ".")
        if not order:
            return None
        day = _at(int(year), order[1], order[0])
    else:
        return _in_words(text)
    return None if _DIGIT.search(text[: found.start()]) or _DIGIT.search(text[found.end() :]) else day


def _day_and_month(first: int, second: int, *, dotted: bool) -> tuple[int, int] | None:
    """Return day and month; None for 01/09/2022, which is one day in London and another in Boston."""
    if dotted or first > 12 or first == second:
        return first, second
    return (second, first) if second > 12 else None


def _in_words(text: str) -> Wall | None:
    """Read a date whose month has a name: one such word and two numbers, the day and the year, in any order."""
    numbers, months = [], []
    for token in _WORD_OR_NUMBER.findall(text):
        if token.isdigit():
            numbers.append(token)
        elif known := month(token):
            months.append((token, known))
    if len(months) == 2 and months[0][0].lower() == "mar":  # martes, mardi, martedì, marți
        del months[0]
    if len(months) != 1 or len(numbers) != 2:
        return None
    year, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    return _at(_full_year(year), months[0][1], int(day))


def _full_year(digits: str) -> int:
    """Complete a year of two or three digits (RFC 5322, section 4.3)."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _ordinal(year: int, day: int) -> date:
    found = date(year, 1, 1) + timedelta(days=day - 1)
    if found.year != year:
        raise ValueError(f"{year} has no day {day}")
    return found


def _on(day: date, clock: list[str | None]) -> Wall:
    return _at(day.year, day.month, day.day, *clock)


def _at(
    year: int,
    number: int,
    day: int,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> Wall:
    return Wall(
        year=year,
        month=number,
        day=day,
        hour=int(hour or 0),
        minute=int(minute or 0),
        second=int(second or 0),
        zone=zone or "",
    )
