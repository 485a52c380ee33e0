"""The way out for one who asks: an archive, made of the store when somebody wants it, and a file from then on.

    name ─▶ entries ─▶ [those that no document shows: render] ─▶ compose ─▶ judge ─▶ put in place

Few readers ever go back through a feed's archives, and most never change again: written all in advance they would be twice
as much as everything else that is published.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedhub import publish
from feedhub.model.archive import Place
from feedhub.model.document import FeedName, Format, Rendition, StaleFeed, in_every_format
from feedhub.model.hub import Hub
from feedhub.model.period import Period
from feedhub.release import Release
from feedhub.renderings import Renderings
from feedhub.store import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Retriever:
    """Puts archives in place."""

    desk: Desk
    outlet: publish.Outlet
    hub: Hub
    renderings: Renderings
    release: Release

    async def retrieve(self, name: str) -> str | None:
        """Have an archive in place, in every format, unless it is held back.

        Args:
            name: of a document, such as `archive/2026-09/category/金融.atom`.

        Returns:
            The same name or, where that period was divided, the name of the newest archive in it, of which nothing is made;
            None where there is no such archive.

        Raises:
            ValueError: no archive can have such a name.
            StoreError: the database does not answer.
            OSError: the disk refused.
        """
        _, of_period, rest = name.split("/", 2)
        path, _, suffix = rest.rpartition(".")
        feed, period, archives = FeedName.at(path), Period(of_period), self.desk.store.archives
        names = in_every_format(feed.archive_path(period))
        while found := await self.desk.do(archives.find, feed, period):
            of, place, revision = found
            if all(map(self.outlet.has, names)):
                return name
            await self.release.put(await self.desk.do(self._rendered, of, place, names))
            if await self.desk.do(archives.revision, feed, period) == revision:
                return name
            # Who publishes, in another process perhaps, changed it meanwhile and took away what was there then.
            for each in names:
                self.outlet.remove(each)
        part = await self.desk.do(archives.newest_part, feed, period)
        return f"{feed.archive_path(part)}.{suffix}" if part else None

    def _rendered(self, of: StaleFeed, place: Place, names: Sequence[str]) -> list[Rendition]:
        entries = self.desk.store.archives.within(of.feed, place.period)
        fragments = self.renderings.of([entry.edition for entry in entries])
        document = publish.archive(of, entries, fragments, self.hub, place)
        written = {name: publish.written(document, form) for name, form in zip(names, Format, strict=True)}
        return self.release.judged(written, whole=len(fragments) == len(entries))
