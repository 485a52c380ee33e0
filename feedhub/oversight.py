"""What the operator sees of the hub, and may do to a source: questions in, the store's answers out, without secrets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedhub.config import Settings
from feedhub.fetch import shown
from feedhub.model.condition import Happening, Turn
from feedhub.model.document import FeedSummary
from feedhub.model.fault import HeldBack
from feedhub.model.visit import SourceStatus
from feedhub.store import Desk

if TYPE_CHECKING:
    from feedhub.model.revision import Past
    from feedhub.model.survey import Asked, Hour, Logged, Survey, Surveyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """Looks after the sources; `settings` gives the configuration in force."""

    desk: Desk
    clock: Callable[[], datetime]
    settings: Callable[[], Settings]

    async def status(self, names: Sequence[str] | None = None) -> list[SourceStatus]:
        """Say how the sources are; what may be secret in their URLs is left out."""
        return [_discreet(row) for row in await self.desk.do(self.desk.store.status, names)]

    async def survey(self, asked: Asked) -> Survey:
        """Give a page of the sources, with how they are; what may be secret in their URLs is left out."""
        found = await self.desk.do(self.desk.store.operator.survey, asked)
        return replace(found, rows=tuple(replace(row, status=_discreet(row.status)) for row in found.rows))

    async def surveyed(self, name: str) -> Surveyed | None:
        """Give one source with how it is; None where the configuration has no such."""
        found = await self.desk.do(self.desk.store.operator.surveyed, name, self.clock())
        return found and replace(found, status=_discreet(found.status))

    async def log(self, name: str) -> list[Logged]:
        """List the last visits of a source, newest first."""
        return await self.desk.do(self.desk.store.operator.log, name)

    async def timeline(self) -> list[Hour]:
        """Count the visits of the last week hour by hour, oldest first."""
        return await self.desk.do(self.desk.store.operator.timeline, self.clock())

    async def happenings(self, limit: int = 50) -> list[Happening]:
        """List the turns that sources took, newest first; what may be secret in their URLs is left out."""
        found = await self.desk.do(self.desk.store.operator.happenings, limit)
        return [replace(each, detail=shown(each.detail)) if each.turn is Turn.MOVED else each for each in found]

    async def feeds(self) -> list[FeedSummary]:
        """Sum up every feed there is, by path."""
        return await self.desk.do(self.desk.store.feeds)

    async def held_back(self) -> list[HeldBack]:
        """Say which documents are held back."""
        return await self.desk.do(self.desk.store.held_back)

    async def past(self, named: str) -> list[Past]:
        """Find entries by id, address or anchor, with the versions that are kept of them."""
        return await self.desk.do(self.desk.store.past, named)

    async def due(self) -> int:
        """Count the sources that wait for their visit."""
        return await self.desk.do(self.desk.store.due, self.clock())

    async def next_due(self) -> datetime | None:
        """Say when the next source is due; fails as the store does."""
        return await self.desk.do(self.desk.store.next_due)

    async def next_errand(self) -> datetime | None:
        """Say when the next text is due; fails as the store does."""
        return await self.desk.do(self.desk.store.next_errand)

    async def hasten(self, name: str) -> bool:
        """Have a source visited with the next turn of the clock; tells whether it can be."""
        return await self.desk.do(self.desk.store.operator.hasten, name, self.clock())

    async def pause(self, name: str) -> None:
        """Leave a source alone until it is resumed."""
        await self.desk.do(self.desk.store.operator.pause, name)

    async def resume(self, name: str) -> None:
        """Take a pause back; a source that the configuration does not enable stays as that says."""
        enabled = any(source.name == name and source.enabled for source in self.settings().sources)
        await self.desk.do(self.desk.store.operator.resume, name, enabled=enabled)


def _discreet(row: SourceStatus) -> SourceStatus:
    if not row.location.startswith(("http://", "https://")):
        return row
    moves = tuple(replace(move, before=shown(move.before), after=shown(move.after)) for move in row.moves)
    address = shown(row.address) if row.address else None
    return replace(row, location=shown(row.location), address=address, moves=moves)
