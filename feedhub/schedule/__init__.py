"""When sources are visited: what a visit found goes in, the next one's time comes out; and what makes time tick."""

from feedhub.schedule.plan import Outcome, Plan
from feedhub.schedule.ticker import Ticker
from feedhub.schedule.visits import next_visit

__all__ = ["Outcome", "Plan", "Ticker", "next_visit"]
