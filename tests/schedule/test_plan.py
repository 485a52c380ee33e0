"""The arithmetic of coming back: laws that hold for any numbers, and the sentences an operator reads."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.config import Cron, Every
from feedhub.schedule import Findings, Outcome, Plan, Remembered, next_visit

AT = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINIMUM, MAXIMUM = 15 * MINUTE, DAY


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a test says of a visit; the rest is the quietest case."""

    outcome: Outcome = "same"
    interval: float | None = None
    rhythm: str | None = None
    failures: int = 0
    proven: bool = True
    arrivals: tuple[datetime | None, ...] = ()
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    retry_after: timedelta | None = None
    jitter: float = 0.0
    at: datetime = AT
    minimum: timedelta = MINIMUM
    maximum: timedelta = MAXIMUM
    timezone: str = "UTC"


def planned(every: Every, facts: Facts) -> Plan:
    found = Findings(
        outcome=facts.outcome,
        failures=facts.failures,
        proven=facts.proven,
        arrivals=facts.arrivals,
        fresh_for=facts.fresh_for,
        ttl=facts.ttl,
        retry_after=facts.retry_after,
    )
    return next_visit(
        every,
        found,
        at=facts.at,
        remembered=Remembered(interval=facts.interval, rhythm=facts.rhythm),
        jitter=facts.jitter,
        minimum=facts.minimum,
        maximum=facts.maximum,
        timezone=facts.timezone,
    )


chances = st.floats(min_value=0, max_value=1, exclude_max=True)
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30))
maybe_spans = st.none() | spans
intervals = st.none() | st.floats(min_value=0, max_value=1e7)
everies = st.just("auto") | st.timedeltas(min_value=MINUTE, max_value=timedelta(days=365))
good = st.builds(
    Facts,
    outcome=st.sampled_from(["new", "same"]),
    interval=intervals,
    fresh_for=maybe_spans,
    ttl=maybe_spans,
    jitter=chances,
)
bad = st.builds(
    Facts,
    outcome=st.just("failed"),
    interval=intervals,
    failures=st.integers(1, 10**6),
    retry_after=maybe_spans,
    jitter=chances,
)


@given(good)
def test_an_adaptive_source_always_waits_between_the_shortest_and_the_longest_interval(facts: Facts) -> None:
    assert MINIMUM <= planned("auto", facts).wait <= MAXIMUM


@given(good, st.timedeltas(min_value=MINUTE, max_value=timedelta(days=365)))
def test_a_fixed_source_never_comes_early_and_at_most_a_tenth_late(facts: Facts, every: timedelta) -> None:
    wait = planned(every, facts).wait
    assert every <= wait
    assert wait <= max(every, DAY) * 1.1


@given(bad, everies)
def test_a_failing_source_never_comes_sooner_than_a_healthy_one_without_chance_would(
    facts: Facts, every: Every
) -> None:
    plan = planned(every, facts)
    assert plan.wait >= plan.interval


@given(bad, everies, chances)
def test_more_failures_never_mean_a_shorter_wait(facts: Facts, every: Every, chance: float) -> None:
    def wait(failures: int) -> timedelta:
        return planned(every, Facts(outcome="failed", failures=failures, interval=facts.interval, jitter=chance)).wait

    assert wait(facts.failures) <= wait(facts.failures + 1)


@given(bad, everies)
def test_only_retry_after_or_the_operator_makes_a_failing_source_wait_longer_than_a_day(
    facts: Facts, every: Every
) -> None:
    own = every if isinstance(every, timedelta) else timedelta()
    assert planned(every, facts).wait <= max(DAY, own, facts.retry_after or timedelta())


@given(bad | good, everies, st.timedeltas(min_value=timedelta(), max_value=timedelta(days=7)))
def test_what_retry_after_asks_for_is_kept_whatever_else_is_true(facts: Facts, every: Every, asked: timedelta) -> None:
    facts = Facts(outcome=facts.outcome, failures=facts.failures, interval=facts.interval, retry_after=asked)
    assert planned(every, facts).wait >= asked


@given(st.timedeltas(min_value=timedelta(days=7), max_value=timedelta(days=10_000)))
def test_nobody_makes_feedhub_wait_longer_than_a_week(asked: timedelta) -> None:
    assert planned("auto", Facts(outcome="failed", failures=1, retry_after=asked)).wait == timedelta(days=7)


@given(st.timedeltas(min_value=timedelta(), max_value=DAY), st.sampled_from([15 * MINUTE, HOUR, 6 * HOUR]), chances)
def test_no_source_is_visited_while_its_origin_calls_it_current(
    fresh: timedelta, every: timedelta, chance: float
) -> None:
    assert planned(every, Facts(fresh_for=fresh, jitter=chance)).wait >= fresh
    assert planned(every, Facts(ttl=fresh, jitter=chance)).wait >= fresh


def test_nothing_an_origin_says_of_freshness_keeps_a_source_away_for_more_than_a_day() -> None:
    assert planned(HOUR, Facts(fresh_for=timedelta(days=365))).wait == DAY
    assert planned(HOUR, Facts(ttl=timedelta(days=365), maximum=6 * HOUR)).wait == 6 * HOUR


def test_a_source_of_which_nothing_is_known_is_visited_again_within_some_hours() -> None:
    assert HOUR < planned("auto", Facts(outcome="same")).wait < 6 * HOUR


def test_a_failure_teaches_nothing_about_the_rhythm() -> None:
    known = planned("auto", Facts(outcome="new", arrivals=(AT - HOUR, AT - DAY))).rhythm
    assert known is not None
    assert planned("auto", Facts(outcome="failed", failures=1, rhythm=known)).rhythm == known


def test_a_rhythm_is_learned_whatever_the_configuration_says_of_intervals() -> None:
    """So that `every: auto` knows the source from its first day."""
    facts = Facts(outcome="new", arrivals=(AT - HOUR, None))
    rhythms = {planned(every, facts).rhythm for every in (HOUR, Cron(expression="0 6 * * *"))}
    assert len(rhythms) == 1
    assert None not in rhythms


def test_a_source_that_recovers_is_back_at_its_interval_at_once() -> None:
    """The interval survives any number of failures: only the wait grows."""
    hour = HOUR.total_seconds()
    failing = planned("auto", Facts(outcome="failed", failures=9, interval=hour))
    assert failing.wait > 10 * HOUR
    assert failing.interval == HOUR
    assert planned(HOUR, Facts(outcome="same", interval=failing.interval.total_seconds())).wait == HOUR


def test_chance_spreads_quiet_sources_over_more_than_an_hour_of_their_day() -> None:
    """Sources that fell silent together must not come back together, also at the longest interval."""
    silent = planned("auto", Facts(outcome="new", arrivals=(AT - 100 * DAY,), at=AT - HOUR)).rhythm
    waits = [planned("auto", Facts(rhythm=silent, jitter=chance)).wait for chance in (0.0, 0.999)]
    assert abs(waits[1] - waits[0]) > HOUR


@pytest.mark.parametrize(
    ("failures", "chance", "wait"),
    [
        (1, 0.0, HOUR),
        (1, 0.5, 1.5 * HOUR),
        (2, 0.0, 2 * HOUR),
        (3, 0.5, 6 * HOUR),
        (5, 0.0, 12 * HOUR),
        (50, 0.5, 18 * HOUR),
    ],
)
def test_failures_double_the_wait_between_half_of_it_and_all(failures: int, chance: float, wait: timedelta) -> None:
    assert planned(HOUR, Facts(outcome="failed", failures=failures, jitter=chance)).wait == wait


@pytest.mark.parametrize(("failures", "soonest"), [(1, 5), (2, 10), (3, 20), (4, 40), (9, 1280)])
@pytest.mark.parametrize("every", ["auto", 6 * HOUR])
def test_a_source_that_never_gave_anything_is_tried_again_sooner(failures: int, soonest: int, every: Every) -> None:
    def wait(chance: float) -> timedelta:
        return planned(every, Facts(outcome="failed", failures=failures, proven=False, jitter=chance)).wait

    assert wait(0.0) == min(soonest * MINUTE, DAY / 2)
    assert wait(0.0) < wait(0.999) < min(2 * soonest * MINUTE, DAY)


@pytest.mark.parametrize(
    ("every", "facts", "reason"),
    [
        (timedelta(minutes=90), Facts(), "every 1h30m, as configured"),
        ("auto", Facts(), "auto: nothing known of it yet"),
        (HOUR, Facts(fresh_for=6 * HOUR), "the origin says it stays current for 6h"),
        (HOUR, Facts(outcome="failed", failures=1), "after a failure"),
        (HOUR, Facts(outcome="failed", failures=4), "failure 4 in a row: longer after each"),
        (HOUR, Facts(outcome="failed", failures=2, proven=False), "it never gave anything yet: attempt 3 comes soon"),
        (HOUR, Facts(outcome="failed", failures=1, retry_after=2 * DAY), "the origin asked for 2d (Retry-After)"),
        (Cron(expression="0 6 * * *"), Facts(timezone="Asia/Shanghai"), "cron 0 6 * * * (Asia/Shanghai)"),
    ],
)
def test_the_reason_says_in_words_what_made_the_wait(every: Every, facts: Facts, reason: str) -> None:
    assert planned(every, facts).reason == reason


def test_a_cron_expression_is_kept_to_the_minute_whatever_chance_says() -> None:
    plan = planned(Cron(expression="30 6 * * *"), Facts(jitter=0.9, timezone="Asia/Shanghai"))
    assert AT + plan.wait == datetime(2026, 3, 4, 22, 30, tzinfo=UTC)


def test_a_wait_that_an_origin_lengthens_still_ends_when_the_cron_expression_fires() -> None:
    """Visits at working hours stay at working hours: fresh until 20:00 means tomorrow at 9."""
    at = datetime(2026, 3, 4, 15, 0, 2, tzinfo=UTC)
    plan = planned(Cron(expression="0 9-17 * * *"), Facts(at=at, fresh_for=5 * HOUR))
    assert at + plan.wait == datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_a_daily_visit_to_an_origin_current_for_a_day_is_not_put_off_by_another_day() -> None:
    at = datetime(2026, 3, 4, 6, 0, 2, tzinfo=UTC)
    assert planned(Cron(expression="0 6 * * *"), Facts(at=at, fresh_for=DAY)).wait == DAY


def test_a_failing_cron_source_backs_off_to_a_later_firing() -> None:
    at = datetime(2026, 3, 4, 6, 0, 0, tzinfo=UTC)
    plan = planned(Cron(expression="*/10 * * * *"), Facts(at=at, outcome="failed", failures=3, jitter=0.4))
    assert plan.wait >= 56 * MINUTE
    assert (at + plan.wait).minute % 10 == 0
