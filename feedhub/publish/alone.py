"""Which categories one source fills, by the configuration alone: in their documents there is nothing to share out."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from feedhub import config
from feedhub.model.document import FeedKind, FeedName


def of_one_source(sources: Iterable[config.Source]) -> frozenset[FeedName]:
    """Name the feeds of categories that are those of a single source; none where posts may name their own."""
    counted: Counter[str] = Counter()
    for each in sources:
        if each.path is not None:
            return frozenset()
        counted.update({path for name in each.categories for path in _and_above(name)})
    return frozenset(FeedName(kind=FeedKind.CATEGORY, name=path) for path, count in counted.items() if count == 1)


def _and_above(path: str) -> Iterable[str]:
    return accumulate(path.split("/"), lambda above, name: f"{above}/{name}")
