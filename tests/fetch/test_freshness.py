"""Headers about time, honest and hostile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.fetch import freshness
from feedhub.model.fetched import Fetched, NotModified
from support.origin import Origin
from support.visitor import START, Visitor

DATE = "Sun, 01 Mar 2026 12:00:00 GMT"


def fresh_for(*, cache_control: str = "", age: str = "", expires: str = "", date: str = DATE) -> float | None:
    """Give the freshness in seconds."""
    found = freshness.fresh_for(cache_control=cache_control, age=age, expires=expires, date=date, now=START)
    return None if found is None else found.total_seconds()


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("max-age=3600", 3600),
        ("public, MAX-AGE=3600", 3600),
        ('max-age="3600"', 3600),
        ("max-age = 3600 , immutable", 3600),
        ("max-age=60, max-age=3600", 60),
        ("s-maxage=9999, max-age=60", 60),
        ("must-revalidate, max-age=60", 60),
        ("max-age=99999999999999999999999999", 30 * 86400),
        ("max-age=0", None),
        ("max-age=-1", None),
        ("max-age=soon", None),
        ("max-age", None),
        ("max-age=٣٦٠٠", None),
        ("s-maxage=3600", None),
        ("immutable", None),
        ("must-revalidate", None),
        ("no-cache, max-age=3600", None),
        ('no-cache="set-cookie", max-age=3600', None),
        ("no-store, max-age=3600", None),
        (",,=,;", None),
        ("", None),
    ],
)
def test_cache_control_says_how_long(cache_control: str, seconds: float | None) -> None:
    assert fresh_for(cache_control=cache_control) == seconds


@pytest.mark.parametrize(("age", "seconds"), [("600", 3000), ("3600", None), ("99999999999", None), ("x", 3600)])
def test_age_is_taken_off(age: str, seconds: float | None) -> None:
    assert fresh_for(cache_control="max-age=3600", age=age) == seconds


@pytest.mark.parametrize(
    ("expires", "date", "seconds"),
    [
        ("Sun, 01 Mar 2026 13:00:00 GMT", DATE, 3600),
        ("Sunday, 01-Mar-26 13:00:00 GMT", DATE, 3600),
        ("Sun Mar  1 13:00:00 2026", DATE, 3600),
        ("Sun, 01 Mar 2026 14:00:00 +0100", DATE, 3600),
        ("Sun, 01 Mar 2026 13:00:00 GMT", "Sun, 01 Mar 2026 12:30:00 GMT", 1800),
        ("Sun, 01 Mar 2026 13:00:00 GMT", "", 3600),
        ("Sun, 01 Mar 2026 13:00:00 GMT", "nonsense", 3600),
        ("0", DATE, None),
        ("-1", DATE, None),
        (DATE, DATE, None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", DATE, None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DATE, 30 * 86400),
        ("Sun, 99 Mar 2026 99:00:00 GMT", DATE, None),
        ("Sun, 01 Mar 99999999999 13:00:00 GMT", DATE, None),
    ],
)
def test_expires_counts_from_date(expires: str, date: str, seconds: float | None) -> None:
    assert fresh_for(expires=expires, date=date) == seconds


def test_max_age_overrides_expires() -> None:
    assert fresh_for(cache_control="max-age=60", expires="Sun, 01 Mar 2026 13:00:00 GMT") == 60


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 60),
        ("1", 60),
        ("999999999999999999999999", 7 * 86400),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120),
        ("Sun, 01 Mar 2026 12:00:01 GMT", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 86400),
        ("Sun, 01 Mar 2026 11:59:00 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_bounds(value: str, seconds: float | None) -> None:
    wait = freshness.retry_after(value, START)
    assert (None if wait is None else wait.total_seconds()) == seconds


@given(st.text(), st.text(), st.text(), st.text(), st.datetimes(timezones=st.just(UTC)))
def test_no_header_raises_or_leaves_the_bounds(cached: str, age: str, expires: str, date: str, now: datetime) -> None:
    found = freshness.fresh_for(cache_control=cached, age=age, expires=expires, date=date, now=now)
    assert found is None or timedelta(0) < found <= freshness.LONGEST_FRESHNESS
    wait = freshness.retry_after(expires, now)
    assert wait is None or freshness.SHORTEST_HOLD <= wait <= freshness.LONGEST_HOLD


def test_a_visit_tells_how_long_its_document_stays_current(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"<rss/>", etag='"a"', headers=[("Cache-Control", "public"), ("Cache-Control", "max-age=600")])
    first = visitor.visit(origin.url())
    assert isinstance(first, Fetched)
    assert first.fresh_for == timedelta(minutes=10)
    second = visitor.again(origin.url(), first)
    assert isinstance(second, NotModified)
    assert second.fresh_for == timedelta(minutes=10)
