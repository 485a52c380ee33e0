"""What of feedparser this room leans on: if a name moves, this says so before a feed does."""

import feedparser
import pytest
from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.mixin import _FeedParserMixin

from feedhub.parse.elements import Elements
from feedhub.parse.lenient import LooseReader
from feedhub.parse.reader import Reader
from feedhub.parse.strict import StrictReader, read_strictly
from feedhub.parse.texts import Texts
from support.documents import rss

USED = ["startPrefixMapping", "track_namespace", "map_content_type", "looks_like_html", "resolve_uri", "_get_context"]
OVERRIDDEN = ["push", "pop", "push_content", "pop_content", "keep", "_add_tag", "_save_author", "_sync_author_detail"]


def test_this_is_the_version_it_was_written_for() -> None:
    assert feedparser.__version__.startswith("6.0.")


@pytest.mark.parametrize("reader", [StrictReader, LooseReader])
def test_our_handlers_stand_in_front_of_feedparsers(reader: type[Reader]) -> None:
    order = reader.__mro__
    assert order.index(Elements) < order.index(Reader) < order.index(_FeedParserMixin)
    assert (StrictFeedParser in order) or (LooseFeedParser in order)


@pytest.mark.parametrize("name", USED)
def test_what_we_call_is_there(name: str) -> None:
    assert hasattr(StrictFeedParser, name)


def test_every_handler_of_ours_replaces_one_of_feedparsers_but_those_of_rests() -> None:
    ours = {name for room in (Elements, Texts) for name in vars(room) if name.startswith(("_start_", "_end_"))}
    new = {f"_{end}_{name}" for end in ("start", "end") for name in ("hour", "day")}
    assert {name for name in ours if not hasattr(_FeedParserMixin, name)} == new


@pytest.mark.parametrize("name", sorted(set(OVERRIDDEN) - {"keep"}))
def test_what_we_override_is_still_called_that(name: str) -> None:
    assert hasattr(_FeedParserMixin, name)


@pytest.mark.parametrize("attribute", ["elementstack", "entries", "version", "baseuri", "lang", "inentry", "insource"])
def test_the_state_we_share_is_there(attribute: str) -> None:
    run = read_strictly(rss("<title>x</title>").encode()[22:], max_entries=5)
    assert hasattr(run.reader, attribute)
    assert attribute in vars(run.reader)
