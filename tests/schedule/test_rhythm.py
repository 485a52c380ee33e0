"""What is learned of when a source brings something, and what that is worth over simulated months."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.schedule import Findings, Plan, Remembered, next_visit
from feedhub.schedule.forecast import forecast
from feedhub.schedule.rhythm import Rhythm, learn, read, text
from feedhub.schedule.words import told
from support import months

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SHORTEST, LONGEST = timedelta(minutes=15), DAY

moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001  made aware at once
arrivals = st.lists(st.none() | moments, max_size=30)


def visited(rhythm: Rhythm | None, at: datetime, *dates: datetime | None) -> Rhythm:
    return learn(rhythm, at, dates)


def next_at(rhythm: Rhythm, at: datetime, *, jitter: float = 0.5, found: int = 0) -> datetime:
    return at + forecast(rhythm, at, shortest=SHORTEST, longest=LONGEST, jitter=jitter, found=found).wait


def planned(every_hour_at: datetime, rhythm: str | None, *dates: datetime) -> Plan:
    return next_visit(
        "auto",
        Findings(outcome="new" if dates else "same", failures=0, arrivals=dates),
        at=every_hour_at,
        remembered=Remembered(rhythm=rhythm),
        jitter=0.5,
        minimum=SHORTEST,
        maximum=LONGEST,
        timezone="UTC",
    )


@pytest.mark.parametrize("kind", [months.hourly_news, months.weekday_bursts, months.weekly_blog, months.office_hours])
def test_at_equal_requests_entries_are_found_in_half_the_time(kind: months.Source) -> None:
    runs = [months.by_rhythm(kind, seed) for seed in range(3)]
    learned, fixed = ([delay for run in runs for delay in run[side].delays] for side in (0, 1))
    assert median(learned) <= median(fixed) / 2


def test_over_all_sources_together_too() -> None:
    kinds = (months.hourly_news, months.weekday_bursts, months.weekly_blog, months.dead)
    runs = [months.by_rhythm(kind, 1) for kind in kinds]
    learned, fixed = ([delay for run in runs for delay in run[side].delays] for side in (0, 1))
    assert median(learned) <= median(fixed) / 2


def test_what_nobody_could_foresee_is_found_no_later_than_at_a_fixed_distance() -> None:
    runs = [months.by_rhythm(months.at_random, seed) for seed in range(5)]
    learned, fixed = ([delay for run in runs for delay in run[side].delays] for side in (0, 1))
    assert median(learned) <= median(fixed) * 1.1


def test_without_dates_the_moments_of_finding_are_enough_to_learn_from() -> None:
    runs = [months.by_rhythm(months.weekday_bursts, seed, dates=months.undated) for seed in range(3)]
    learned, fixed = ([delay for run in runs for delay in run[side].delays] for side in (0, 1))
    assert median(learned) <= median(fixed) / 2


def test_a_dead_source_costs_about_a_request_a_day() -> None:
    month, _ = months.by_rhythm(months.dead, 1)
    assert month.requests <= 2 * months.MONTH


@given(arrivals, moments, st.floats(0, 1, exclude_max=True), st.integers(0, 1000))
def test_no_dates_whatever_make_a_wait_shorter_or_longer_than_allowed(
    dates: list[datetime | None], at: datetime, jitter: float, found: int
) -> None:
    rhythm = visited(visited(None, at, *dates), at + HOUR, *dates)
    assert SHORTEST <= next_at(rhythm, at + HOUR, jitter=jitter, found=found) - (at + HOUR) <= LONGEST


@given(arrivals, moments, moments)
def test_a_rhythm_that_was_written_reads_the_same(dates: list[datetime | None], one: datetime, two: datetime) -> None:
    written = text(visited(visited(None, one, *dates), two, *dates))
    assert text(read(written)) == written
    assert len(written) < 700


def test_a_date_from_before_the_last_visit_is_taken_for_a_moment_since() -> None:
    """What was not there yesterday did not appear last year, whatever it says."""
    before = visited(None, MONDAY, MONDAY - HOUR)
    after = visited(before, MONDAY + HOUR, MONDAY - 300 * DAY)
    assert after.hours[0] == pytest.approx(1.0, abs=0.01)


def test_a_date_at_midnight_sharp_is_a_day_and_no_moment() -> None:
    rhythm = visited(None, MONDAY + 12 * HOUR, *(MONDAY - week * WEEK for week in range(4)))
    assert rhythm.days[0] == pytest.approx(4.0)
    assert max(rhythm.hours) == pytest.approx(min(hour for hour in rhythm.hours if hour))


def test_many_more_new_entries_than_expected_bring_the_next_visit_closer() -> None:
    daily = visited(None, MONDAY + HOUR, *(MONDAY - day * DAY - day * HOUR for day in range(1, 15)))
    quiet, burst = (next_at(daily, MONDAY + HOUR, found=found) for found in (0, 12))
    assert burst - MONDAY < (quiet - MONDAY) / 2


def test_a_source_that_falls_silent_is_visited_less_and_less() -> None:
    at = MONDAY
    rhythm = planned(at, None, *(MONDAY - hour * HOUR for hour in range(1, 200))).rhythm
    waits = []
    while at < MONDAY + 60 * DAY:
        plan = planned(at, rhythm)
        rhythm, at = plan.rhythm, at + plan.wait
        waits.append(plan.wait)
    assert waits[0] < 2 * HOUR
    assert len(waits) < 500
    assert waits[-1] > 20 * HOUR


def test_a_clock_that_was_put_back_costs_the_rhythm_nothing() -> None:
    known = visited(None, MONDAY, *(MONDAY - hour * HOUR for hour in range(1, 20)))
    back = visited(known, MONDAY - 30 * DAY, MONDAY - 31 * DAY)
    assert (back.hours, back.watched) == (known.hours, known.watched)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (months.hourly_news, "about 15 new a day; 0"),
        (months.weekly_blog, "about 1 new a week, mostly Tue 08:00–12:00 UTC; "),
        (months.dead, "nothing new in 180 days; "),
    ],
)
def test_the_next_visit_is_explained_in_words(kind: months.Source, words: str) -> None:

    at = datetime.fromtimestamp(months.START, UTC)
    published = [datetime.fromtimestamp(int(each), UTC) for each in kind(Random(1)) if each < months.START]  # noqa: S311  a simulation
    rhythm = visited(None, at, *published[-20:])
    ahead = forecast(rhythm, at, shortest=SHORTEST, longest=LONGEST, jitter=0.5)
    assert told(rhythm, ahead).startswith(words)
