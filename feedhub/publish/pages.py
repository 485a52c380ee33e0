"""The hub as HTML for people: what feeds list in, whole pages out, from the templates beside this module.

Pages need no script and carry no inline style, so the strictest Content-Security-Policy fits them; every text is
escaped, by the template engine or as a cell is made, and only http(s) addresses become links. Nothing depends on when a page is rendered.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from feedhub.model.document import FeedHead, FeedKind, FeedName, FeedSummary
from feedhub.model.entry import Listed
from feedhub.model.hub import Hub
from feedhub.publish.addresses import language_tag
from feedhub.publish.cells import cells, day_and_time, instant
from feedhub.publish.tree import tree
from feedhub.publish.words import words
from feedhub.sanitize import printable

if TYPE_CHECKING:
    from jinja2 import Environment

_ALL = FeedName(kind=FeedKind.ALL)
_STATICS = ("feedhub.css", "feedhub.svg", "status.css", "status.js")


def page(head: FeedHead, listed: Sequence[Listed], nearby: Sequence[FeedSummary], hub: Hub) -> bytes:
    """Show one feed: its newest entries, the way back up, the categories among `nearby`, and how to subscribe."""
    return _render(
        "feed.html",
        hub,
        head=head,
        name=_own_name(head),
        ancestors=_ancestors(head.feed),
        branches=tree(nearby),
        cells=cells(listed, hub),
    )


def index(feeds: Sequence[FeedSummary], newest: Sequence[Listed], hub: Hub) -> bytes:
    """Show the hub: its newest entries, the tree of its categories with their counts, and its sources."""
    return _render(
        "index.html",
        hub,
        everything=_ALL,
        branches=tree(feeds),
        tags=[feed for feed in feeds if feed.feed.kind is FeedKind.TAG],
        sources=[feed for feed in feeds if feed.feed.kind is FeedKind.SOURCE],
        cells=cells(newest, hub),
    )


def statics() -> dict[str, bytes]:
    """Give what pages share, their style sheets, icon and the operator's script, by name below the published folder."""
    shared = files("feedhub.publish").joinpath("static")
    return {f"static/{name}": shared.joinpath(name).read_bytes() for name in _STATICS}


def _render(template: str, hub: Hub, **facts: Any) -> bytes:
    phrases = words(hub.language)
    speaks = (hub.language or "").partition("-")[0].lower() == phrases.language
    language = language_tag(hub.language) if speaks else phrases.language
    rendered = templates().get_template(template).render(hub=hub, words=phrases, language=language, **facts)
    return printable(rendered).encode()


def _own_name(head: FeedHead) -> str:
    match head.feed.kind:
        case FeedKind.CATEGORY:
            return head.feed.name.rpartition("/")[2]
        case FeedKind.TAG:
            return head.feed.name
        case FeedKind.ALL | FeedKind.SOURCE:
            return head.title


def _ancestors(feed: FeedName) -> list[FeedName]:
    """List the categories above a category, the topmost first."""
    if feed.kind is not FeedKind.CATEGORY:
        return []
    names = feed.name.split("/")
    return [FeedName(kind=FeedKind.CATEGORY, name="/".join(names[:depth])) for depth in range(1, len(names))]


@cache
def templates() -> "Environment":
    """Give the engine that fills in every page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  40 ms, and most polls bring no news

    environment = Environment(
        loader=PackageLoader("feedhub.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(lang=language_tag, instant=instant, day_and_time=day_and_time)
    return environment
