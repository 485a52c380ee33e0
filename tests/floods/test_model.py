"""Random months of three sources that move, renew themselves and lose entries, beside a model of what is to be shown."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from support.press import Press, dated
from support.visits import HOUR, NOW, a_source, visited

DAY = timedelta(days=1)
NAMES = ("one", "two", "three")
PATHS = ("a", "a/b", "c")
FEEDS = ("all", *(f"category/{path}" for path in PATHS))
ENTRIES = 6
FIRST = 4


@dataclass(slots=True)
class Shown:
    """An entry as the model knows it."""

    id: str
    source: str
    published: datetime
    is_quiet: bool
    title: str


@dataclass(slots=True)
class Model:
    """What is to be shown where, by the words of the decision record and nothing else."""

    categories: dict[str, str] = field(default_factory=dict)
    entries: list[Shown] = field(default_factory=list)
    last: dict[str, datetime] = field(default_factory=dict)

    def bring(self, name: str, brought: list[tuple[str, datetime, str]], at: datetime) -> None:
        """Take in what a visit brings, each with its id, date and title."""
        newest = sorted(brought, key=lambda each: each[1], reverse=True)
        if name not in self.last:
            quiet = {id_ for id_, _, _ in newest[FIRST:]}
        else:
            late = {id_ for id_, published, _ in brought if published < self.last[name] - DAY}
            quiet = late if len(late) > 10 else set()
        self.entries += [Shown(id_, name, published, id_ in quiet, title) for id_, published, title in brought]
        self.last[name] = at

    def of(self, path: str) -> list[Shown]:
        """Give all entries of a feed, the newest first."""
        within = [each for each in self.entries if self._is_in(each.source, path)]
        return sorted(within, key=lambda each: each.published, reverse=True)

    def document(self, path: str) -> list[str]:
        """Give the titles that the newest document of a feed is to show."""
        taken: Counter[str] = Counter()
        ranked = []
        for each in [each for each in self.of(path) if not each.is_quiet][: 10 * ENTRIES]:
            ranked.append((taken[each.source] >= ENTRIES // 2, each))
            taken[each.source] += 1
        chosen = [each for _, each in sorted(ranked, key=lambda one: one[0])[:ENTRIES]]
        return [each.title for each in sorted(chosen, key=lambda each: each.published, reverse=True)]

    def _is_in(self, source: str, path: str) -> bool:
        if path == "all":
            return True
        return f"{self.categories[source]}/".startswith(path.removeprefix("category/") + "/")


def configure(paper: Press, model: Model) -> None:
    paper.configure(*(a_source(name, categories=(path,)) for name, path in model.categories.items()))


def found(paper: Press, path: str) -> tuple[list[str], set[str]]:
    """Give the titles of the newest document, and those in it and all archives."""
    newest = [item["title"] for item in json.loads((paper.folder / f"{path}.json").read_bytes())["items"]]
    archives = paper.documents(f"archive/*/{path}.json").values()
    return newest, {item["title"] for data, _ in archives for item in json.loads(data)["items"]}.union(newest)


def step(random: Random, paper: Press, model: Model, number: int, moments: Iterator[int]) -> None:
    at = NOW + number * 5 * HOUR
    paper.now = at
    what = random.choices(("news", "flood", "edit", "move", "remove"), (6, 2, 2, 1, 1))[0]
    name = random.choice(NAMES)
    if what in {"news", "flood"} or not model.entries:
        count, back = (random.randint(11, 15), 20 * DAY) if what == "flood" else (random.randint(1, 8), 5 * HOUR)
        ids = [f"{name}-{number}-{each}" for each in range(count)]
        dates = [at - back * random.random() - timedelta(seconds=next(moments)) for _ in ids]
        dates = [each.replace(microsecond=0) for each in dates]
        visited(paper.store, name, *map(dated, ids, dates), at=at, first=FIRST)
        wanted = [f"https://stcn.example/{id_}" for id_ in ids]
        model.bring(name, list(zip(wanted, dates, (f"Title {id_}" for id_ in ids), strict=True)), at)
    elif what == "edit":
        it = random.choice(model.entries)
        it.title = f"Edited {number} altogether"
        key = it.id.rpartition("/")[2]
        changed = dated(key, it.published, title=it.title, fingerprint=f"version {number}".encode())
        visited(paper.store, it.source, changed, at=at, first=FIRST)
        model.last[it.source] = at
    elif what == "move":
        model.categories[name] = random.choice(PATHS)
        configure(paper, model)
    else:
        gone = random.choice(model.entries)
        model.entries.remove(gone)
        paper.store.remove([gone.id])


@pytest.mark.parametrize("seed", range(4))
def test_every_feed_shows_what_the_model_says_and_its_archives_the_rest(tmp_path: Path, seed: int) -> None:
    random, model = Random(seed), Model(categories={"one": "a", "two": "a/b", "three": "c"})  # noqa: S311  no secret
    paper = Press(tmp_path, entries=ENTRIES)
    configure(paper, model)
    moments = iter(range(1, 100_000))
    for number in range(40):
        step(random, paper, model, number, moments)
        if number % 2:
            continue
        paper.publish()
        counts = {summary.feed.path: summary.entries for summary in paper.store.feeds()}
        for path in FEEDS:
            of = model.of(path)
            if path not in counts:
                assert not of
                continue
            newest, everywhere = found(paper, path)
            assert newest == model.document(path)
            assert everywhere >= {each.title for each in of}
            assert counts[path] == len(of)
    paper.store.close()
