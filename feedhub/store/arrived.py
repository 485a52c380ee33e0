"""What became of the entries that a batch of visits brought, by the names of the sources."""

from collections import Counter
from dataclasses import dataclass, field

from feedhub.store.filing import Changes


@dataclass(frozen=True, slots=True)
class Arrived:
    """How many were new and how many changed, what about them is alarming, and the feeds that show another state."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    alarms: dict[str, str | None] = field(default_factory=dict)
    changes: Changes = field(default_factory=Counter)
