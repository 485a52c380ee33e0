"""Poll a generated corpus with feedhub, with every peer that is installed and with a bare floor, in one run.

    python bench/run.py [--feeds 1000] [--rounds 3] [--programs feedhub,floor] [--python PATH] [--keep]

Each phase is gone through by one program after the other: `cold`, everything is new; `304`, nothing has changed;
`upd10`, one feed in ten has two new entries; `50 ms`, nothing has changed and every answer takes so long. Each poll is
a command from start to end; feedhub's publishes, too. The rows of `hub` are a feedhub that stays, its polling and its
publishing measured by themselves. `--python` measures the feedhub of another environment, `--keep` adds the medians to
`bench/history.csv`.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import history
from corpus_site import Site, serving
from driven import Hub, running
from measured import Spent, run
from programs import Program, programs
from table import Done, Figures, Phase, rows, show

PHASES = (
    Phase(name="cold", what="everything is new", mark=8.0, stretch=5.0),
    Phase(name="304", what="nothing has changed", mark=0.4, stretch=0.25),
    Phase(name="upd10", what="one feed in ten has two new entries", mark=1.0, stretch=0.6),
    Phase(name="50 ms", what="nothing has changed, and every answer takes 50 ms", seconds=1.5),
)
_PATIENT = frozenset({"feedhub", "floor"})
"""Who is asked to wait for slow answers: the others do not wait for many at a time."""


def once(place: Site, chosen: list[Program], python: Path, folder: Path) -> Iterator[tuple[str, str, Done]]:
    """Take every program through the phases; gives phase, program and what it did."""
    homes = {program.name: folder / program.name for program in chosen}
    with ExitStack() as open_hubs:
        for program in chosen:
            place.settle(homes[program.name])
            program.prepare(homes[program.name])
        feedhub = next((program for program in chosen if program.name == "feedhub"), None)
        hub = open_hubs.enter_context(running(python, place.settle(folder / "hub"))) if feedhub else None
        for phase in PHASES:
            place.tell({"upd10": "touch", "50 ms": "latency/50"}.get(phase.name, "counts"))
            if feedhub and hub:
                yield from _hub(phase.name, place, hub, feedhub, folder / "hub")
            for program in chosen:
                if phase.name != "50 ms" or program.name in _PATIENT:
                    yield phase.name, program.name, _command(phase.name, place, program, homes[program.name])
        place.tell("latency/0")


def _command(phase: str, place: Site, program: Program, home: Path) -> Done:
    if phase == "304" and program.again:
        run(program.poll(home), home)
    before = program.stored(home) if phase != "cold" else 0
    place.tell("counts")
    spent = run(program.poll(home), home)
    return _done(place, spent, program.stored(home) - before)


def _hub(phase: str, place: Site, hub: Hub, feedhub: Program, home: Path) -> Iterator[tuple[str, str, Done]]:
    before = feedhub.stored(home)
    place.tell("counts")
    spent = hub.do("poll")
    yield phase, "hub: polling", _done(place, spent, feedhub.stored(home) - before)
    if phase != "50 ms":
        yield phase, "hub: publishing", Done(spent=hub.do("publish"))


def _done(place: Site, spent: Spent, entries: int) -> Done:
    counts = place.tell("counts")
    return Done(spent=spent, entries=entries, requests=counts.get("requests", 0), unchanged=counts.get("unchanged", 0))


def version_seconds(python: Path) -> float:
    """Time the command that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        return median(run([str(python), "-m", "feedhub", "--version"], Path(folder)).wall for _ in range(11))


def main() -> None:
    """Measure, print, and keep if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--programs", default="", help="names, with commas; all by default")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="whose feedhub to measure")
    parser.add_argument("--keep", action="store_true", help="add the medians to bench/history.csv")
    asked = parser.parse_args()
    figures: Figures = defaultdict(list)
    chosen = []
    for program in programs(asked.python):
        if asked.programs and program.name not in asked.programs.split(","):
            continue
        if lacks := program.lacks():
            print(f"{program.name}: not measured, there is no {lacks} here")
        else:
            chosen.append(program)
    with serving(asked.feeds) as place:
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as folder:
                for phase, name, done in once(place, chosen, asked.python, Path(folder)):
                    figures[phase, name].append(done)
    found = list(rows(figures, asked.feeds))
    show(found, PHASES, asked.feeds, asked.rounds)
    print(f"\nfeedhub --version: {version_seconds(asked.python):.3f} s, mark 0.15 s")
    if asked.keep:
        history.keep(found, asked.feeds, asked.rounds, asked.python)


if __name__ == "__main__":
    main()
