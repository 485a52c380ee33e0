"""What lists all feeds: written at once where a feed is new, and else in its turn."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from feedhub import config
from feedhub.app import App
from feedhub.model.document import FeedKind, FeedName, Rendition, Written
from support.news import Item, rss
from support.press import dated, press
from support.visits import NOW

_CONFIG = """\
sources:
  - {name: one, path: one.xml, categories: [a]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(_CONFIG)
    (tmp_path / "one.xml").write_bytes(rss(Item(number=1)))
    return tmp_path


def settings(folder: Path) -> config.Settings:
    return config.load(folder / "config.yaml", {})


def listed(folder: Path, name: str = "index.html") -> str:
    return (folder / "data/public" / name).read_text("utf-8")


async def brought(app: App, folder: Path, *numbers: int, patient: bool) -> None:
    """Publish what a source brings."""
    (folder / "one.xml").write_bytes(rss(*(Item(number=number) for number in numbers)))
    await app.poll(["one"], each=lambda _: None)
    await app.publish(patient=patient)


def renditions(documents: Mapping[str, Written]) -> list[Rendition]:
    return [Rendition(name=name, document=document, modified=NOW) for name, document in documents.items()]


async def nowhere(given: Sequence[Rendition]) -> int:
    return len(given)


def test_among_many_feeds_news_of_a_known_one_wait_for_their_turn(tmp_path: Path) -> None:
    feed = FeedName(kind=FeedKind.SOURCE, name="stcn")
    with press(tmp_path, entries=5) as paper:
        paper.bring("stcn", dated("one", NOW))
        paper.publish()

        async def walk() -> None:
            overview = paper.overview(few=0)
            assert overview.due([feed], patient=True)
            await overview.write(dated=renditions, put=nowhere, end=lambda _: None, verify=False)
            assert not overview.due([], patient=False)
            assert not overview.due([feed], patient=True)
            assert overview.due([], patient=False)
            assert overview.due([FeedName(kind=FeedKind.CATEGORY, name="new")], patient=True)
            async with asyncio.timeout(60):
                while not overview.due([], patient=True):  # noqa: ASYNC110  time itself is waited for
                    await asyncio.sleep(0)
            overview.few = 100
            assert overview.due([feed], patient=True)

        asyncio.run(walk())


def test_a_feed_that_is_new_is_listed_at_once(folder: Path) -> None:
    async def walk() -> None:
        async with App(settings(folder), workers=0) as app:
            await brought(app, folder, 1, patient=True)
            (folder / "config.yaml").write_text(_CONFIG + "  - {name: two, path: one.xml, categories: [b]}\n")
            await app.apply(settings(folder))
            await app.poll(["two"], each=lambda _: None)
            await app.publish(patient=True)
            assert '"category/b.atom"' in listed(folder, "index.json")
            assert "source/two" in listed(folder)

    asyncio.run(walk())


def test_a_feed_that_is_gone_is_told_after_the_reload_though_nothing_else_is_new(folder: Path) -> None:
    async def walk() -> None:
        async with App(settings(folder), workers=0) as app:
            await brought(app, folder, 1, patient=True)
            (folder / "config.yaml").write_text("sources: []\n")
            await app.apply(settings(folder))
            await app.publish(patient=True)
            assert "source/one" in listed(folder, "index.json").partition('"gone"')[2]
            assert not (folder / "data/public/source/one.atom").exists()

    asyncio.run(walk())
