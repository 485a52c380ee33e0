"""The way out: stored entries in; Atom, RSS, JSON Feed, pages, OPML and posts out, whole files in one folder.

Everything but `outlet` is pure: the same entries give the same bytes, whenever and wherever they are rendered.
Nothing here asks the store, the network or the clock.
"""

from feedhub.model.hub import Hub, stamp
from feedhub.publish.alone import of_one_source
from feedhub.publish.archives import archive, layout, stretches, too_much
from feedhub.publish.compose import compose, with_archives
from feedhub.publish.dashboard import (
    Frame,
    Readership,
    categories_page,
    login_page,
    source_page,
    sources_page,
    timeline_page,
)
from feedhub.publish.gate import Gate, cut, faults
from feedhub.publish.healthfeed import health_feed
from feedhub.publish.opml import is_private, opml, opml_of_sources
from feedhub.publish.outlet import INDEX, Outlet
from feedhub.publish.pages import index, page, statics
from feedhub.publish.posts import post
from feedhub.publish.writers import fragments, written

__all__ = [
    "INDEX",
    "Frame",
    "Gate",
    "Hub",
    "Outlet",
    "Readership",
    "archive",
    "categories_page",
    "compose",
    "cut",
    "faults",
    "fragments",
    "health_feed",
    "index",
    "is_private",
    "layout",
    "login_page",
    "of_one_source",
    "opml",
    "opml_of_sources",
    "page",
    "post",
    "source_page",
    "sources_page",
    "stamp",
    "statics",
    "stretches",
    "timeline_page",
    "too_much",
    "with_archives",
    "written",
]
