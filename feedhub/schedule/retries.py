"""When to try again what failed once: growing distances, a few times, then never. No clock, no chance: both come in."""

from datetime import timedelta

_WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
_SPREAD = 0.1


def next_try(failures: int, *, jitter: float) -> timedelta | None:
    """Give the wait after so many failures in a row, the last one included; None when it is given up.

    Up to a tenth is added by chance (`jitter`, from 0 up to but not including 1).
    """
    if failures > len(_WAITS):
        return None
    wait = _WAITS[failures - 1]
    return timedelta(seconds=round(wait.total_seconds() * (1 + _SPREAD * jitter)))
