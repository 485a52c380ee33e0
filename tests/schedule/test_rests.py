"""Hours and days in which nobody needs to come."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feedhub.schedule import after_rests

SUNDAY = datetime(2026, 3, 1, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "days", "later"),
    [
        ((), (), timedelta(0)),
        ((11, 13), (), timedelta(0)),
        ((12,), (), timedelta(hours=1)),
        ((12, 13, 14), (), timedelta(hours=3)),
        ((), (6,), timedelta(hours=12)),
        ((0, 1), (6,), timedelta(hours=14)),
        (tuple(range(24)), (), timedelta(0)),
        ((), tuple(range(7)), timedelta(0)),
    ],
)
def test_a_visit_waits_for_the_end_of_a_rest(hours: tuple[int, ...], days: tuple[int, ...], later: timedelta) -> None:
    assert after_rests(SUNDAY, hours, days) == SUNDAY + later


def test_rests_are_gmt_whatever_the_zone_of_the_moment() -> None:
    shanghai = SUNDAY.astimezone(timezone(timedelta(hours=8)))
    assert after_rests(shanghai, (12,), ()) == SUNDAY + timedelta(hours=1)
