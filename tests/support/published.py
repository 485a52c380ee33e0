"""What becomes of a fixed corpus under a fixed clock: every published file as a hash, and what each visit came to.

Sources are feeds that `bench/corpus.py` generates, the documents of `tests/corpus`, and the samples. They are visited in
four steps, half a day apart; from step to step some have new entries, others change, some go. As a program it prints the
manifest, for `make bless`.
"""

import asyncio
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from corpus import document
from feedhub import config
from feedhub.app import App
from feedhub.refresh import VisitReport

ROOT = Path(__file__).parents[2]
GENERATED = 20
STEPS = 4
_BEGAN = datetime(2026, 1, 7, 12, tzinfo=UTC)
_STEP = timedelta(hours=12)
_HEAD = """\
hub: {base_url: 'https://hub.example/feeds', title: Everything & more, language: en}
publish: {entries: 20, max_bytes: 200 kB, tags: [miten, 金融]}
store: {keep: {age: 9000d, entries: 60}}
sources:
"""


def cases() -> list[str]:
    """Name the documents of `tests/corpus`."""
    return sorted(folder.name for folder in (ROOT / "tests/corpus").iterdir() if (folder / "note.txt").is_file())


def manifest(folder: Path, cases: Iterable[str]) -> list[str]:
    """Poll and publish the corpus in an empty folder; gives the lines to compare."""
    return asyncio.run(_published(folder, list(cases)))


def named(lines: Iterable[str]) -> list[str]:
    """Name the documents of `tests/corpus` that a manifest was made with."""
    return [line.split()[1] for line in lines if line.startswith("case ")]


async def _published(folder: Path, cases: list[str]) -> list[str]:
    sources = _lay_out(folder, cases)
    lines = [f"case {case}" for case in cases]
    for step in range(STEPS):
        turn = _change(folder, cases, step)
        async with App(sources, workers=0, clock=partial(_moment, step), dice=lambda: 0.5) as app:
            for name in turn:  # one by one: who comes first decides whose entry it is
                lines += [_told(step, report) for report in await app.poll([name], each=lambda _: None)]
            report = await app.publish()
            await app.make_all(lambda _done, _all: None, is_closed=lambda _: False)
        lines.append(
            f"publish {step} {report.feeds} feeds, {report.documents} documents, {len(report.held_back)} held back"
        )
    return [*lines, *_files(folder / "data/public")]


def _moment(step: int) -> datetime:
    return _BEGAN + step * _STEP


def _lay_out(folder: Path, cases: list[str]) -> config.Settings:
    """Put the documents in place, as they are in the beginning, and say what is to be read."""
    lines = [
        f"  - {{name: feed{n}, path: feed{n}.xml, categories: [news/c{n % 3}, other/é{n % 2}], every: 1h}}"
        for n in range(GENERATED)
    ]
    for case in cases:
        [path] = [each for each in (ROOT / "tests/corpus" / case).iterdir() if each.stem in {"feed", "post"}]
        (folder / case).mkdir()
        shutil.copyfile(path, folder / case / path.name)
        place = case if path.stem == "post" else f"{case}/{path.name}"
        lines.append(f"  - {{name: {case}, path: {place}, categories: [cases/{case.partition('-')[0]}], first: 5}}")
    shutil.copytree(ROOT / "samples", folder / "samples")
    lines.append("  - {name: posts, path: samples/posts, title: 海岛笔记, categories: [样例/海岛笔记]}")
    lines.append(
        "  - {name: planet, path: samples/planet.atom, categories: [样例/仪器修复, news], timezone: Asia/Shanghai}"
    )
    file = folder / "config.yaml"
    file.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")
    return config.load(file, {})


def _change(folder: Path, cases: list[str], step: int) -> list[str]:
    """Bring the documents to a step; names the sources to visit."""
    turn = [f"feed{n}" for n in range(GENERATED) if step == 0 or n % STEPS == step]
    for name in turn:
        data = document(int(name.removeprefix("feed")), step)
        if step == 2:  # whatever links somewhere now links elsewhere
            data = data.replace(b"/r/", b"/r2/")
        (folder / f"{name}.xml").write_bytes(data)
    if step == 0:
        turn += [*cases, "posts", "planet"]
    elif step == 2:  # titles change, the feed's own too
        for case in cases[::3]:
            [path] = (folder / case).iterdir()
            path.write_bytes(path.read_bytes().replace(b"</title>", b" anew</title>"))
            turn.append(case)
        next((folder / "samples/posts").glob("*.html")).unlink()
        turn.append("posts")
    for path in folder.rglob("*"):
        if "data" not in path.parts:
            os.utime(path, (_BEGAN.timestamp(), _BEGAN.timestamp() + step))
    return turn


def _told(step: int, report: VisitReport) -> str:
    trouble = report.trouble.kind if report.trouble else "no trouble"
    return (
        f"visit {step} {report.source} {report.offered} offered, {report.new} new, {report.changed} changed, {trouble}, "
        f"next {report.next_visit}"
    )


def _files(public: Path) -> Iterator[str]:
    """Tell every published file apart by its bytes and the time it claims; the index of all is of this run alone."""
    for path in sorted(public.rglob("*")):
        if path.is_file() and path.name != "index.json":
            content = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            yield f"file {path.relative_to(public)} {content} {int(path.stat().st_mtime)}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.writelines(f"{line}\n" for line in manifest(Path(name), cases()))
