"""The reads that must stay fast at millions of entries use their indexes, and sort nothing."""

from typing import Any

import pytest
from sqlalchemy import Executable, event

from feedhub.store import Store, claims, copies, feeds, filing, history, reading, rewrite
from support.visits import NOW, a_source, an_entry, configured, visited

PLANS = [
    pytest.param(reading.NEWEST_FILED, {"path": "a", "most": 50}, "PRIMARY KEY (category_id=?)", id="newest filed"),
    pytest.param(reading.WHOSE, {"path": "a", "most": 500}, "PRIMARY KEY (category_id=?)", id="whose"),
    pytest.param(
        reading.NEWEST_OWN, {"source": "s", "most": 50}, "ix_entry_source_newest (source_id=?)", id="newest own"
    ),
    pytest.param(
        reading.BEHIND,
        {"path": "", "most": 50, "published": 1, "tie": 1},
        "PRIMARY KEY (category_id=? AND published>?)",
        id="keyset",
    ),
    pytest.param(reading._FINGERPRINTS, {"row": 1, "most": 9}, "ix_entry_source_newest", id="fingerprints"),
    pytest.param(
        history.WITHIN_FILED,
        {"of_name": "a", "of_quiet": "\x1ea", "start": 1, "end": 2},
        "PRIMARY KEY (category_id=? AND published>? AND published<?)",
        id="within filed",
    ),
    pytest.param(
        history.WITHIN_OWN,
        {"of_name": "s", "start": 1, "end": 2},
        "ix_entry_source_newest (source_id=? AND published>? AND published<?)",
        id="within own",
    ),
    pytest.param(
        history._COUNTS_FILED,
        {"of_name": "a", "of_quiet": "\x1ea", "start": 1, "end": 2, "part": 60},
        "PRIMARY KEY (category_id=? AND published>? AND published<?)",
        id="counts",
    ),
    pytest.param(claims._CLAIM_DUE, {"now": 1, "most": 9, "until": 2}, "ix_source_due (next_visit<?)", id="claim"),
    pytest.param(claims._NEXT, {}, "ix_source_due", id="next due"),
    pytest.param(feeds._STALE, {}, "ix_feed_stale", id="stale"),
    pytest.param(copies.BY_ID, {"ties": [1, 2]}, "ix_entry_tie (tie=?)", id="the same id"),
    pytest.param(copies.BY_PAGE, {"prints": [1, 2]}, "ix_entry_page (page=?)", id="the same page"),
    pytest.param(copies.BY_WORDS, {"prints": [1, 2]}, "ix_entry_words (words=?)", id="the same text"),
    pytest.param(copies._SOURCES, {"leaders": [1, 2]}, "ix_entry_copy_of (copy_of=?)", id="sources of a group"),
    pytest.param(reading._COPIES, {"rows": [1, 2]}, "ix_entry_copy_of (copy_of=?)", id="copies"),
    pytest.param(rewrite._KNOWN, {"row": 1, "keys": ["a"]}, "(source_id=? AND key=?)", id="known"),
    pytest.param(
        filing._PRESENT,
        {"leaders": [1, 2], "categories": [1, 2, 3]},
        "PRIMARY KEY (category_id=? AND published=? AND tie=? AND entry_id=?)",
        id="present",
    ),
]


def plan(store: Store, statement: Executable, values: dict[str, Any]) -> str:
    """Tell how SQLite goes about a statement, with the very text and values that reach it."""
    sent: list[tuple[str, Any]] = []
    with store._doors.look() as db:
        event.listen(db, "before_cursor_execute", lambda *call: sent.append(call[2:4]))
        db.execute(statement, values)
        text, parameters = sent[-1]
        return "\n".join(step.detail for step in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters))


@pytest.mark.parametrize(("statement", "values", "expected"), PLANS)
def test_a_hot_read_walks_an_index(
    sqlite_url: str, statement: Executable, values: dict[str, Any], expected: str
) -> None:
    store = Store.open(sqlite_url, now=NOW)
    configured(store, a_source(categories=("a",)))
    visited(store, "stcn", an_entry())
    steps = plan(store, statement, values)
    store.close()
    assert expected in steps
    assert "SCAN entry" not in steps
