"""A fetcher on an event loop of its own, for tests that are plain functions.

    with Visitor(names={"feeds.example": ["127.0.0.1"]}, allow=("feeds.example",)) as visitor:
        outcome = visitor.visit("http://feeds.example:8080/feed.xml")

Names resolve only as `names` says; without `names` the system's resolver is asked. `clock.now` may be moved.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

import uvloop

from feedhub import config
from feedhub.fetch import Fetcher, Resolver
from feedhub.model.fetched import FetchOutcome
from feedhub.model.request import FetchRequest, Validators

T = TypeVar("T")
NOTHING = Validators()
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
USER_AGENT = "feedhub/1.0 (+https://feeds.example.org)"


@dataclass(slots=True)
class Clock:
    """A moment that moves only when a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def forward(self, **by: float) -> None:
        """Move on, by keyword arguments of `timedelta`."""
        self.now += timedelta(**by)


@dataclass(slots=True)
class Names:
    """A resolver that knows what it is told, and remembers how often it was asked."""

    known: dict[str, list[str]]
    asked: list[str]

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        """Give a name's addresses; several lists of answers would be `known[host] = ...` between visits."""
        self.asked.append(host)
        if host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.known[host]


class Visitor:
    """See the module's docstring. Other keywords are settings of `fetch`, not checked for sanity."""

    def __init__(
        self,
        *,
        names: Mapping[str, list[str]] | None = None,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop,
        allow: tuple[str, ...] = ("127.0.0.0/8",),
        **settings: Any,
    ) -> None:
        self.clock = Clock()
        self.names = Names(dict(names or {}), [])
        self._runner = asyncio.Runner(loop_factory=loop)
        asks = self.names if names is not None else resolve
        chosen = config.Fetch().model_copy(update={"allow": allow, "spacing": timedelta(0), **settings})
        self.fetcher = Fetcher(chosen, user_agent=USER_AGENT, now=self.clock, resolve=asks, tls=tls)

    def __enter__(self) -> Self:
        self._runner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self.fetcher.aclose())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the fetcher's loop."""
        return self._runner.run(work)

    def visit(
        self,
        location: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        given_by: str | None = None,
        digest: str | None = None,
        local: bool = False,
    ) -> FetchOutcome:
        """Fetch once."""
        remembered = Validators(etag=etag, last_modified=modified, given_by=given_by)
        return self.run(self.fetch(location, remembered, digest=digest, local=local))

    def fetch(
        self, location: str, remembered: Validators = NOTHING, *, digest: str | None = None, local: bool = False
    ) -> Coroutine[Any, Any, FetchOutcome]:
        """Make the coroutine of one visit."""
        return self.fetcher.fetch(
            FetchRequest(source="a", location=location, local=local, validators=remembered, digest=digest)
        )

    def again(self, location: str, outcome: FetchOutcome) -> FetchOutcome:
        """Visit as the store would make us visit after `outcome`."""
        remembered = getattr(outcome, "validators", NOTHING)
        return self.run(self.fetch(location, remembered, digest=getattr(outcome, "digest", None)))


async def together(*visits: Awaitable[FetchOutcome]) -> list[FetchOutcome]:
    """Await visits side by side."""
    return list(await asyncio.gather(*visits))
