"""What is remembered: sources and their next visits, entries, categories, and what of them is published.

Comes in: `config.Source`s, `Visit`s. Goes out: `Claim`s, `Listed` and `StoredEntry`s, feeds that are stale. Never
here: the clock, the network, published files. Nothing outside imports more than these names.
"""

from feedhub.store import snapshot
from feedhub.store.checkup import Checkup, checkup
from feedhub.store.desk import Desk
from feedhub.store.engine import file_of
from feedhub.store.facts import RESTORED
from feedhub.store.manners import Queueing
from feedhub.store.owner import anothers
from feedhub.store.reading import Front
from feedhub.store.sole import alone
from feedhub.store.store import Store

__all__ = [
    "RESTORED",
    "Checkup",
    "Desk",
    "Front",
    "Queueing",
    "Store",
    "alone",
    "anothers",
    "checkup",
    "file_of",
    "snapshot",
]
