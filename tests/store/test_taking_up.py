"""A configuration that is taken up again: what it costs where it says nothing new, and what a broken-off start leaves."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from feedhub import config
from feedhub.model.document import FeedKind, FeedName
from feedhub.store import Store
from support.visits import NOW, a_source, an_entry, configured, visited


def shown(store: Store, path: str) -> int:
    return len(store.front(FeedName(kind=FeedKind.CATEGORY, name=path), limit=10).lines)


def killed_while_entries_move(store: Store, *wanted: config.Source) -> None:
    def die(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT entry.id, entry.published, coalesce"):
            raise KeyboardInterrupt

    event.listen(store._doors._reading, "before_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        configured(store, *wanted)
    event.remove(store._doors._reading, "before_cursor_execute", die)


def test_what_says_nothing_new_takes_no_more_statements_for_more_sources(store: Store) -> None:
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    counts = []
    for many in (3, 300):
        configured(store, *(a_source(f"s{number}") for number in range(many)))
        event.listen(store._doors._reading, "before_cursor_execute", listen)
        configured(store, *(a_source(f"s{number}") for number in range(many)), at=NOW + timedelta(hours=1))
        event.remove(store._doors._reading, "before_cursor_execute", listen)
        assert not [each for each in said if "SELECT source.id, source.name" in each]
        counts.append(len(said))
        said.clear()
    assert counts[0] == counts[1]


def test_what_a_killed_start_left_half_done_is_done_by_the_next(store: Store) -> None:
    configured(store, a_source("stcn", categories=("old",)))
    visited(store, "stcn", an_entry("1"))
    killed_while_entries_move(store, a_source("stcn", categories=("new",)))
    configured(store, a_source("stcn", categories=("new",)))
    assert (shown(store, "old"), shown(store, "new")) == (0, 1)


def test_a_configuration_that_was_put_back_counts_after_a_killed_start_with_another(store: Store) -> None:
    before, after = a_source("stcn", categories=("old",)), a_source("stcn", categories=("new",))
    configured(store, before)
    visited(store, "stcn", an_entry("1"))
    killed_while_entries_move(store, after)
    configured(store, before)
    visited(store, "stcn", an_entry("2"), at=NOW + timedelta(hours=1))
    assert (shown(store, "old"), shown(store, "new")) == (2, 0)
