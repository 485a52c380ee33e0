"""When sources are visited: what a visit found goes in, the next one's time comes out; and what makes time tick."""

from typing import TYPE_CHECKING

from feedhub.schedule.plan import Findings, Outcome, Plan, Remembered
from feedhub.schedule.rests import after_rests
from feedhub.schedule.retries import next_try
from feedhub.schedule.visits import next_visit

if TYPE_CHECKING:
    from feedhub.schedule.ticker import Ticker

__all__ = ["Findings", "Outcome", "Plan", "Remembered", "Ticker", "after_rests", "next_try", "next_visit"]


def __getattr__(name: str) -> object:
    """Load the ticker for whoever asks: APScheduler takes 60 ms, and only the daemon ticks."""
    if name != "Ticker":
        raise AttributeError(name)
    from feedhub.schedule.ticker import Ticker  # noqa: PLC0415  see above

    return Ticker
