"""Who reads, counted and forgotten: requests by status, and how many readers a feed has had within a day.

No address and no agent is kept: of each reader only a number that this process alone can make again, for two days at
most, in memory. A service that reads for many says so in its User-Agent ("42 subscribers"), and is taken at its word.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WINDOW_SECONDS = 86_400.0
_MOST = 200_000
"""Readers told apart in one window, of all documents; later ones are not counted."""
_MANY = re.compile(rb"(\d{1,9}) (?:subscriber|reader)")


@dataclass(slots=True)
class _Window:
    began: float
    readers: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    services: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    asked: set[int] = field(default_factory=set)
    """Who asked for which document: what is in here has been counted."""

    def count_in(self, feed: str, address: str | None, agent: bytes) -> None:
        """Count a reader, or a service and those it reads for."""
        if many := _MANY.search(agent):
            self.services[feed][hash(agent[: many.start()])] = int(many[1])
        else:
            self.readers[feed].add(hash((address, agent)))

    def count(self, feed: str) -> int:
        """Say how many readers a feed had."""
        return len(self.readers.get(feed, ())) + sum(self.services.get(feed, {}).values())


class Watch:
    """One server's tally. `statuses` counts answers; a 304 and a 226 are answers of their own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.statuses: Counter[int] = Counter()
        self._clock = clock
        self._now = _Window(clock())
        self._before = _Window(float("-inf"))

    def read(self, name: str, client: tuple[str, int] | None, agent: bytes) -> None:
        """Take note that somebody asked for a feed; `name` is its document's."""
        # Python seeds the hashes of text and bytes anew for each process.
        asked = hash((name, client and client[0], agent))
        window = self._now
        if asked in window.asked and self._clock() - window.began <= _WINDOW_SECONDS:
            return
        window = self._window()
        if len(window.asked) < _MOST:
            window.asked.add(asked)
            window.count_in(name.rpartition(".")[0], client and client[0], agent)

    def readers(self, feed: str) -> int:
        """Say how many readers a feed, by path, had within the last day, or the one before if that were more."""
        return max(self._window().count(feed), self._before.count(feed))

    def _window(self) -> _Window:
        if self._clock() - self._now.began > _WINDOW_SECONDS:
            self._before, self._now = self._now, _Window(self._clock())
        return self._now


def counting(app: ASGIApp, watch: Watch) -> ASGIApp:
    """Have the answers of an application counted by their status."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                watch.statuses[message["status"]] += 1
            await send(message)

        await app(scope, receive, noting)

    return counted
