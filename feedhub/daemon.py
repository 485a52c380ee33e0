"""The daemon: the app on a ticker, behind a server, until a signal ends it.

Comes in: the path of config.yaml. It polls what is due each second, publishes what changed, serves what is
published, and takes up a changed config.yaml; a broken one is refused with its line while the old one stays.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from watchfiles import awatch

from feedhub import config, publish
from feedhub.app import TEXTS_AT_ONCE, App
from feedhub.complete import TextReport
from feedhub.dashboard import Dashboard
from feedhub.errors import ConfigError, FeedhubError, StoreError
from feedhub.locks import Locks, admin_token
from feedhub.metrics import CONTENT_TYPE, Metrics
from feedhub.model.article import Errand
from feedhub.model.survey import Asked
from feedhub.model.visit import Claim
from feedhub.refresh import VisitReport
from feedhub.schedule import Ticker
from feedhub.serve import Answer, Desk, Health, Operator, Server, Watch, web
from feedhub.serving import made
from feedhub.supervise import Supervisor

_log = logging.getLogger(__name__)
_PRUNING = 60
"""Seconds from one look for entries that are kept no longer to the next."""
_PATIENCE = 2.0
"""Seconds that visits under way get to end by themselves when the daemon stops."""


Stamp = tuple[int, int, int] | None
"""What tells a file from the one that was there before; None where there is none."""


def stamp(path: Path) -> Stamp:
    """Look at a file without opening it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


class Daemon:
    """One running hub, under the configuration at `path` as it was when `stamp` gave `as_read`."""

    def __init__(self, app: App, path: Path, as_read: Stamp, supervisor: Supervisor) -> None:
        self._app = app
        self._path = path
        self._as_read = as_read
        self._supervisor = supervisor
        self._visits: dict[asyncio.Task[None], Claim] = {}
        self._texts: dict[asyncio.Task[None], Errand] = {}
        self._ticker = Ticker(on_error=_report_job)
        self._metrics = Metrics()
        self._watch = Watch()
        self._verified = False
        """Whether the published folder was held against the store since the start."""
        self._recleaned: int | None = 0
        """The row behind which entries are still to be cleaned anew; None once there are no more."""

    async def run(self, stop: asyncio.Event, reload: asyncio.Event) -> None:
        """Poll, publish and serve until `stop` is set; take up config.yaml again whenever `reload` is."""
        settings = self._app.settings
        if not publish.Outlet(settings.publish.directory).has(publish.INDEX):
            # Else what stands there is served while it is brought up to date.
            await self._app.publish(verify=True)
            self._verified = True
        serving = web(
            settings.publish.directory,
            base_url=settings.hub.base_url,
            health=self._health,
            make=partial(made, self._app),
            answers={"/metrics": self._tell_metrics},
            desk=self._desk(settings),
            watch=self._watch,
            keys=Locks(lambda: self._app.settings),
        )
        server = Server(serving, settings.serve.bind)
        await server.start()
        _log.info("listening on http://%s, polling %d sources", server.address, len(settings.sources))
        _caution(settings)
        self._ticker.every(1, self._poll, name="poll")
        self._ticker.every(1, self._complete, name="texts")
        self._ticker.every(1, self._publish, name="publish")
        self._ticker.every(_PRUNING, self._prune, name="prune")
        if self._supervisor.patience:
            self._ticker.every(self._supervisor.patience.total_seconds() / 3, self._assure, name="sign of life")
        if outdated := await self._app.outdated():
            _log.info("a newer cleaner is here: %d entries are cleaned anew in the background", outdated)
            self._ticker.every(1, self._reclean, name="reclean")
        self._ticker.start()
        watcher = asyncio.create_task(_watch(self._path, self._as_read, reload, stop))
        reloader = asyncio.create_task(self._reload(reload))
        self._supervisor.ready(self._summary())
        try:
            await stop.wait()
        finally:
            self._supervisor.stopping()
            _log.info("stopping: %d visits under way", len(self._visits))
            reloader.cancel()
            await asyncio.gather(self._end_jobs(), self._end_visits())
            await server.stop()
            await asyncio.gather(watcher, reloader, return_exceptions=True)

    async def _poll(self) -> None:
        free = self._app.settings.fetch.concurrency - len(self._visits)
        if free <= 0:
            return
        for claim in await self._app.claim(free):
            task = asyncio.create_task(self._visit(claim))
            self._visits[task] = claim
            task.add_done_callback(self._visits.pop)

    async def _visit(self, claim: Claim) -> None:
        try:
            report = await self._app.visit(claim)
            self._metrics.visited(report)
            log_visit(report)
        except StoreError as problem:
            # Its lease runs out, so the source comes round again with the validators of what is stored.
            _log.error("%s: the visit could not be recorded: %s", claim.source, problem)

    async def _complete(self) -> None:
        free = TEXTS_AT_ONCE - len(self._texts)
        for errand in await self._app.claim_errands(free) if free > 0 else ():
            task = asyncio.create_task(self._complete_one(errand))
            self._texts[task] = errand
            task.add_done_callback(self._texts.pop)

    async def _complete_one(self, errand: Errand) -> None:
        try:
            report = await self._app.complete(errand)
        except FeedhubError as problem:
            # Its lease runs out, so it comes round again.
            _log.error("%s: what came of a text could not be recorded: %s", errand.source, problem)
            return
        self._metrics.completed(report)
        log_text(report)

    async def _publish(self) -> None:
        began = time.perf_counter()
        report = await self._app.publish(verify=not self._verified, patient=True)
        self._verified = True
        self._metrics.published(report, time.perf_counter() - began)
        if report.documents:
            _log.info("published %d documents of %d feeds", report.documents, report.feeds)

    async def _prune(self) -> None:
        try:
            gone = await self._app.prune()
        except StoreError as problem:
            _log.error("what is kept no longer could not all be taken out, and goes later: %s", problem)
            return
        if gone:
            _log.info("took out %d entries that are kept no longer", gone)

    async def _reclean(self) -> None:
        if self._recleaned is None:
            return
        report, self._recleaned = await self._app.reclean_some(self._recleaned)
        for line in report.failed:
            _log.warning("an entry stays as an older cleaner made it: %s", line)
        if self._recleaned is None:
            _log.info("every entry has been through the newer cleaner")

    async def _end_jobs(self) -> None:
        """Let what rings at this moment end; feeds that are not published by then are so after the next start."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._ticker.stop()

    async def _end_visits(self) -> None:
        if under_way := {*self._visits, *self._texts}:
            await asyncio.wait(under_way, timeout=_PATIENCE)
        visits, texts = dict(self._visits), dict(self._texts)
        for task in (*visits, *texts):
            task.cancel()
        await asyncio.gather(*visits, *texts, return_exceptions=True)
        await self._app.release(visits.values())
        await self._app.release_errands(texts.values())

    async def _reload(self, reload: asyncio.Event) -> None:
        while True:
            await reload.wait()
            reload.clear()
            self._supervisor.reloading()
            await self._take_up()
            self._supervisor.ready(self._summary())
            await self._prune()

    async def _take_up(self) -> None:
        try:
            settings = await asyncio.to_thread(config.load, self._path, os.environ)
        except ConfigError as problem:
            for line in str(problem).splitlines():
                _log.error("the new configuration is refused, the old one stays: %s", line)
            return
        if settings == self._app.settings:
            return
        for key in _fixed(self._app.settings, settings):
            _log.warning("%s changed: that takes effect at the next start", key)
        try:
            await self._app.apply(settings)
        except StoreError as problem:
            _log.error("the new configuration cannot be taken up, the old one stays: %s", problem)
            return
        _caution(settings)
        _log.info("took up the new configuration: %d sources", len(settings.sources))

    async def _assure(self) -> None:
        """Give the supervisor a sign of life, if the loop comes to this and the store answers."""
        try:
            await self._app.oversight.next_due()
        except StoreError as problem:
            _log.error("the supervisor is given no sign of life: %s", problem)
            return
        self._supervisor.alive()

    def _summary(self) -> str:
        return f"polling {len(self._app.settings.sources)} sources"

    def _desk(self, settings: config.Settings) -> Desk:
        address = urlsplit(settings.hub.base_url)
        return Desk(
            office=Dashboard(self._app, self._watch),
            operator=Operator(lambda: admin_token(self._app.settings), self._app.moment),
            local=config.is_local(settings.serve.bind),
            prefix=quote(address.path.rstrip("/"), safe="/%"),
            secure=address.scheme == "https",
        )

    async def _tell_metrics(self) -> Answer:
        survey = await self._app.oversight.survey(Asked(now=self._app.moment(), size=1))
        text = self._metrics.text(
            survey,
            await self._app.oversight.held_back(),
            due=await self._app.oversight.due(),
            under_way=len(self._visits),
            texts=[source.texts for source in await self._app.oversight.status()],
            statuses=self._watch.statuses,
        )
        return Answer(type=CONTENT_TYPE, body=text)

    async def _health(self) -> Health:
        try:
            due = await self._app.oversight.next_due()
        except Exception as trouble:  # noqa: BLE001  whatever the store says, this is where it is told
            return Health(ok=False, detail={"store": str(trouble)})
        sources = len(self._app.settings.sources)
        return Health(ok=True, detail={"sources": sources, "next_visit": due.isoformat() if due else None})


def log_visit(report: VisitReport) -> None:
    """Say in one line what a visit came to."""
    facts = {
        "event": "visit",
        "source": report.source,
        "outcome": report.trouble.kind.value if report.trouble else "ok",
        "new": report.new,
        "changed": report.changed,
        "milliseconds": round(report.took.total_seconds() * 1000),
        "bytes": report.size,
        "next_visit": report.next_visit.isoformat() if report.next_visit else None,
    }
    said = {"facts": facts}
    if report.trouble:
        trouble = report.trouble
        _log.warning(
            "%s: %s: %s; next visit %s", report.source, trouble.kind, trouble.detail, report.next_visit, extra=said
        )
    else:
        counts = report.new, report.changed
        _log.info("%s: %d new, %d changed; next visit %s", report.source, *counts, report.next_visit, extra=said)
    for note in filter(None, (report.alarm, *report.notes)):
        _log.warning("%s: %s", report.source, note, extra={"facts": {"event": "note", "source": report.source}})


def log_text(report: TextReport) -> None:
    """Say in one line what came of a text."""
    if report.miss is None:
        _log.info("%s: text of %s: %s", report.source, report.url, report.outcome)
    else:
        again = f"next try {report.next_try}" if report.next_try else "given up"
        _log.warning("%s: no text: %s: %s; %s", report.source, report.outcome, report.miss.detail, again)
    if report.alarm:
        _log.warning("%s: full_text_selector finds nothing on most article pages any more", report.source)


def listen(stop: asyncio.Event, reload: asyncio.Event) -> None:
    """Turn SIGTERM and SIGINT into `stop`, SIGHUP into `reload`; the second of the former ends the process at once."""
    loop = asyncio.get_running_loop()
    ending = (signal.SIGTERM, signal.SIGINT)

    def end() -> None:
        stop.set()
        for each in ending:
            loop.remove_signal_handler(each)

    for each in ending:
        loop.add_signal_handler(each, end)
    loop.add_signal_handler(signal.SIGHUP, reload.set)


def _fixed(old: config.Settings, new: config.Settings) -> list[str]:
    """Name the settings that cannot change while the daemon runs."""
    reads: dict[str, Callable[[config.Settings], object]] = {
        "store.database": lambda s: s.store.database,
        "publish.directory": lambda s: s.publish.directory,
        "serve.bind": lambda s: s.serve.bind,
    }
    return [key for key, read in reads.items() if read(old) != read(new)]


def _caution(settings: config.Settings) -> None:
    for sentence in config.cautions(settings):
        _log.warning("%s", sentence)


def _report_job(name: str, error: BaseException) -> None:
    _log.error("the job %r failed and is tried again", name, exc_info=error)


async def _watch(path: Path, seen: Stamp, reload: asyncio.Event, stop: asyncio.Event) -> None:
    # Editors replace files, so the folder is watched. The look each second is for what happened before the watch began,
    # and for file systems that tell nobody, as those shared with a container.
    folder = awatch(
        path.parent, stop_event=stop, debounce=200, recursive=False, rust_timeout=1000, yield_on_timeout=True
    )
    async for _ in folder:
        found = stamp(path)
        if found != seen:
            seen = found
            reload.set()
