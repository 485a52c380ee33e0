"""The way in's second leg: one entry, from a link to an article page to the text that page adds.

    errand ─▶ robots.txt ─▶ page ─▶ read [─▶ next page ─▶ read …] ─▶ compare ─▶ complete

Comes in: an `Errand`, after its entry was stored and can be published. Goes out: a `TextReport`, after the store has
the `Completion`. Whatever goes wrong, the entry keeps what its feed gave.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Protocol

from feedhub import config, schedule
from feedhub.article import Comparison, PageJob, PageText, compare, read_page
from feedhub.courtesy import Courtesy
from feedhub.errors import BudgetSpent, FeedhubError
from feedhub.fetch import shown
from feedhub.model.article import Completion, Errand, Fuller, Miss, PageFault, Verdict
from feedhub.model.fetched import Body, Failed, FailureKind, Fetched, FetchOutcome, Gone, NotModified
from feedhub.model.request import FetchRequest
from feedhub.model.visit import Hold
from feedhub.store import Desk
from feedhub.workers import Workers

_log = logging.getLogger(__name__)
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_PAGES = 5
"""So many pages of one article are read at most."""
_HTML = ("text/html", "application/xhtml+xml")
_NOBODY = "http://feedhub.invalid/"
"""The home of a local source: no page is at a host that the operator named (RFC 6761, section 6.4)."""
_FOR_GOOD = frozenset(
    {
        FailureKind.BLOCKED,
        FailureKind.GONE,
        FailureKind.TOO_LARGE,
        FailureKind.BUDGET,
        PageFault.ROBOTS,
        PageFault.NO_PAGE,
    }
)
_PASSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
"""Refusals of a client that a page gets over which is announced before it is there."""


class Fetch(Protocol):
    """How pages are asked for: `permit` sees every address before it is, and raises to stop."""

    def __call__(
        self, request: FetchRequest, permit: Callable[[str], Awaitable[None]] | None = None
    ) -> Awaitable[FetchOutcome]:
        """Visit a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReport:
    """What an errand came to: `outcome` is `used`, `kept` (the feed's own is as good), `dropped`, or a kind of miss."""

    source: str
    url: str
    outcome: str
    miss: Miss | None = None
    next_try: datetime | None = None
    alarm: bool = False
    """Whether the selector of the source has just stopped finding anything on most pages."""


class _Missed(Exception):
    def __init__(self, miss: Miss, outcome: Failed | None = None, *, found: bool | None = None) -> None:
        super().__init__(miss.detail)
        self.miss, self.outcome, self.found = miss, outcome, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Completer:
    """Carries errands through the rooms. `now` and `jitter` (in [0, 1)) come from the composition root."""

    sources: Mapping[str, config.Source]
    fetch: Fetch
    courtesy: Courtesy
    workers: Workers
    desk: Desk
    now: Callable[[], datetime]
    jitter: Callable[[], float]

    async def complete(self, errand: Errand) -> TextReport:
        """Fetch what one entry lacks and record what came of it."""
        source = self.sources.get(errand.source)
        if source is None or not source.full_text:
            completion = Completion(errand=errand, at=self.now())
        else:
            completion = await self._try(errand, source)
        [done] = await self.desk.do(self.desk.store.complete, [completion])
        if completion.miss:
            outcome = completion.miss.kind.value
        else:
            outcome = "used" if done.changed else "kept" if completion.fuller else "dropped"
        return TextReport(
            source=errand.source,
            url=shown(errand.url),
            outcome=outcome,
            miss=completion.miss,
            next_try=completion.next_try,
            alarm=done.alarmed,
        )

    async def _try(self, errand: Errand, source: config.Source) -> Completion:
        try:
            pages = await self._read(errand, source)
            fuller = await self._compare(errand, source, pages)
            found = True if pages else None
            return Completion(errand=errand, at=self.now(), fuller=fuller, found=found)
        except _Missed as stop:
            return self._missed(errand, stop)
        except BudgetSpent as spent:
            return self._missed(errand, _Missed(Miss(kind=FailureKind.BUDGET, detail=str(spent))))
        except FeedhubError:
            raise
        except Exception as defect:  # noqa: BLE001  told in the log and in the source's status
            _log.exception("%s: a text failed inside feedhub", errand.source)
            detail = f"a defect in feedhub: {defect!r}; please report it"
            return self._missed(errand, _Missed(Miss(kind=FailureKind.INTERNAL, detail=detail)))

    async def _read(self, errand: Errand, source: config.Source) -> list[PageText]:
        """Read an article's pages, one after the other."""
        pages: list[PageText] = []
        seen: set[str] = set()
        further: str | None = errand.url
        while further and further not in seen and len(pages) < _PAGES:
            seen.add(further)
            body = await self._page(source, further)
            job = PageJob(body=body, article=errand.url, selector=source.full_text_selector)
            page = await self.workers.run(read_page, job)
            if pages and page.content == pages[-1].content:
                break
            pages.append(page)
            further = page.further
        if not any(page.content for page in pages):
            raise _Missed(_nothing(source, errand.url), found=False if source.full_text_selector else None)
        return pages

    async def _page(self, source: config.Source, url: str) -> Body:
        """Fetch one page as politely as the feed itself."""

        async def permit(address: str) -> None:
            if refusal := await self.courtesy.refusal(address, partial(_request, source)):
                raise _Missed(refusal)

        outcome = await self.fetch(_request(source, url, _ACCEPT), permit)
        match outcome:
            case Fetched(bodies=(body, *_)):
                kind = (body.content_type or _HTML[0]).partition(";")[0].strip().lower()
                if kind not in _HTML:
                    raise _Missed(Miss(kind=PageFault.NO_PAGE, detail=f"{shown(url)} is {kind[:80]}, not a page"))
                return body
            case Failed():
                raise _Missed(Miss(kind=outcome.kind, detail=outcome.detail), outcome)
            case Gone() | NotModified() | Fetched():
                raise _Missed(Miss(kind=FailureKind.GONE, detail=f"{shown(url)} is gone for good, says its origin"))

    async def _compare(self, errand: Errand, source: config.Source, pages: Sequence[PageText]) -> Fuller:
        """Hold the pages against what the feed gave; raise `_Missed` where they are about something else."""
        job = Comparison(
            own=errand.content,
            title=errand.title,
            url=errand.url,
            image_tier=errand.image_tier,
            homes=tuple(filter(None, (source.url, errand.home))),
            pages=tuple(pages),
        )
        judgement = await self.workers.run(compare, job)
        if judgement.verdict is Verdict.OTHER:
            detail = (
                f"{shown(errand.url)} holds another text than the feed: a request to log in or to agree, or an error"
            )
            raise _Missed(Miss(kind=PageFault.OTHER_TEXT, detail=detail), found=True)
        return judgement.fuller

    def _missed(self, errand: Errand, stop: _Missed) -> Completion:
        """Plan the next try, later each time, and never before the host wants to be asked again."""
        at, outcome = self.now(), stop.outcome
        asked_for = outcome.retry_after if outcome and outcome.retry_after else timedelta(0)
        hold = Hold(host=outcome.held, until=at + asked_for) if outcome and outcome.held and asked_for else None
        if outcome is not None and outcome.is_put_off:  # that is no failure of this text
            return Completion(errand=errand, at=at, next_try=at + asked_for)
        wait = schedule.next_try(errand.failures + 1, jitter=self.jitter())
        if wait is None or _is_for_good(stop):
            return Completion(errand=errand, at=at, miss=stop.miss, found=stop.found, hold=hold)
        next_try = at + max(wait, asked_for)
        return Completion(errand=errand, at=at, miss=stop.miss, next_try=next_try, found=stop.found, hold=hold)


def _request(source: config.Source, url: str, accept: str) -> FetchRequest:
    """Ask for a page in the manner of its source, whose secrets go to its own origin alone."""
    home = source.url or _NOBODY
    return FetchRequest(source=source.name, location=url, manner=config.manner(source), home=home, accept=accept)


def _is_for_good(stop: _Missed) -> bool:
    """Tell whether asking again would be rude, or of no use."""
    if stop.miss.kind is FailureKind.CLIENT_ERROR and stop.outcome is not None:
        return stop.outcome.status not in _PASSING
    return stop.miss.kind in _FOR_GOOD


def _nothing(source: config.Source, url: str) -> Miss:
    where = "full_text_selector finds nothing on" if source.full_text_selector else "no article is found on"
    return Miss(kind=PageFault.NOTHING_FOUND, detail=f"{where} {shown(url)}; open it in a browser")
