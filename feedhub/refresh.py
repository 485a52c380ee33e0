"""The way in: one source, from due to what there is to remember of the visit.

    claim ─▶ fetch ─▶ [304 or same bytes: done] ─▶ parse ─▶ compare ─▶ clean ─▶ plan ─▶ record

Comes in: a `Claim`. Goes out: a `VisitReport`, after the store has the `Visit`. An outcome is a value all the
way; what is wrong with one source ends in that source's row. What reads a document is loaded with the first one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, assert_never

from feedhub import config, schedule
from feedhub.errors import BudgetSpent, NotAFeed
from feedhub.fetch import shown
from feedhub.model.fetched import Failed, FailureKind, Fetched, FetchOutcome, Gone, NotModified
from feedhub.model.request import FetchRequest, Validators
from feedhub.model.residence import Residence
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import Claim, Hold, Trouble, Visit
from feedhub.store import Desk
from feedhub.workers import Workers

if TYPE_CHECKING:
    from feedhub.digest import Digest

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """What a visit came to, for logs and tables. `offered` is 0 when nothing had changed."""

    source: str
    offered: int
    new: int
    changed: int
    trouble: Trouble | None
    next_visit: datetime | None
    notes: tuple[str, ...]
    took: timedelta
    """How long it took to ask and to read."""
    size: int
    """Bytes of the document, unpacked; 0 where there was none."""
    alarm: str | None = None


@dataclass(slots=True, kw_only=True)
class _Stay:
    """A visit while it lasts: whose it is, when it began, and the size of what it brought so far."""

    claim: Claim
    source: config.Source
    began: float
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresher:
    """Carries claims through the rooms. `now`, `stopwatch` (in seconds) and `jitter` (in [0, 1)) come from the composition root.

    `page` gives the address of a source's own page; `first` is for sources that do not say how many of their first
    entries are shown. `places` are for visits that may hold a document: from the asking until it is read, and no longer, so
    that nobody's recording keeps others from being asked.
    """

    sources: Mapping[str, config.Source]
    limits: config.Fetch
    authority: str
    fetch: Callable[[FetchRequest], Awaitable[FetchOutcome]]
    page: Callable[[str], str]
    first: int
    workers: Workers
    desk: Desk
    places: asyncio.Semaphore
    now: Callable[[], datetime]
    stopwatch: Callable[[], float]
    jitter: Callable[[], float]

    async def visit(self, claim: Claim) -> VisitReport:
        """Visit one source and record what came of it."""
        with self.desk.expecting():
            return await self._visit(claim)

    async def _visit(self, claim: Claim) -> VisitReport:
        async with self.places:
            stay = _Stay(claim=claim, source=self.sources[claim.source], began=self.stopwatch())
            visit = await self._ask(stay)
        recorded = await self.desk.record(visit)
        if visit.residence is not None and visit.residence.address != claim.residence.address:
            _tell_of_move(claim, visit.residence)
        return VisitReport(
            source=claim.source,
            offered=visit.offered,
            new=recorded.new,
            changed=recorded.changed,
            trouble=visit.trouble,
            next_visit=visit.next_visit,
            notes=visit.notes,
            took=visit.took,
            size=visit.size,
            alarm=recorded.alarm,
        )

    async def _ask(self, stay: _Stay) -> Visit:
        """Give what there is to record."""
        try:
            outcome = await self.fetch(config.request(stay.source, stay.claim))
            return _held(await self._end(stay, outcome), outcome)
        except Exception as defect:  # noqa: BLE001  told in the log and in the source's row
            _log.exception("%s: the visit failed inside feedhub", stay.claim.source)
            trouble = Trouble(kind=FailureKind.INTERNAL, detail=f"a defect in feedhub: {defect!r}; please report it")
            return self._failed(stay, trouble)

    async def _end(self, stay: _Stay, outcome: FetchOutcome) -> Visit:
        claim, source = stay.claim, stay.source
        match outcome:
            case Fetched():
                return await self._read(stay, outcome)
            case NotModified(validators=validators, fresh_for=fresh_for, moved_to=moved_to):
                residence = claim.residence.found(moved_to, self.now(), pinned=source.pin)
                return self._succeeded(stay, "same", fresh_for=fresh_for, validators=validators, residence=residence)
            case Gone(detail=detail) if claim.residence.address is None:
                trouble = Trouble(kind=FailureKind.GONE, detail=detail)
                return Visit(
                    claim=claim,
                    at=self.now(),
                    next_visit=None,
                    interval=claim.interval or 0.0,
                    trouble=trouble,
                    reason="never again unless it is asked for: the origin says it is gone for good",
                    took=self._took(stay),
                    size=stay.size,
                )
            case Gone(detail=detail):
                # What is gone is where it had moved; the configured URL may know better.
                return self._failed(stay, Trouble(kind=FailureKind.GONE, detail=detail))
            case Failed() if outcome.is_put_off:
                return self._put_off(stay, outcome)
            case Failed(kind=kind, detail=detail, retry_after=retry_after):
                return self._failed(stay, Trouble(kind=kind, detail=detail), retry_after)
            case _:
                assert_never(outcome)

    async def _read(self, stay: _Stay, fetched: Fetched) -> Visit:
        from feedhub.digest import DigestJob, digest  # noqa: PLC0415  see above

        claim, source = stay.claim, stay.source
        stay.size = sum(len(body.data) for body in fetched.bodies)
        known = await self.desk.do(self.desk.store.known, claim.row)
        job = DigestJob(
            bodies=fetched.bodies,
            known=known,
            around=self._around(source, fetched),
            encoding=source.encoding,
            updates=source.updates,
            full_text=source.full_text,
        )
        try:
            got = await self.workers.run(digest, job)
        except NotAFeed as reason:
            return self._failed(stay, Trouble(kind=FailureKind.NOT_A_FEED, detail=f"{reason}; check its address"))
        except BudgetSpent as reason:
            return self._failed(stay, Trouble(kind=FailureKind.BUDGET, detail=str(reason)))
        # Validators of a document that came cut short would vouch for entries nobody has seen.
        vouched = None if got.partial else fetched
        return self._succeeded(
            stay,
            "new" if got.entries else "same",
            fresh_for=fetched.fresh_for,
            validators=vouched.validators if vouched else None,
            digest=vouched.digest if vouched else None,
            got=got,
            arrivals=tuple(entry.published for entry in got.entries if entry.key not in known.prints),
            residence=claim.residence.found(fetched.moved_to, self.now(), pinned=source.pin, related=got.overlaps),
        )

    def _around(self, source: config.Source, fetched: Fetched) -> Surroundings:
        return config.surroundings(
            source,
            authority=self.authority,
            location=fetched.bodies[0].location,
            page=self.page(source.name),
            now=self.now(),
        )

    def _succeeded(
        self,
        stay: _Stay,
        outcome: schedule.Outcome,
        *,
        fresh_for: timedelta | None,
        validators: Validators | None,
        residence: Residence,
        digest: str | None = None,
        got: "Digest | None" = None,
        arrivals: tuple[datetime | None, ...] = (),
    ) -> Visit:
        claim, source, at = stay.claim, stay.source, self.now()
        pace = got.pace if got else claim.pace
        found = schedule.Findings(outcome=outcome, failures=0, fresh_for=fresh_for, ttl=pace.ttl, arrivals=arrivals)
        plan = self._plan(claim, source, found, at)
        return Visit(
            claim=claim,
            at=at,
            next_visit=schedule.after_rests(_after(at, plan.wait), pace.skip_hours, pace.skip_days),
            interval=plan.interval.total_seconds(),
            validators=validators,
            digest=digest,
            facts=got.facts if got else None,
            entries=got.entries if got else (),
            updates=source.updates,
            offered=got.offered if got else 0,
            notes=got.notes if got else (),
            renewed=got.renewed if got else (),
            teasers=got.teasers if got else frozenset(),
            rhythm=plan.rhythm,
            reason=plan.reason,
            pace=pace,
            residence=residence,
            took=self._took(stay),
            size=stay.size,
            first=self.first if source.first is None else source.first,
        )

    def _failed(self, stay: _Stay, trouble: Trouble, retry_after: timedelta | None = None) -> Visit:
        claim, at = stay.claim, self.now()
        found = schedule.Findings(
            outcome="failed", failures=claim.failures + 1, proven=claim.proven, retry_after=retry_after
        )
        plan = self._plan(claim, stay.source, found, at)
        return Visit(
            claim=claim,
            at=at,
            next_visit=schedule.after_rests(_after(at, plan.wait), claim.pace.skip_hours, claim.pace.skip_days),
            interval=plan.interval.total_seconds(),
            trouble=trouble,
            reason=plan.reason,
            residence=claim.residence.failed(claim.failures + 1),
            took=self._took(stay),
            size=stay.size,
        )

    def _put_off(self, stay: _Stay, outcome: Failed) -> Visit:
        """Come back when the host may be asked again; its wish for rest says nothing about this source."""
        claim, at = stay.claim, self.now()
        next_visit = _after(at, outcome.retry_after or timedelta())
        return Visit(
            claim=claim,
            at=at,
            next_visit=schedule.after_rests(next_visit, claim.pace.skip_hours, claim.pace.skip_days),
            interval=claim.interval or 0.0,
            trouble=Trouble(kind=outcome.kind, detail=outcome.detail),
            put_off=True,
            reason="its host asked to be left alone until then (Retry-After)",
            took=self._took(stay),
            size=stay.size,
        )

    def _took(self, stay: _Stay) -> timedelta:
        return timedelta(seconds=self.stopwatch() - stay.began)

    def _plan(self, claim: Claim, source: config.Source, found: schedule.Findings, at: datetime) -> schedule.Plan:
        return schedule.next_visit(
            source.every,
            found,
            at=at,
            remembered=schedule.Remembered(interval=claim.interval, rhythm=claim.rhythm),
            jitter=self.jitter(),
            minimum=self.limits.min_interval,
            maximum=self.limits.max_interval,
            timezone=source.timezone,
        )


def _after(at: datetime, wait: timedelta) -> datetime:
    """Give the next whole second after a wait, as the store keeps it."""
    return at + timedelta(seconds=ceil(wait.total_seconds()))


def _held(visit: Visit, outcome: FetchOutcome) -> Visit:
    """Have the store know of a host that asked to be left alone: a hold outlives the process that was told."""
    if not isinstance(outcome, Failed) or outcome.retry_after is None or not outcome.held or visit.put_off:
        return visit
    return replace(visit, hold=Hold(host=outcome.held, until=_after(visit.at, outcome.retry_after)))


def _tell_of_move(claim: Claim, now_at: Residence) -> None:
    if now_at.address is None:
        _log.warning("%s: its new address failed; the configured url is asked again", claim.source)
        return
    _log.warning(
        "%s: moved for good and is asked at %s from now on; make that its url, or keep the old one with pin: true",
        claim.source,
        shown(now_at.address),
    )
