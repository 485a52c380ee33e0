"""The scout: looks at one address as a visit would, guarded and polite, and keeps nothing. No store is opened.

Comes in: an address, or a source of the configuration. Goes out: a `Look`, or all that was found behind a page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from urllib.parse import quote

from feedhub import discover
from feedhub.app import IN_WORKERS, PARSE_MEMORY, PARSE_SECONDS, now
from feedhub.config import Settings, Source, manner, surroundings
from feedhub.digest import DigestJob
from feedhub.discover import Candidate
from feedhub.errors import BudgetSpent, FeedhubError, NotAFeed
from feedhub.examine import Examination, examine, feeds_behind
from feedhub.fetch import Fetcher, Resolver, shown
from feedhub.model.entry import NOTHING_KNOWN
from feedhub.model.fetched import Failed, FailureKind, Fetched, Gone, NotModified
from feedhub.model.request import FetchRequest
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import Trouble
from feedhub.wiring import named, user_agent
from feedhub.workers import Workers

_MOST = 10
"""Candidates of one page that are asked."""
_FALLBACK_AUTHORITY = "localhost,2026"


class NothingFound(FeedhubError):
    """There is no feed behind an address; the text says what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one address gave: a feed, or why there is none. `url` is where it is to be asked from now on."""

    url: str
    examination: Examination | None = None
    trouble: Trouble | None = None
    fetched: Fetched | None = None


class Scout:
    """A fetcher and workers, and no store."""

    def __init__(
        self, settings: Settings, *, clock: Callable[[], datetime] = now, resolve: Resolver | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._fetcher = Fetcher(settings.fetch, user_agent=user_agent(settings), now=clock, resolve=resolve)
        self._workers = Workers(1, seconds=PARSE_SECONDS, memory=PARSE_MEMORY, preload=(*IN_WORKERS, "feedhub.examine"))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.aclose()
        await self._workers.close()

    async def look(self, source: Source) -> Look:
        """Fetch, read and clean one source; what goes wrong is part of the answer."""
        source = named(source, self._settings)
        place = str(source.path) if source.path else source.url or ""
        request = FetchRequest(source=source.name, location=place, local=source.path is not None, manner=manner(source))
        match await self._fetcher.fetch(request):
            case Fetched() as fetched:
                return await self._read(source, place, fetched)
            case Failed(kind=kind, detail=detail):
                return Look(url=place, trouble=Trouble(kind=kind, detail=detail))
            case Gone(detail=detail):
                return Look(url=place, trouble=Trouble(kind=FailureKind.GONE, detail=detail))
            case NotModified():
                raise AssertionError("nobody asked whether it had changed")

    async def find(self, url: str, each: Callable[[str], None]) -> list[Look]:
        """Find the feeds behind an address: it is one, names some, or has one at a usual place; `each` is told of each.

        Raises:
            NothingFound: there is none.
        """
        each(shown(url))
        first = await self.look(_unnamed(url))
        if first.examination:
            return [first]
        candidates: list[Candidate] = []
        if first.fetched:
            candidates = await self._workers.run(feeds_behind, first.fetched.bodies[0], None)
        found = [look for each_one in candidates[:_MOST] if (look := await self._try(each_one.url, each)).examination]
        if found:
            return _unlike(found)
        if first.fetched is None and first.trouble and first.trouble.kind not in _WORTH_GUESSING:
            raise NothingFound(f"{shown(url)}: {first.trouble.detail}")
        asked = first.fetched.bodies[0].location if first.fetched else url
        for place in discover.usual_places(asked):
            look = await self._try(place, each)
            if look.examination:
                return [look]
        raise NothingFound(
            f"{shown(url)}: no feed there, none that the page names, and none at the usual places; "
            "look for its feed in the page, or in the documentation of the site"
        )

    async def _try(self, url: str, each: Callable[[str], None]) -> Look:
        each(shown(url))
        return await self.look(_unnamed(url))

    async def _read(self, source: Source, place: str, fetched: Fetched) -> Look:
        url = fetched.moved_to or place
        job = DigestJob(
            bodies=fetched.bodies, known=NOTHING_KNOWN, around=self._around(source, fetched), encoding=source.encoding
        )
        try:
            return Look(url=url, examination=await self._workers.run(examine, job), fetched=fetched)
        except NotAFeed as reason:
            trouble = Trouble(kind=FailureKind.NOT_A_FEED, detail=str(reason))
        except BudgetSpent as reason:
            trouble = Trouble(kind=FailureKind.BUDGET, detail=str(reason))
        return Look(url=url, trouble=trouble, fetched=fetched)

    def _around(self, source: Source, fetched: Fetched) -> Surroundings:
        hub = self._settings.hub
        return surroundings(
            source,
            authority=hub.authority or _FALLBACK_AUTHORITY,
            location=fetched.bodies[0].location,
            page=f"{hub.base_url}/source/{quote(source.name)}",
            now=self._clock(),
        )


_WORTH_GUESSING = frozenset({FailureKind.CLIENT_ERROR, FailureKind.GONE, FailureKind.TOO_LARGE, FailureKind.EMPTY})
"""Where a page fails in one of these ways, its site may have a feed all the same."""


def _unnamed(url: str) -> Source:
    try:
        return Source(name="new", url=url)
    except ValueError as error:
        raise NothingFound(f"{shown(url)} is no address that can be asked: write http://… or https://…") from error


def _unlike(found: list[Look]) -> list[Look]:
    """Keep the first of feeds that bring the same entries: a site offers them as RSS and as Atom."""
    seen: set[frozenset[str | None]] = set()
    kept: list[Look] = []
    for look in found:
        if look.examination is None:
            continue
        entries = frozenset(each.entry.url for each in look.examination.entries)
        if not entries or entries not in seen:
            kept.append(replace(look, fetched=None))
        seen.add(entries)
    return kept
