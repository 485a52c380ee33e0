"""A hub in this process, as the daemon runs it, with a clock that tests move: what an origin sees of it over days.

    with Guest(tmp_path, origin) as guest:
        guest.start({"name": "news", "url": guest.url("/feed")})
        guest.live(days=2)
        assert [at for at, _ in guest.seen] == [...]

Every name but NOWHERE means loopback. `seen` has each request with the moment of the guest's clock at which it came.
"""

import asyncio
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvloop

from feedhub import config
from feedhub.app import App
from feedhub.complete import TextReport
from feedhub.model.entry import StoredEntry
from feedhub.model.visit import SourceStatus
from feedhub.refresh import VisitReport
from support.origin import Asked, Origin
from support.visitor import START, Clock

HOST = "feeds.example"
NOWHERE = "nowhere.example"


class Guest:
    """See the module's docstring."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.clock = Clock(START)
        self.seen: list[tuple[datetime, Asked]] = []
        self.reports: list[VisitReport] = []
        self.texts: list[TextReport] = []
        self.dice = 0.0
        self._folder, self._origin = folder, origin
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._app: App | None = None
        self._settings = config.Settings()

    def __enter__(self) -> Self:
        self._runner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._runner.close()

    def url(self, path: str = "/feed", *, host: str = HOST) -> str:
        """Give the address of a path of the origin, under a name of its own."""
        return f"http://{host}:{self._origin.port}{path}"

    def start(self, *sources: dict[str, Any], **fetch: Any) -> None:
        """Start the hub with these sources; the requests of one host need no pause unless `spacing` says so."""
        self._settings = self._read(sources, fetch)
        self._open()

    def reload(self, *sources: dict[str, Any], **fetch: Any) -> None:
        """Put another configuration in force."""
        self._settings = self._read(sources, fetch)
        self._runner.run(self.app.apply(self._settings))

    def restart(self) -> None:
        """Stop the hub, and start it again."""
        self.stop()
        self._open()

    def crash(self) -> None:
        """Start the hub again though it never stopped: what it had not written by then is lost."""
        self._open()

    def stop(self) -> None:
        """Stop the hub."""
        if self._app is not None:
            self._runner.run(self._app.__aexit__())
            self._app = None

    def tick(self) -> list[VisitReport]:
        """Do what the daemon does each second."""
        return self._noted(self._runner.run(self._tick()))

    def live(self, **span: float) -> None:
        """Live for so long, by keyword arguments of `timedelta`: sleep until something is due, and tick."""
        end = self.clock.now + timedelta(**span)
        while True:
            self.tick()
            moments = (
                self._runner.run(self.app.oversight.next_due()),
                self._runner.run(self.app.oversight.next_errand()),
            )
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > end:
                self.clock.now = end
                return
            self.clock.now = max(due, self.clock.now + timedelta(seconds=1))

    def poll(self, *names: str) -> list[VisitReport]:
        """Do what `feedhub poll NAME` does."""
        return self._noted(self._runner.run(self.app.poll(names, each=lambda _: None)))

    def status(self, name: str = "news") -> SourceStatus:
        """Give the row of a source."""
        [row] = self._runner.run(self.app.oversight.status([name]))
        return row

    def entries(self) -> list[StoredEntry]:
        """Give all entries, oldest first."""
        return self._runner.run(self._entries())

    def publish(self) -> dict[str, bytes]:
        """Bring the published documents up to date, and give them all by name."""
        self._runner.run(self.app.publish())
        self._runner.run(self.app.make_all(lambda _done, _all: None, is_closed=lambda _: False))
        folder = self._folder / "data/public"
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    @property
    def app(self) -> App:
        """The hub that runs."""
        assert self._app is not None
        return self._app

    @property
    def times(self) -> list[float]:
        """The hours after the beginning at which requests came."""
        return [round((at - START).total_seconds() / 3600, 4) for at, _ in self.seen]

    @property
    def asked(self) -> list[Asked]:
        """The requests."""
        return [asked for _, asked in self.seen]

    async def _entries(self) -> list[StoredEntry]:
        return list(self.app._store.all_entries())

    async def _tick(self) -> list[VisitReport]:
        claims = await self.app.claim(64)
        reports = list(await asyncio.gather(*(self.app.visit(claim) for claim in claims)))
        self.texts += await self.app.work_off(each=lambda _: None)
        return reports

    def _noted(self, reports: list[VisitReport]) -> list[VisitReport]:
        self.seen += [(self.clock.now, asked) for asked in self._origin.requests[len(self.seen) :]]
        self.reports += reports
        return reports

    def _open(self) -> None:
        async def nobody_else(host: str, _port: int) -> Sequence[str]:
            if host == NOWHERE:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [self._origin.host]

        self._app = App(
            self._settings, workers=0, spread=True, clock=self.clock, dice=lambda: self.dice, resolve=nobody_else
        )
        self._runner.run(self._app.__aenter__())

    def _read(self, sources: Sequence[dict[str, Any]], fetch: dict[str, Any]) -> config.Settings:
        return config.Settings.model_validate(
            {
                "sources": list(sources),
                "fetch": {"allow": ["127.0.0.0/8"], "spacing": "0s", **fetch},
                "store": {"database": "sqlite:///feedhub.db"},
            },
            context=self._folder,
        )
