"""The wiring: settings in, rooms built and put into the hallways. What depends on configuration is made here.

A hallway is loaded and built when somebody first walks through it: most polls find nothing to publish, no article page
to fetch and nothing to clean anew, and those three hallways lead to more modules than all the rest of a poll.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedhub import __version__
from feedhub.config import Settings, Source
from feedhub.fetch import Fetcher, Resolver
from feedhub.model.hub import Hub, stamp
from feedhub.refresh import Refresher
from feedhub.store import RESTORED, Desk, Store
from feedhub.workers import Workers

if TYPE_CHECKING:
    from feedhub.complete import Completer
    from feedhub.reclean import Recleaner
    from feedhub.republish import Republisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What outlives a configuration, and what everyone is handed: the clock, a stopwatch in seconds, and chance."""

    desk: Desk
    workers: Workers
    clock: Callable[[], datetime]
    stopwatch: Callable[[], float]
    dice: Callable[[], float]
    resolve: Resolver | None


class Hallways:
    """What depends on the configuration, and is replaced whole when it changes."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self.settings = settings
        self._parts = parts
        store, now = parts.desk.store, parts.clock()
        self.hub = _hub(settings, store)
        self._sources = {source.name: named(source, settings) for source in settings.sources}
        self.fetcher = Fetcher(settings.fetch, user_agent=user_agent(settings), now=parts.clock, resolve=parts.resolve)
        for hold in store.holds(now):
            self.fetcher.hold(hold.host, hold.until - now)
        self.refresher = Refresher(
            sources=self._sources,
            limits=settings.fetch,
            authority=self.hub.authority,
            fetch=self.fetcher.fetch,
            page=lambda name: self.hub.url(f"source/{name}"),
            first=settings.publish.first,
            workers=parts.workers,
            desk=parts.desk,
            places=asyncio.Semaphore(settings.fetch.concurrency),
            now=parts.clock,
            stopwatch=parts.stopwatch,
            jitter=parts.dice,
        )

    @cached_property
    def completer(self) -> "Completer":
        """The hallway of article pages."""
        from feedhub.complete import Completer  # noqa: PLC0415  see above
        from feedhub.courtesy import Courtesy  # noqa: PLC0415

        parts = self._parts
        return Completer(
            sources=self._sources,
            fetch=self.fetcher.fetch,
            courtesy=Courtesy(
                fetch=self.fetcher.fetch, desk=parts.desk, user_agent=user_agent(self.settings), now=parts.clock
            ),
            workers=parts.workers,
            desk=parts.desk,
            now=parts.clock,
            jitter=parts.dice,
        )

    @cached_property
    def republisher(self) -> "Republisher":
        """The way out."""
        from feedhub import publish  # noqa: PLC0415  see above
        from feedhub.overview import Overview  # noqa: PLC0415
        from feedhub.republish import Republisher  # noqa: PLC0415

        desk, limits, sources = self._parts.desk, self.settings.publish, self.settings.sources
        outlet = publish.Outlet(limits.directory)
        return Republisher(
            desk=desk,
            outlet=outlet,
            gate=publish.Gate(),
            hub=self.hub,
            overview=Overview(desk=desk, outlet=outlet, hub=self.hub, sources=sources, entries=limits.entries),
            limits=limits,
            now=self._parts.clock,
            alone=publish.of_one_source(sources),
        )

    @cached_property
    def recleaner(self) -> "Recleaner":
        """The hallway from what is stored back to what is stored."""
        from feedhub.reclean import Recleaner  # noqa: PLC0415  see above

        return Recleaner(desk=self._parts.desk, workers=self._parts.workers, now=self._parts.clock)

    def has_news(self) -> bool:
        """Tell, at the desk, whether there can be anything to publish; once anything was, the way out knows best."""
        store = self._parts.desk.store
        if "republisher" in vars(self) or store.recall(RESTORED):
            return True
        published_so = stamp(self.hub, max_bytes=self.settings.publish.max_bytes)
        return store.recall("stamp") != published_so or bool(store.stale_feeds())


def user_agent(settings: Settings) -> str:
    """Say how feedhub names itself to origins."""
    return settings.fetch.user_agent.format(version=__version__, base_url=settings.hub.base_url)


def _hub(settings: Settings, store: Store) -> Hub:
    return Hub(
        title=settings.hub.title,
        base_url=settings.hub.base_url,
        authority=_authority(settings, store),
        language=settings.hub.language,
        started=store.first_start,
    )


def _authority(settings: Settings, store: Store) -> str:
    """Name who mints ids (RFC 4151): once made from the first base_url, it outlives any later one."""
    if settings.hub.authority:
        return settings.hub.authority
    remembered = store.recall("authority")
    if remembered is None:
        host = urlsplit(settings.hub.base_url).hostname or "localhost"
        remembered = f"{host},{store.first_start.year}"
        store.remember("authority", remembered)
    return remembered


def named(source: Source, settings: Settings) -> Source:
    """Fill in how feedhub names itself to a source that has a name of its own for it."""
    if source.user_agent is None:
        return source
    agent = source.user_agent.format(version=__version__, base_url=settings.hub.base_url)
    return source.model_copy(update={"user_agent": agent})
