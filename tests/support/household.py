"""A hub in this process, with a clock, dice and a resolver of its own: the daemon's parts without its time.

with Household(tmp_path, config_text) as house:
    house.tick()                  # visit what is due, as the daemon does each second
    house.clock.forward(hours=1)
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import uvloop

from feedhub import config
from feedhub.app import App
from feedhub.fetch import Resolver
from feedhub.model.visit import SourceStatus
from feedhub.refresh import VisitReport
from support.visitor import Clock


class Household:
    """See the module's docstring; documents are published after every visit."""

    def __init__(self, folder: Path, text: str, *, resolve: Resolver | None = None, workers: int = 0) -> None:
        self.folder = folder
        self.clock = Clock()
        self.chance = 0.5
        self._resolve, self._workers = resolve, workers
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._settings = self.read(text)

    def read(self, text: str) -> config.Settings:
        """Write config.yaml and read it."""
        path = self.folder / "config.yaml"
        path.write_text(text, "utf-8")
        return config.load(path, {})

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self.app.__aexit__())
        self._runner.close()

    def restart(self) -> None:
        """Stop it and start it again."""
        self._runner.run(self.app.__aexit__())
        self._open()

    def tick(self) -> list[VisitReport]:
        """Visit what is due, once."""
        return self._runner.run(self._tick())

    def poll(self, *names: str) -> list[VisitReport]:
        """Visit sources, due or not; all without names."""
        return self._runner.run(self._poll(names))

    def status(self, name: str) -> SourceStatus:
        """Say how a source is."""
        [row] = self._runner.run(self.app.oversight.status([name]))
        return row

    def entries(self, name: str) -> int:
        """Count a source's entries."""
        return self.status(name).entries

    def document(self, name: str) -> bytes:
        """Give a published document, as who asks for it would get it."""
        self._runner.run(self.app.make(name))
        return (self.folder / "data/public" / name).read_bytes()

    def _open(self) -> None:
        self.app = self._runner.run(self._entered())

    async def _entered(self) -> App:
        app = App(
            self._settings, workers=self._workers, clock=self.clock, dice=lambda: self.chance, resolve=self._resolve
        )
        return await app.__aenter__()

    async def _tick(self) -> list[VisitReport]:
        claims = await self.app.claim(1000)
        reports = list(await asyncio.gather(*map(self.app.visit, claims)))
        await self.app.publish()
        return reports

    async def _poll(self, names: Sequence[str]) -> list[VisitReport]:
        reports = await self.app.poll(names, force=True, each=lambda _: None)
        await self.app.publish()
        return reports
