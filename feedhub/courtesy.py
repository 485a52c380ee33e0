"""Whether a page that is no feed may be asked for: the robots.txt of its origin, asked once a day at most (RFC 9309).

Comes in: an address, and how its source asks. Goes out: nothing, or a `Miss`. What a robots.txt says is remembered in
the store, so that a restart, or a `poll` every few minutes, need not ask again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feedhub.fetch import allows, rules_for
from feedhub.model.article import Miss, PageFault
from feedhub.model.fetched import Failed, FailureKind, Fetched, FetchOutcome
from feedhub.model.request import FetchRequest
from feedhub.store import Desk

_ACCEPT = "text/plain, */*;q=0.1"
_GOOD_FOR = timedelta(days=1)
_UNREACHABLE_FOR = timedelta(hours=1)
_UNREACHABLE = "unreachable: "
"""In place of rules, with the reason: until they are known nothing may be asked for (RFC 9309, section 2.3.1.4)."""
_NONE_THERE = frozenset({FailureKind.CLIENT_ERROR, FailureKind.EMPTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Courtesy:
    """Asks for leave. `user_agent` is how feedhub names itself to sources that have no name of their own for it."""

    fetch: Callable[[FetchRequest], Awaitable[FetchOutcome]]
    desk: Desk
    user_agent: str
    now: Callable[[], datetime]

    async def refusal(self, url: str, request: Callable[[str, str], FetchRequest]) -> Miss | None:
        """Say why an address may not be asked for; None where it may.

        Args:
            url: the address.
            request: makes the request for an address with an Accept header, in the manner of its source.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        rules = await self.desk.do(self.desk.store.robots, origin, self.now())
        if rules is None:
            rules = await self._ask(origin, request(f"{origin}/robots.txt", _ACCEPT))
        if rules.startswith(_UNREACHABLE):
            why = rules.removeprefix(_UNREACHABLE)
            detail = f"nothing is asked for at {origin} before its robots.txt can be had: {why}"
            return Miss(kind=FailureKind.NETWORK, detail=detail)
        if allows(rules, parts.path + (f"?{parts.query}" if parts.query else "")):
            return None
        return Miss(kind=PageFault.ROBOTS, detail=f"{origin}/robots.txt asks robots to leave its pages alone")

    async def _ask(self, origin: str, request: FetchRequest) -> str:
        outcome = await self.fetch(request)
        rules, length = "", _GOOD_FOR
        match outcome:
            case Fetched(bodies=(body, *_)):
                text = body.data.decode("utf-8", "replace")
                rules = rules_for(text, request.manner.user_agent or self.user_agent)
            case Failed(kind=kind, detail=detail) if kind not in _NONE_THERE:
                rules, length = f"{_UNREACHABLE}{detail}", _UNREACHABLE_FOR
        await self.desk.do(self.desk.store.keep_robots, origin, rules, self.now() + length)
        return rules
