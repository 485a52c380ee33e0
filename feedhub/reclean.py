"""What is stored, cleaned anew by a newer cleaner: from the raw items the store kept, and never from the network.

    kept ─▶ [workers: clean] ─▶ renew

Comes in: where the last step ended. Goes out: what one step came to. A step is one task of a worker, which may be
killed, and one transaction; breaking off anywhere only means to go on from there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedhub import digest
from feedhub.model.revision import CLEAN_VERSION, Kept, Recleaned
from feedhub.store import Desk
from feedhub.workers import Workers

AT_ONCE = 50
"""Entries of one step: a task of some tens of milliseconds, and a short turn with the pen."""
_ANY = -1
"""No entry's version: asked for others than this, the store gives all."""
_CLEANED = "cleaned by"
"""The fact that names the version of the cleaner beside which no other was found: whatever came since is by it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecleanReport:
    """How many entries went through the cleaner, and how many are shown differently for it.

    `failed` says which entry was left as it was, and why.
    """

    entries: int = 0
    changed: int = 0
    failed: tuple[str, ...] = ()

    def __add__(self, other: "RecleanReport") -> "RecleanReport":
        """Sum up two of them."""
        return RecleanReport(
            entries=self.entries + other.entries,
            changed=self.changed + other.changed,
            failed=(*self.failed, *other.failed),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaner:
    """Takes entries through the cleaner once more; `now` comes from the composition root."""

    desk: Desk
    workers: Workers
    now: Callable[[], datetime]

    async def count(self, names: Sequence[str] | None = None, *, force: bool = False) -> int:
        """Count the entries, of all sources or some, that another version of the cleaner wrote; with `force`, all."""
        return await self.desk.do(self.desk.store.outdated, _ANY if force else CLEAN_VERSION, names)

    async def outdated(self) -> int:
        """Count the entries of another version until there are none: to look through millions takes a start minutes."""
        store, version = self.desk.store, str(CLEAN_VERSION)
        if await self.desk.do(store.recall, _CLEANED) == version:
            return 0
        found = await self.count()
        if not found:
            await self.desk.do(store.remember, _CLEANED, version)
        return found

    async def step(
        self, behind: int, names: Sequence[str] | None = None, *, force: bool = False
    ) -> tuple[RecleanReport, int | None]:
        """Clean the next entries behind a row anew; tells where that ended, None for at the end of all."""
        version = _ANY if force else CLEAN_VERSION
        kept = await self.desk.do(self.desk.store.kept, version, names, behind=behind, most=AT_ONCE)
        if not kept:
            return RecleanReport(), None
        done, failed = await self._cleaned(kept)
        changed = await self.desk.do(self.desk.store.renew, done, CLEAN_VERSION, self.now())
        return RecleanReport(entries=len(done), changed=changed, failed=tuple(failed)), kept[-1].row

    async def _cleaned(self, kept: Sequence[Kept]) -> tuple[list[tuple[Kept, Recleaned]], list[str]]:
        """Clean some together, or one by one where one of them costs the others their result."""
        try:
            return list(zip(kept, await self.workers.run(digest.reclean, kept), strict=True)), []
        except Exception as reason:  # noqa: BLE001  told with the entry that it is about
            if len(kept) == 1:
                return [], [f"{kept[0].source}: {kept[0].id}: {reason!r}"]
        parts = [await self._cleaned([each]) for each in kept]
        return [pair for done, _ in parts for pair in done], [line for _, failed in parts for line in failed]
