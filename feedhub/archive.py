"""The way out's older half: what has left a feed's newest document, into archives that readers can go back through.

    reach ─▶ marks due ─▶ layout ─▶ [each archive: entries ─▶ compose ─▶ put in place] ─▶ remember

An archive is written when an entry that it lacks, or has in an older form, is no longer in the newest document: one
time in as many entries as that document holds. Whoever follows the links from a document that is in place finds every
entry that was stored when it was made, since archives are in place before it and only ever gain entries.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from feedhub import publish
from feedhub.model.archive import Archives, Mark, Reach, Settled
from feedhub.model.document import FeedName, Format, Rendition, StaleFeed, Written
from feedhub.model.period import Period, around, month_of
from feedhub.model.standing import Standing, likeness, stand
from feedhub.release import Release
from feedhub.renderings import Renderings
from feedhub.store import Desk

_AT_ONCE = 150
"""Entries in the archives that are rendered in one turn of the desk, and put in place together; it takes one at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done before a feed's newest document goes out, which points at the archive `newest`."""

    stale: StaleFeed
    newest: Period | None
    layout: publish.Layout | None = None
    seen: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendered:
    """What one turn of the desk made: so many of the archives asked for, and their documents."""

    archives: int
    renditions: Sequence[Rendition]
    standing: Mapping[str, Standing]
    likenesses: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archivist:
    """Brings archives up to date."""

    desk: Desk
    outlet: publish.Outlet
    hub: publish.Hub
    renderings: Renderings
    release: Release

    def plans(self, shown: Mapping[FeedName, Reach], feeds: Sequence[StaleFeed]) -> dict[FeedName, Plan]:
        """Decide, at the desk, what is to be archived of feeds whose newest documents show so much."""
        known = self.desk.store.archives.behind(shown)
        return {stale.feed: self._plan(stale, known[stale.feed]) for stale in feeds}

    async def write(self, plans: Mapping[FeedName, Plan]) -> int:
        """Put archives in place; say how many documents changed for it.

        Those of all these feeds go by time, so that entries which several of them hold are at hand; of each feed, the new
        ones go before those that point at them.
        """
        laid = {feed: (plan, plan.layout) for feed, plan in plans.items() if plan.layout is not None}
        work = [
            (at >= layout.new, place.period, plan.stale, place)
            for plan, layout in laid.values()
            for at, place in enumerate(layout.write)
        ]
        work.sort(key=itemgetter(0, 1))
        written = behind = 0
        while behind < len(work):
            rendered = await self.desk.do(
                self._render, [(stale, place) for *_, stale, place in work[behind : behind + _AT_ONCE]]
            )
            behind += rendered.archives
            written += await self.release.put(rendered.renditions)
            await self.desk.do(self._note, rendered)
        if laid:
            settled = {
                feed: Settled(written=[place.period for place in layout.write], dropped=layout.drop, seen=plan.seen)
                for feed, (plan, layout) in laid.items()
            }
            await self.desk.do(self.desk.store.archives.keep, settled)
        return written

    async def clear(self, plans: Mapping[FeedName, Plan]) -> None:
        """Take away what was divided, once nothing points at it any more."""
        for feed, plan in plans.items():
            if plan.layout and plan.layout.drop:
                await asyncio.to_thread(self._remove, feed, plan.layout.drop)

    def find_missing(self) -> None:
        """Have archives written again, at the desk, whose files are gone."""
        live = {summary.feed for summary in self.desk.store.feeds()}
        missing = {
            feed: [period for period in periods if not all(map(self.outlet.has, _names(feed, period)))]
            for feed, periods in self.desk.store.archives.all().items()
            if feed in live
        }
        self.desk.store.archives.mark({feed: periods for feed, periods in missing.items() if periods})

    def end(self, feeds: Iterable[FeedName]) -> None:
        """Take away, at the desk, the archives of feeds that are no more; should one come back, they are written anew."""
        for feed in feeds:
            self._remove(feed, self.desk.store.archives.end(feed))

    def _plan(self, stale: StaleFeed, archives: Archives) -> Plan:
        if not archives.due:
            return Plan(stale=stale, newest=archives.newest)
        minutes = {mark.minute for mark in archives.due}
        periods = self.desk.store.archives.periods(stale.feed, since=month_of(min(minutes)))
        counted = [
            (stretch, self._counts(stale.feed, stretch.period, stretch.standing))
            for stretch in publish.stretches(periods, minutes)
        ]
        layout = publish.layout(periods, counted, minutes)
        written = {place.period for place in layout.write}
        settled = [mark for mark in archives.waiting if not written.isdisjoint(around(mark.minute))]
        return Plan(stale=stale, newest=layout.newest, layout=layout, seen=(*archives.due, *settled))

    def _counts(self, feed: FeedName, period: Period, standing: Sequence[Period]) -> dict[datetime, int]:
        """Count a period's entries by its parts, and those of a part that is to be divided by the parts of that."""
        if period.part is None:
            raise ValueError(f"{period.name} has no parts")
        found: dict[datetime, int] = {}
        for began, count in self.desk.store.archives.counts(feed, period, period.part).items():
            part = period.finer(began)
            within = [each for each in standing if part.covers(each)]
            if publish.too_much(part, count, within):
                found |= self._counts(feed, part, within)
            else:
                found[began] = count
        return found

    def _render(self, work: Sequence[tuple[StaleFeed, publish.Place]]) -> _Rendered:
        """Render archives in their order until they hold enough entries for one turn, those that are left alone too."""
        documents: dict[str, Written] = {}
        standing: dict[str, Standing] = {}
        likenesses: dict[str, bytes] = {}
        held = {each.document for each in self.desk.store.held_back()}
        whole = True
        archives = rows = 0
        for stale, place in work:
            if rows >= _AT_ONCE:
                break
            entries = self.desk.store.archives.within(stale.feed, place.period)
            names, path = _names(stale.feed, place.period), stale.feed.archive_path(place.period)
            editions = [entry.edition for entry in entries]
            likenesses[path] = likeness(editions, place, stale.title, stale.known_as)
            archives += 1
            rows += len(entries)
            # Marks are by the minute, and archives where many came at once by the second: most of those are as they were.
            is_made = held.isdisjoint(names) and self.renderings.places.is_made(path, likenesses[path])
            if is_made and all(map(self.outlet.has, names)):
                continue
            fragments = self.renderings.of(editions)
            document = publish.archive(stale, entries, fragments, self.hub, place)
            written = {form: publish.written(document, form) for form in Format}
            documents.update(zip(names, written.values(), strict=True))
            standing[path] = stand(document.editions, written)
            whole = whole and len(fragments) == len(entries)
        renditions = self.release.judged(documents, whole=whole)
        return _Rendered(archives=archives, renditions=renditions, standing=standing, likenesses=likenesses)

    def _note(self, rendered: _Rendered) -> None:
        self.renderings.places.note(rendered.standing)
        self.renderings.places.note_made(rendered.likenesses)

    def _remove(self, feed: FeedName, periods: Iterable[Period]) -> None:
        for period in periods:
            for name in _names(feed, period):
                self.outlet.remove(name)


def _names(feed: FeedName, period: Period) -> list[str]:
    return [f"{feed.archive_path(period)}.{form.value}" for form in Format]
