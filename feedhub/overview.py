"""The way out's last step: what lists all feeds, so the page of the hub, reading lists, and the index of documents.

Comes in: which feeds were published. Goes out: documents in place. What lists thousands of feeds costs as much as
publishing dozens of them, so where there are many and somebody is patient, news of feeds that are listed already wait
until that takes a twentieth of the time; a feed that is new is listed at once, since nobody can reach it before.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from feedhub import config, publish
from feedhub.model.document import FeedKind, FeedName, FeedSummary, Rendition, Written, in_every_format
from feedhub.store import Desk

_SHARE = 20.0
"""So many times as long as the lists took, the next ones are waited for."""
_FEW = 500
"""Feeds that are listed anew with each publication, whoever is patient."""


def document_names(feed: FeedName) -> list[str]:
    """Name the documents that a feed has, its page last."""
    return [*in_every_format(feed.path), f"{feed.path}.html"]


@dataclass(slots=True, kw_only=True)
class Overview:
    """Lists all feeds."""

    desk: Desk
    outlet: publish.Outlet
    hub: publish.Hub
    sources: Sequence[config.Source]
    entries: int
    few: int = _FEW
    _listed: set[FeedName] = field(default_factory=set, init=False)
    _waiting: bool = field(default=False, init=False)
    _not_before: float = field(default=0.0, init=False)

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was listed yet."""
        return not self._listed

    def ask(self) -> None:
        """Have the lists written with the next publication, whatever that brings."""
        self._waiting, self._not_before = True, 0.0

    def due(self, published: Collection[FeedName], *, patient: bool) -> bool:
        """Tell whether the lists are to be written, now that these feeds were published."""
        self._waiting = self._waiting or bool(published)
        if not self._waiting:
            return False
        if not patient or len(self._listed) <= self.few or not self._listed.issuperset(published):
            return True
        return asyncio.get_running_loop().time() >= self._not_before

    async def write(
        self,
        *,
        dated: Callable[[Mapping[str, Written]], Sequence[Rendition]],
        put: Callable[[Sequence[Rendition]], Awaitable[int]],
        end: Callable[[Sequence[FeedName]], None],
        verify: bool,
    ) -> int:
        """Write the lists, and take away the documents of feeds that are no more.

        Args:
            dated: dates documents, at the desk.
            put: puts them in place.
            end: ends the archives of feeds, at the desk.
            verify: look for what has no business there even where the set of documents is as it was.

        Returns:
            How many documents changed.
        """
        began = asyncio.get_running_loop().time()
        feeds = await self.desk.do(self.desk.store.feeds)
        lists = await self.desk.do(lambda: dated(self._render(feeds)))
        written = await put(lists)
        names = [name for summary in feeds for name in document_names(summary.feed)]
        await self.desk.do(self._index, [*names, *(each.name for each in lists)], end, verify=verify)
        self._listed = {summary.feed for summary in feeds}
        self._waiting = False
        ended = asyncio.get_running_loop().time()
        self._not_before = ended + _SHARE * (ended - began)
        return written

    def _render(self, feeds: Sequence[FeedSummary]) -> dict[str, Written]:
        titles = {summary.feed.name: summary.title for summary in feeds if summary.feed.kind is FeedKind.SOURCE}
        newest = self.desk.store.front(FeedName(kind=FeedKind.ALL), limit=self.entries).lines
        documents = {
            "index.html": publish.index(feeds, newest, self.hub),
            "feeds.opml": publish.opml(feeds, self.hub),
            "sources.opml": publish.opml_of_sources(self.sources, titles, self.hub),
            **publish.statics(),
        }
        return {name: Written(head=data) for name, data in documents.items()}

    def _index(self, names: Sequence[str], end: Callable[[Sequence[FeedName]], None], *, verify: bool) -> None:
        """Say which documents exist, now that they do, and take away those of feeds that are no more."""
        gone = self.desk.store.gone_feeds()
        moved = {old.path: new.path for old, new in self.desk.store.moved_feeds().items()}
        paths = [*(feed.path for feed in gone), *self.desk.store.archives.emptied()]
        if self.outlet.write_index(names, moved=moved, gone=paths) or verify:
            for name in {name for feed in gone for name in document_names(feed)}.difference(names):
                self.outlet.remove(name)
            end(gone)
