"""What is remembered: sources and their next visits, entries, categories, and what of them is published.

Comes in: `config.Source`s, `Visit`s. Goes out: `Claim`s, `Listed` and `StoredEntry`s, feeds that are stale. Never
here: the clock, the network, published files. Nothing outside imports more than these names.
"""

from feedhub.store.desk import Desk
from feedhub.store.manners import Queueing
from feedhub.store.sole import alone
from feedhub.store.store import Store

__all__ = ["Desk", "Queueing", "Store", "alone"]
