"""The wiring: settings in, rooms built and put into the two hallways. What depends on configuration is made here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from feedhub import __version__, publish
from feedhub.complete import Completer
from feedhub.config import Settings, Source
from feedhub.courtesy import Courtesy
from feedhub.fetch import Fetcher, Resolver
from feedhub.overview import Overview
from feedhub.reclean import Recleaner
from feedhub.refresh import Refresher
from feedhub.republish import Republisher
from feedhub.store import Desk, Store
from feedhub.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Hallways:
    """What depends on the configuration, and is replaced whole when it changes."""

    settings: Settings
    fetcher: Fetcher
    refresher: Refresher
    completer: Completer
    republisher: Republisher
    recleaner: Recleaner


def wire(
    settings: Settings,
    *,
    desk: Desk,
    workers: Workers,
    clock: Callable[[], datetime],
    stopwatch: Callable[[], float],
    dice: Callable[[], float],
    resolve: Resolver | None,
) -> Hallways:
    """Build what depends on the configuration, around what outlives it."""
    fetcher = Fetcher(settings.fetch, user_agent=user_agent(settings), now=clock, resolve=resolve)
    for hold in desk.store.holds(clock()):
        fetcher.hold(hold.host, hold.until - clock())
    hub = _hub(settings, desk.store)
    sources = {source.name: named(source, settings) for source in settings.sources}
    refresher = Refresher(
        sources=sources,
        limits=settings.fetch,
        authority=hub.authority,
        fetch=fetcher.fetch,
        page=lambda name: hub.url(f"source/{name}"),
        first=settings.publish.first,
        workers=workers,
        desk=desk,
        now=clock,
        stopwatch=stopwatch,
        jitter=dice,
    )
    completer = Completer(
        sources=sources,
        fetch=fetcher.fetch,
        courtesy=Courtesy(fetch=fetcher.fetch, desk=desk, user_agent=user_agent(settings), now=clock),
        workers=workers,
        desk=desk,
        now=clock,
        jitter=dice,
    )
    outlet = publish.Outlet(settings.publish.directory)
    republisher = Republisher(
        desk=desk,
        outlet=outlet,
        gate=publish.Gate(),
        hub=hub,
        overview=Overview(
            desk=desk, outlet=outlet, hub=hub, sources=settings.sources, entries=settings.publish.entries
        ),
        limits=settings.publish,
        now=clock,
        alone=publish.of_one_source(settings.sources),
    )
    recleaner = Recleaner(desk=desk, workers=workers, now=clock)
    return Hallways(
        settings=settings,
        fetcher=fetcher,
        refresher=refresher,
        completer=completer,
        republisher=republisher,
        recleaner=recleaner,
    )


def user_agent(settings: Settings) -> str:
    """Say how feedhub names itself to origins."""
    return settings.fetch.user_agent.format(version=__version__, base_url=settings.hub.base_url)


def _hub(settings: Settings, store: Store) -> publish.Hub:
    return publish.Hub(
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
