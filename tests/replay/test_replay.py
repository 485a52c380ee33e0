"""A thousand visits to a hundred sites that play every trick with ids: each article once in every feed, for good."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
import uvloop
from lxml import etree

from feedhub import config
from feedhub.app import App
from replay.model import Model, Shelf
from replay.world import Article, Site, Trick, share, sites
from support.origin import Origin
from support.visitor import START, Clock

SITES, ROUNDS = 100, 10
PUBLISHED_IN = (1, 4, 7, ROUNDS - 1)
REMOVED_IN = (5, 8)
BASE = "http://hub.example"
ATOM = "{http://www.w3.org/2005/Atom}"
KEPT: dict[int, dict[str, Any]] = {3: {"entries": 12}, 8: {"age": timedelta(days=10)}}
"""What every 25th source keeps, by the rest of its number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a subscriber sees it."""

    id: str
    published: str
    token: str
    version: int


@dataclass(slots=True)
class Folder:
    """The published documents, read the way a subscriber with much patience does: back to the oldest archive."""

    root: Path
    remembered: dict[tuple[str, str], Shown] = field(default_factory=dict)

    def feed(self, path: str) -> list[Shown]:
        """Give the entries of a feed; where documents overlap, each id as the newest one has it."""
        found: dict[str, Shown] = {}
        document: str | None = f"{path}.atom"
        while document is not None:
            tree = etree.parse(self.root / document)
            for entry in tree.iterfind(f"{ATOM}entry"):
                shown = _shown(entry)
                found.setdefault(shown.id, shown)
            link = tree.find(f"{ATOM}link[@rel='prev-archive']")
            document = None if link is None else unquote(link.get("href", "")).removeprefix(f"{BASE}/")
        return list(found.values())

    def changes(self, path: str, shown: Sequence[Shown]) -> Iterator[str]:
        """Tell what is another id or date than this feed gave the same article before."""
        for it in shown:
            before = self.remembered.setdefault((path, it.token), it)
            if (before.id, before.published) != (it.id, it.published):
                yield f"{path}: {it.token} was {before.id} of {before.published}, is {it.id} of {it.published}"


def _shown(entry: Any) -> Shown:
    text = entry.findtext(f"{ATOM}content") or entry.findtext(f"{ATOM}summary") or ""
    token, version = re.search(r"tok\d+x", entry.findtext(f"{ATOM}title")), re.search(r"This is version v(\d+)", text)
    assert token, "an entry that no site wrote"
    assert version, f"{token[0]} has lost its text"
    return Shown(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}published"), token[0], int(version[1]))


def settings(folder: Path, origin: Origin, world: Sequence[Site], shelves: dict[str, Shelf]) -> config.Settings:
    sources = [
        {
            "name": site.name,
            "url": origin.url(f"/{site.name}"),
            "categories": shelves[site.name].categories,
            "keep": config.Keep(age=shelves[site.name].age, entries=shelves[site.name].most),
        }
        for site in world
    ]
    return config.Settings.model_validate(
        {
            "hub": {"base_url": BASE, "authority": "hub.example,2026"},
            "sources": sources,
            "fetch": {"allow": ["127.0.0.0/8"], "spacing": "0s", "per_host": 32},
            "store": {"database": "sqlite:///hub.db"},
            "publish": {"directory": "public", "entries": 20},
        },
        context=folder,
    )


def shelved(world: Sequence[Site]) -> dict[str, Shelf]:
    found = {}
    for number, site in enumerate(world):
        limits = KEPT.get(number % 25, {})
        site.steady = bool(limits)
        categories = (
            (f"news/part{number % 6}", f"topics/{number % 4}/deep") if number % 3 else (f"news/part{number % 6}",)
        )
        found[site.name] = Shelf(categories, age=limits.get("age"), most=limits.get("entries"))
    return found


def live(world: Sequence[Site], random: Random, now: datetime) -> None:
    """Let half a day go by at the sites."""
    for site in world:
        most = 1 if site.trick is Trick.WORDS_ONLY else 3
        for _ in range(random.randint(0, most)):
            site.write(now)
        own = [
            it for it in site.articles[-12:] if not any(it in other.articles for other in world if other is not site)
        ]
        if site.trick is not Trick.WORDS_ONLY and own and random.random() < 0.4:
            random.choice(own).edit(random)
    carriers = [site for site in world if site.trick is not Trick.WORDS_ONLY and not site.steady and site.dated]
    for by_url in (True, False, True, False):
        share(random, random.sample(carriers, 3), now, by_url=by_url)


async def replay(seed: int, folder: Path, origin: Origin) -> list[str]:
    """Play it all, and tell everything that is not as the model has it."""
    random, clock = Random(seed), Clock(START)  # noqa: S311  the same world each time
    world = sites(random, SITES, clock.now)
    model = Model(shelved(world))
    public, faults = Folder(folder / "public"), []
    async with App(
        settings(folder, origin, world, dict(model.shelves)), workers=0, clock=clock, dice=lambda: 0.5
    ) as app:
        for turn in range(ROUNDS):
            clock.forward(hours=12)
            live(world, random, clock.now)
            for site in world:
                document, offers = site.visit(clock.now)
                origin.serve(f"/{site.name}", document)
                model.visited(site, offers, clock.now)
            reports = await app.poll(force=True, each=lambda _: None)
            faults += [f"{report.source}: {report.trouble}" for report in reports if report.trouble]
            await app.prune()
            if turn in REMOVED_IN:
                faults += await remove(app, model, public, random)
            if turn in PUBLISHED_IN:
                await app.publish()
                await app.make_all(lambda _done, _all: None, is_closed=lambda _: False)
                faults += differences(model, public)
    return faults


async def remove(app: App, model: Model, public: Folder, random: Random) -> list[str]:
    """Take out some articles that only one source has, by the ids that were published."""
    known = {(path, token): shown.id for (path, token), shown in public.remembered.items()}
    times = Counter(it for shelf in model.shelves.values() for it in shelf.there)
    ids = {}
    for name, shelf in model.shelves.items():
        own = [it for it in shelf.there if times[it] == 1 and (f"source/{name}", it.token) in known]
        if own and random.random() < 0.3:
            it = random.choice(own)
            ids[it] = known[f"source/{name}", it.token]
    for it in ids:
        model.removed(it)
    return [f"nothing has the id {each}" for each in await app.remove(list(ids.values()))]


def differences(model: Model, public: Folder) -> list[str]:
    found = []
    for path, wanted in model.feeds().items():
        shown = public.feed(path)
        by_token = {it.token: it for it in wanted}
        times = Counter(it.token for it in shown)
        found += [f"{path}: {token} {n} times" for token, n in times.items() if n > 1]
        found += [f"{path}: lacks {token}" for token in by_token.keys() - times]
        found += [f"{path}: still, or again, shows {token}" for token in times.keys() - by_token]
        found += [
            f"{path}: {it.token} is version {it.version} and not {model.shown[by_token[it.token]]}"
            for it in shown
            if it.token in by_token and it.version != model.shown[by_token[it.token]]
        ]
        found += public.changes(path, shown)
        if path.startswith("source/"):
            there = model.shelves[path.removeprefix("source/")].there
            found += [
                f"{path}: {it.token} is of {it.published} and not {there[by_token[it.token]]}"
                for it in shown
                if it.token in by_token and not is_date(it, by_token[it.token], there[by_token[it.token]])
            ]
    return found


def is_date(shown: Shown, it: Article, since: datetime) -> bool:
    """Tell whether an entry has its date: that of the first document it stood in, or seconds before that visit."""
    late = since - datetime.fromisoformat(shown.published)
    return late == timedelta(0) if it.published else timedelta(0) <= late < timedelta(minutes=1)


@pytest.mark.parametrize("seed", [20260301])
def test_every_article_is_once_in_every_feed_whatever_its_ids_do(tmp_path: Path, seed: int) -> None:
    with Origin() as origin, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        faults = runner.run(replay(seed, tmp_path, origin))
    assert faults == [], f"seed {seed}: {len(faults)} faults, the first: {faults[:5]}"
