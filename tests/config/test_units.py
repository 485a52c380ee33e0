"""Amounts as people write them, there and back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.config import duration, duration_text, size, size_text


@given(st.integers(0, 10**9))
def test_a_time_written_reads_the_same(seconds: int) -> None:
    assert duration(duration_text(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@given(st.integers(0, 10**12))
def test_a_size_written_reads_the_same(count: int) -> None:
    assert size(size_text(count)) == count


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("15m", 900),
        ("6h", 21_600),
        ("2w", 1_209_600),
        ("1h30m", 5400),
        (" 1 H 30 m ", 5400),
        ("1.5h", 5400),
    ],
)
def test_times_are_read_as_they_are_written(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("512 kB", 512_000),
        ("20MB", 20_000_000),
        ("1 MiB", 1_048_576),
        ("1.5 kb", 1500),
        ("1 GB", 10**9),
        ("12", 12),
        ("7 B", 7),
    ],
)
def test_sizes_are_read_as_they_are_written(text: str, count: int) -> None:
    assert size(text) == count


@pytest.mark.parametrize(("seconds", "text"), [(5400, "1h30m"), (604_800, "7d"), (0, "0s"), (90.4, "1m30s")])
def test_times_are_written_in_the_fewest_parts(seconds: float, text: str) -> None:
    assert duration_text(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize("text", ["", "m", "5", "-5m", "5 minutes", "1h 30", "٣m", "1e3s", "1:30", "9" * 400 + "d"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration|longer time than there is"):
        duration(text)


@pytest.mark.parametrize("text", ["", "MB", "-1 MB", "1 TB", "1 iB", "1,5 MB", "٣ MB", "1 Mbit"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size(text)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    for read in (duration, size):
        try:
            read(text)
        except ValueError as refusal:
            assert str(refusal)  # noqa: PT017  the law is about which error, not whether
