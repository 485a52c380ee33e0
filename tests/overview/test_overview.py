"""What lists all feeds: written at once where a feed is new, and else in its turn."""

import asyncio
from pathlib import Path

import pytest

from feedhub import config
from feedhub.app import App
from support.news import Item, rss

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


def test_news_of_a_known_feed_wait_for_their_turn_where_somebody_is_patient(folder: Path) -> None:
    async def walk() -> None:
        async with App(settings(folder), workers=0) as app:
            await brought(app, folder, 1, patient=True)
            before = listed(folder)
            assert "source/one" in before
            await brought(app, folder, 2, 1, patient=True)
            assert (folder / "data/public/all.atom").read_text("utf-8").count("<entry") == 2
            assert listed(folder) == before
            await brought(app, folder, 3, 2, 1, patient=False)
            assert listed(folder) != before

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


def test_what_waited_comes_in_its_turn(folder: Path) -> None:
    async def walk() -> None:
        async with App(settings(folder), workers=0) as app:
            await brought(app, folder, 1, patient=True)
            before = listed(folder)
            await brought(app, folder, 2, 1, patient=True)
            async with asyncio.timeout(60):
                while listed(folder) == before:
                    await app.publish(patient=True)

    asyncio.run(walk())
