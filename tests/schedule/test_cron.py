"""Cron expressions against the calendar, as crontab(5) reads them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.config import crontab
from feedhub.schedule.cron import next_fire

WEDNESDAY = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ("* * * * *", "2026-03-04T10:21"),
        ("*/15 * * * *", "2026-03-04T10:30"),
        ("5/20 * * * *", "2026-03-04T10:25"),
        ("0 6,18 * * *", "2026-03-04T18:00"),
        ("0 9-17/4 * * *", "2026-03-04T13:00"),
        ("0 0 1 * *", "2026-04-01T00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
        ("0 0 * jun *", "2026-06-01T00:00"),
        ("0 0 * * 0", "2026-03-08T00:00"),
        ("0 0 * * 7", "2026-03-08T00:00"),
        ("0 0 * * 1", "2026-03-09T00:00"),
        ("0 0 * * SUN", "2026-03-08T00:00"),
        ("0 0 * * 5-7", "2026-03-06T00:00"),
        ("0 0 * * */2", "2026-03-05T00:00"),
    ],
)
def test_an_expression_fires_when_cron_would(expression: str, fires: str) -> None:
    assert next_fire(expression, "UTC", WEDNESDAY) == datetime.fromisoformat(fires).replace(tzinfo=UTC)


def test_a_day_of_the_month_and_a_weekday_together_are_either_and_not_both() -> None:
    friday = next_fire("0 0 13 * fri", "UTC", WEDNESDAY)
    assert friday == datetime(2026, 3, 6, tzinfo=UTC)
    assert next_fire("0 0 13 * mon", "UTC", datetime(2026, 3, 9, 1, tzinfo=UTC)) == datetime(2026, 3, 13, tzinfo=UTC)


def test_the_moment_an_expression_fires_is_not_later_than_itself() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert next_fire("0 12 * * *", "UTC", noon) == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_moment_that_summer_time_skips_comes_an_hour_later_by_the_clock() -> None:
    night = next_fire("30 2 * * *", "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert night.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2026-03-29T03:30:00+02:00"
    assert next_fire("30 2 * * *", "Europe/Berlin", night) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_a_moment_that_comes_twice_when_summer_time_ends_counts_twice() -> None:
    first = next_fire("30 2 * * *", "Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC))
    second = next_fire("30 2 * * *", "Europe/Berlin", first)
    assert [first.hour, second.hour, next_fire("30 2 * * *", "Europe/Berlin", second).day] == [0, 1, 26]


def test_an_expression_that_never_fires_again_says_so() -> None:
    with pytest.raises(ValueError, match="never fires after 9999"):
        next_fire("0 0 1 1 *", "UTC", datetime(9999, 6, 1, tzinfo=UTC))


def field(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    ranges = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    part = st.just("*") | number.map(str) | ranges | st.integers(1, high).map(lambda step: f"*/{step}")
    return st.lists(part, min_size=1, max_size=3).map(",".join)


@given(st.tuples(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7)).map(" ".join))
def test_any_expression_fires_later_and_only_when_its_fields_allow(expression: str) -> None:
    moment, read = next_fire(expression, "UTC", WEDNESDAY), crontab(expression)
    assert moment > WEDNESDAY
    assert (moment.minute in read.minutes, moment.hour in read.hours, moment.month in read.months) == (True, True, True)
    kinds = []
    if read.days is not None:
        kinds.append(moment.day in read.days)
    if read.weekdays is not None:
        kinds.append(moment.isoweekday() % 7 in read.weekdays)
    assert any(kinds) or not kinds
