"""Builders of what the store is given: sources, entries and visits that say only what a test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from feedhub import config
from feedhub.model.entry import Entry, Origin
from feedhub.model.html import SafeHtml
from feedhub.model.visit import Claim, Recorded, Visit
from feedhub.store import Store, feeds

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)


def a_source(name: str = "stcn", **said: Any) -> config.Source:
    """Make a source; it is an address unless `path` says otherwise."""
    where = {} if "path" in said else {"url": f"https://{name}.example/feed"}
    return config.Source(name=name, **{**where, **said})


def an_origin(**said: Any) -> Origin:
    """Make an origin."""
    return Origin(**{"id": "https://stcn.example/", "title": "证券时报网", "updated": NOW, **said})


def an_entry(key: str = "a", **said: Any) -> Entry:
    """Make an entry whose id and fingerprint follow from its key."""
    defaults = {
        "fingerprint": b"first version",
        "id": f"https://stcn.example/{key}",
        "title": f"Title {key}",
        "url": f"https://stcn.example/{key}.html",
        "author": "证券时报网",
        "content": SafeHtml(f"<p>Body {key}</p>"),
        "summary": f"Body {key}",
        "published": NOW - HOUR,
        "updated": None,
        "origin": an_origin(),
    }
    return Entry(key=key, **{**defaults, **said})


def a_visit(claim: Claim, *entries: Entry, **said: Any) -> Visit:
    """Make a visit that found these entries new or changed."""
    defaults = {"at": NOW, "next_visit": NOW + HOUR, "interval": 3600.0, "offered": len(entries)}
    return Visit(claim=claim, entries=entries, **{**defaults, **said})


def configured(store: Store, *sources: config.Source, at: datetime = NOW) -> None:
    """Have the store know exactly these sources, due at once."""
    store.sync(sources, at, spread=lambda _: 0.0)
    ask_all(store)


def ask_all(store: Store) -> None:
    """Have every feed published, as if each had its readers."""
    with store._doors.pen() as db:
        for feed in feeds.unasked(db):
            feeds.ask(db, feed)


def visited(store: Store, name: str, *entries: Entry, **said: Any) -> Recorded:
    """Claim a source whether due or not, and record one visit to it."""
    [claim] = store.claim_named([name], said.get("at", NOW), lease=LEASE)
    [recorded] = store.record([a_visit(claim, *entries, **said)])
    return recorded
