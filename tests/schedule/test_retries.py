"""When a text is tried again."""

from datetime import timedelta

from feedhub.schedule import next_try


def test_distances_grow_and_end() -> None:
    waits = [next_try(failures, jitter=0.0) for failures in range(1, 7)]
    minutes = [None if wait is None else wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [10, 60, 360, 1440, 4320, None]


def test_chance_adds_at_most_a_tenth() -> None:
    assert next_try(1, jitter=0.5) == timedelta(seconds=630)
