"""The operator's pages: what the app knows, on the pages that `publish` draws, for whoever `serve` let in.

Comes in: a `View`. Goes out: a page. Nothing is decided here about who may look; what anybody may see is chosen by who
looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from feedhub import publish
from feedhub.app import App
from feedhub.model.condition import Health, Turn
from feedhub.model.document import FeedKind
from feedhub.model.survey import Asked, Sorting
from feedhub.serve import Act, HealthFeed, View, Viewer, Watch

_Choice = TypeVar("_Choice", bound=StrEnum)
_TOLD = 50
_LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The office of a running hub."""

    app: App
    watch: Watch

    async def page(self, view: View) -> bytes | None:
        """Make a page; None where there is no such source."""
        match view.page:
            case "source":
                return await self._source(view)
            case "categories":
                return await self._categories(view)
            case "timeline":
                survey = await self.app.oversight.survey(Asked(now=self.app.moment(), size=1))
                hours, happenings = await self.app.oversight.timeline(), await self.app.oversight.happenings(_TOLD)
                return publish.timeline_page(hours, happenings, survey, self._frame(view))
            case _:
                return await self._sources(view)

    async def login(self, *, failed: str) -> bytes:
        """Make the page that asks for the operator's secret."""
        return publish.login_page(publish.Frame(hub=self.app.hub, now=self.app.moment()), failed=failed)

    async def act(self, source: str, act: Act) -> bool:
        """Do what the operator asks, and tell whether there is such a source."""
        if all(each.name != source for each in self.app.settings.sources):
            return False
        match act:
            case Act.POLL:
                return await self.app.oversight.hasten(source)
            case Act.PAUSE:
                await self.app.oversight.pause(source)
            case Act.RESUME:
                await self.app.oversight.resume(source)
        return True

    async def feed(self, *, brief: bool) -> HealthFeed:
        """Make the health feed: the same for whoever may read it; where that is anybody, without addresses."""
        happenings = await self.app.oversight.happenings(_TOLD)
        if brief:
            happenings = [replace(each, detail="") if each.turn is Turn.MOVED else each for each in happenings]
        newest = max((each.at for each in happenings), default=self.app.hub.started)
        return HealthFeed(data=publish.health_feed(happenings, self.app.hub), modified=int(newest.timestamp()))

    async def _sources(self, view: View) -> bytes:
        asked = _asked(view.query, Asked(now=self.app.moment()))
        held = await self.app.oversight.held_back()
        return publish.sources_page(await self.app.oversight.survey(asked), asked, held, self._frame(view))

    async def _source(self, view: View) -> bytes | None:
        source = await self.app.oversight.surveyed(view.source)
        if source is None:
            return None
        return publish.source_page(source, await self.app.oversight.log(view.source), self._frame(view))

    async def _categories(self, view: View) -> bytes:
        feeds = [
            publish.Readership(feed=each, readers=self.watch.readers(each.feed.path))
            for each in await self.app.oversight.feeds()
            if each.feed.kind is not FeedKind.SOURCE
        ]
        return publish.categories_page(feeds, self._frame(view))

    def _frame(self, view: View) -> publish.Frame:
        return publish.Frame(
            hub=self.app.hub,
            now=self.app.moment(),
            form=view.form,
            operator=view.viewer is Viewer.OPERATOR,
            feed_token=view.feed_token,
            brief=view.viewer is Viewer.ANYBODY,
        )


def _asked(query: Mapping[str, str], unasked: Asked) -> Asked:
    """Read what a page is asked for; what makes no sense is not asked."""
    page = query.get("page", "1")
    return Asked(
        now=unasked.now,
        health=_one_of(Health, query.get("health", "")),
        words=query.get("q", "")[:100].strip(),
        sorting=_one_of(Sorting, query.get("sort", "")) or unasked.sorting,
        descending=query.get("order") == "desc",
        page=min(max(1, int(page)), _LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 8 else 1,  # noqa: PLR2004  digits of a number
    )


def _one_of(choices: type[_Choice], word: str) -> _Choice | None:
    return choices(word) if word in set(choices) else None
