"""Finding the feeds behind an address: pages in, candidates out; and what to call what was found.

Pure: it says what to ask for, and somebody else asks.
"""

from feedhub.discover.addresses import likeness, web_address
from feedhub.discover.cadence import cadence
from feedhub.discover.categories import likely_category
from feedhub.discover.names import free_name, speakable
from feedhub.discover.pages import Candidate, feeds_of
from feedhub.discover.paths import usual_places

__all__ = [
    "Candidate",
    "cadence",
    "feeds_of",
    "free_name",
    "likely_category",
    "likeness",
    "speakable",
    "usual_places",
    "web_address",
]
