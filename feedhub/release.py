"""A document's last steps out: judged, dated, put in place.

Comes in: documents in their pieces. Goes out: files, and what the store is to remember of them. What stands there already,
byte for byte, is looked at once and left alone.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from feedhub import publish
from feedhub.model.document import Rendition, Written
from feedhub.model.fault import Fault
from feedhub.store import Desk

_log = logging.getLogger(__name__)
_NONE: Mapping[str, Written] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Lets documents out. `accepted` tells which need not be held to the version that they replace."""

    desk: Desk
    outlet: publish.Outlet
    gate: publish.Gate
    now: Callable[[], datetime]
    accepted: Callable[[str], bool]

    def judged(
        self, documents: Mapping[str, Written], *, whole: bool, pages: Mapping[str, Written] = _NONE
    ) -> list[Rendition]:
        """Date what may go out and does not stand there yet, at the desk; remember what is wrong with the rest.

        Args:
            documents: feed documents by name.
            whole: whether they show all entries that they should.
            pages: what goes out as it is.
        """
        standing: set[str] = set()
        verdicts: dict[str, Fault | None] = {}
        for name, document in documents.items():
            last = self.outlet.read(name)
            if last is not None and _is_made_of(document, last):
                standing.add(name)
                verdicts[name] = None
            else:
                verdicts[name] = self._fault(name, document, None if self.accepted(name) else last, whole=whole)
        self.desk.store.judge(verdicts, self.now())
        for name, fault in verdicts.items():
            if fault:
                _log.error("%s stays as it was: %s: %s %s", name, fault.rule, fault.entry, fault.detail)
        good = {name: document for name, document in documents.items() if verdicts[name] is None}
        return [each for each in self.dated({**good, **pages}, standing=standing) if each.name not in standing]

    def dated(self, documents: Mapping[str, Written], *, standing: Collection[str] = ()) -> list[Rendition]:
        """Date documents, at the desk, by the last change of their bytes, which the store remembers beyond the files.

        Args:
            documents: documents by name.
            standing: those that stand there already, whatever the store remembers of them.
        """
        digests = {name: document.digest for name, document in documents.items()}
        dates = self.desk.store.date_documents(digests, self.now().replace(microsecond=0), standing=standing)
        return [Rendition(name=name, document=document, modified=dates[name]) for name, document in documents.items()]

    async def put(self, renditions: Sequence[Rendition]) -> int:
        """Put documents in place; say how many changed."""
        return await asyncio.to_thread(self.outlet.put_all, renditions)

    def _fault(self, name: str, new: Written, last_good: bytes | None, *, whole: bool) -> Fault | None:
        # A document that shrinks is trusted where all its entries could be written and this very store made the last one.
        may_shrink = whole and last_good is not None and new.size * 2 < len(last_good) and self._made(name, last_good)
        return next(iter(self.gate.faults(name, new, last_good, may_shrink=may_shrink)), None)

    def _made(self, name: str, data: bytes) -> bool:
        # Before revision 0016 of the store, digests were of documents as a whole.
        return self.desk.store.digest(name) in (publish.cut(name, data).digest, blake2b(data, digest_size=16).digest())


def _is_made_of(document: Written, data: bytes) -> bool:
    return document.size == len(data) and document.data == data
