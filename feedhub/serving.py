"""Serving alone: what is published, without polling; and what nobody asked for yet, with polling or without."""

import asyncio
import logging
from contextlib import AsyncExitStack

from feedhub import config
from feedhub.app import App
from feedhub.errors import StoreError
from feedhub.locks import Locks
from feedhub.serve import Health, Server, web

_log = logging.getLogger(__name__)


async def serve_only(settings: config.Settings, stop: asyncio.Event) -> None:
    """Serve what is published until `stop` is set."""

    async def health() -> Health:
        return Health(ok=settings.publish.directory.is_dir(), detail={"directory": str(settings.publish.directory)})

    async with AsyncExitStack() as stack:
        serving = web(
            settings.publish.directory,
            base_url=settings.hub.base_url,
            health=health,
            make=_OpenedLate(settings, stack).make,
            keys=Locks(lambda: settings),
        )
        server = Server(serving, settings.serve.bind)
        await server.start()
        _log.info("listening on http://%s", server.address)
        await stop.wait()
        await server.stop()


async def made(app: App, name: str) -> str | None:
    """Have a document in place, as `App.make` does; where that fails it is not there, and the log says why."""
    try:
        return await app.make(name)
    except (StoreError, OSError) as problem:
        _log.error("%s cannot be had: %s", name, problem)
        return name


class _OpenedLate:
    """An app that is opened when it is first needed: the newest documents are served without a store, too."""

    def __init__(self, settings: config.Settings, stack: AsyncExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self._opening = asyncio.Lock()
        self._app: App | None = None

    async def make(self, name: str) -> str | None:
        """Have a document in place, as `made` does."""
        try:
            async with self._opening:
                if self._app is None:
                    self._app = await self._stack.enter_async_context(App(self._settings, workers=0))
        except StoreError as problem:
            _log.error("%s cannot be had: %s", name, problem)
            return name
        return await made(self._app, name)
