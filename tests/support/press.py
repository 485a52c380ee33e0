"""A store and what is published from it, without sources or clock: entries in, documents out."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from feedhub import config
from feedhub.model.document import PublishReport
from feedhub.overview import Overview
from feedhub.publish import Gate, Outlet
from feedhub.renderings import Places
from feedhub.republish import Republisher
from feedhub.store import Desk, Store
from support.stored import a_hub
from support.visits import NOW, a_source, an_entry, configured, visited


class Press:
    """One hub's way out. `now` moves on by a minute with each publication."""

    def __init__(self, folder: Path, **limits: Any) -> None:
        self.folder = folder / "public"
        self.store = Store.open(f"sqlite:///{folder}/feedhub.db", now=NOW)
        self.now = NOW
        self._places = Places()
        self._limits = config.Publish(directory=self.folder, **limits)

    def configure(self, *sources: config.Source) -> None:
        """Have the store know these sources."""
        configured(self.store, *sources, at=self.now)

    def bring(self, name: str, *entries: Any) -> None:
        """Record a visit to a source that found these entries."""
        visited(self.store, name, *entries, at=self.now)

    def overview(self, **said: Any) -> Overview:
        """Make what lists all feeds."""
        desk, outlet = Desk(self.store), Outlet(self.folder)
        return Overview(desk=desk, outlet=outlet, hub=a_hub(), sources=(), entries=self._limits.entries, **said)

    def publish(self, *, verify: bool = False) -> PublishReport:
        """Publish what is stale."""
        self.now += timedelta(minutes=1)

        async def work() -> PublishReport:
            return await self._republisher().publish(lambda _done, _all: None, verify=verify)

        return asyncio.run(work())

    async def make(self, name: str) -> str | None:
        """Have an archive in place, as who asks for it over HTTP does."""
        return await self._republisher().retriever().retrieve(name)

    def documents(self, pattern: str = "**/*") -> dict[str, tuple[bytes, int]]:
        """Every document that can be had, archives too: its bytes and its time of change."""
        asyncio.run(self._archive_all())
        return {
            str(path.relative_to(self.folder)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.folder.glob(pattern))
            if path.is_file() and path.name != "index.json"
        }

    async def _archive_all(self) -> None:
        for feed, periods in self.store.archives.all().items():
            for period in periods:
                await self.make(f"{feed.archive_path(period)}.atom")

    def _republisher(self) -> Republisher:
        moment = self.now
        return Republisher(
            desk=Desk(self.store),
            outlet=Outlet(self.folder),
            gate=Gate(),
            hub=a_hub(),
            overview=self.overview(),
            limits=self._limits,
            now=lambda: moment,
            places=self._places,
        )


@contextmanager
def press(folder: Path, **limits: Any) -> Iterator[Press]:
    """Open a hub's way out, with one source `stcn` in the category `a/b`."""
    opened = Press(folder, **limits)
    opened.configure(a_source(categories=("a/b",)))
    try:
        yield opened
    finally:
        opened.store.close()


def dated(key: str, published: datetime, **said: Any) -> Any:
    """Make an entry of a moment."""
    return an_entry(key, published=published, **said)
