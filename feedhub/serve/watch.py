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
"""Readers told apart in one window, of all feeds; later ones are not counted."""
_MANY = re.compile(rb"(\d{1,9}) (?:subscriber|reader)")


@dataclass(slots=True)
class _Window:
    began: float
    readers: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    services: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    seen: int = 0

    def count(self, feed: str) -> int:
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
        if self._clock() - self._now.began > _WINDOW_SECONDS:
            self._before, self._now = self._now, _Window(self._clock())
        window, feed = self._now, name.rpartition(".")[0]
        if b"subscriber" in agent or b"reader" in agent:
            many = _MANY.search(agent)
            if many and window.seen < _MOST:
                service = hash(agent[: many.start()])
                window.seen += service not in window.services[feed]
                window.services[feed][service] = int(many[1])
                return
        # Python seeds the hashes of text and bytes anew for each process.
        reader = hash((client and client[0], agent))
        readers = window.readers[feed]
        if reader not in readers and window.seen < _MOST:
            readers.add(reader)
            window.seen += 1

    def readers(self, feed: str) -> int:
        """Say how many readers a feed, by path, had within the last day, or the one before if that were more."""
        if self._clock() - self._now.began > _WINDOW_SECONDS:
            self._before, self._now = self._now, _Window(self._clock())
        return max(self._now.count(feed), self._before.count(feed))


def counting(app: ASGIApp, watch: Watch) -> ASGIApp:
    """Have the answers of an application counted by their status."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                watch.statuses[message["status"]] += 1
            await send(message)

        await app(scope, receive, noting)

    return counted
