"""The way out's older half: which archives feeds have, for what has left their newest documents.

    reach ─▶ marks due ─▶ layout ─▶ take away what no longer holds, remember

An archive counts as changed when an entry that it lacks, or has in an older form, is no longer in the newest document: one
time in as many entries as that document holds. Nothing is written here: `retrieve` makes an archive for whoever asks for
it, from then on it is a file, and here that is taken away once it no longer holds. Whoever follows the links from
a document that is in place finds every entry that was stored when it was made, since the archives it points at were
laid out before it and only ever gain entries. All of it happens at the desk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedhub import publish
from feedhub.model.archive import Archives, Mark, Reach, Settled
from feedhub.model.document import FeedName, in_every_format
from feedhub.model.period import Period, around, month_of
from feedhub.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A feed's `newest` archive, which its newest document is to point at, and what became of the others."""

    newest: Period | None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archivist:
    """Knows which archives there are to be."""

    store: Store
    outlet: publish.Outlet

    def plans(self, shown: Mapping[FeedName, Reach]) -> dict[FeedName, Plan]:
        """Decide what becomes of the archives of feeds whose newest documents show so much."""
        return {feed: self._plan(feed, archives) for feed, archives in self.store.archives.behind(shown).items()}

    def settle(self, plans: Mapping[FeedName, Plan]) -> None:
        """Have it so: before the newest documents that rely on it go out."""
        settled = {feed: plan.settled for feed, plan in plans.items() if plan.settled}
        if not settled:
            return
        self._remove_all(settled)
        self.store.archives.keep(settled)
        # Once more: another process may have made one in between of which it could not know that it no longer holds.
        self._remove_all(settled)

    def end(self, feeds: Iterable[FeedName]) -> None:
        """Take away the archives of feeds that are no more; should one come back, it has them again."""
        for feed in feeds:
            self._remove(feed, self.store.archives.end(feed))

    def _plan(self, feed: FeedName, archives: Archives) -> Plan:
        if not archives.due:
            return Plan(newest=archives.newest)
        minutes = {mark.minute for mark in archives.due}
        periods = self.store.archives.periods(feed, since=month_of(min(minutes)))
        counted = [
            (stretch, self._counts(feed, stretch.period, stretch.standing))
            for stretch in publish.stretches(periods, minutes)
        ]
        layout = publish.layout(periods, counted, minutes)
        return Plan(
            newest=layout.newest,
            settled=Settled(
                changed=layout.changed,
                dropped=layout.dropped,
                seen=(*archives.due, *_within(layout.changed, archives.waiting)),
            ),
        )

    def _counts(self, feed: FeedName, period: Period, standing: Sequence[Period]) -> dict[datetime, int]:
        """Count a period's entries by its parts, and those of a part that is to be divided by the parts of that."""
        if period.part is None:
            raise ValueError(f"{period.name} has no parts")
        found: dict[datetime, int] = {}
        for began, count in self.store.archives.counts(feed, period, period.part).items():
            part = period.finer(began)
            within = [each for each in standing if part.covers(each)]
            if publish.too_much(part, count, within):
                found |= self._counts(feed, part, within)
            else:
                found[began] = count
        return found

    def _remove_all(self, settled: Mapping[FeedName, Settled]) -> None:
        for feed, each in settled.items():
            self._remove(feed, (*each.changed, *each.dropped))

    def _remove(self, feed: FeedName, periods: Iterable[Period]) -> None:
        for period in periods:
            for name in in_every_format(feed.archive_path(period)):
                self.outlet.remove(name)


def _within(periods: Iterable[Period], marks: Iterable[Mark]) -> list[Mark]:
    """Give the marks that are about these periods: a document made of one from now on has what they are about."""
    changed = set(periods)
    return [mark for mark in marks if not changed.isdisjoint(around(mark.minute))]
