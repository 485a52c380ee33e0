"""Which documents need not be shared out among sources."""

from pathlib import Path

from feedhub.model.document import FeedKind, FeedName
from feedhub.publish import of_one_source
from support.visits import a_source


def named(*paths: str) -> frozenset[FeedName]:
    return frozenset(FeedName(kind=FeedKind.CATEGORY, name=path) for path in paths)


def test_a_category_of_one_source_is_its_own_and_what_two_are_below_is_not() -> None:
    sources = [a_source("one", categories=("a/b/c", "a/b", "d")), a_source("two", categories=("a/e", "f"))]
    assert of_one_source(sources) == named("a/b/c", "a/b", "d", "a/e", "f")


def test_posts_may_be_in_any_category() -> None:
    assert of_one_source([a_source("one", categories=("a",)), a_source("posts", path=Path("/posts"))]) == frozenset()
