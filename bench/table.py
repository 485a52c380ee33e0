"""What every program did, round by round, in; a table of medians beside feedhub's and the marks out."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from measured import Spent

ENTRIES = 20
NEW = 2
_MEMORY = 150.0
_FEEDHUB = "feedhub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase: what is to be done in it, and what feedhub may take: CPU milliseconds a feed, or seconds in all."""

    name: str
    what: str
    mark: float | None = None
    stretch: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one program did in one phase; None where there is nothing to count."""

    spent: Spent
    entries: int | None = None
    requests: int | None = None
    unchanged: int | None = None


Figures = dict[tuple[str, str], list[Done]]
"""By phase and program, one for each round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Medians of one program in one phase: CPU milliseconds a feed, seconds, megabytes, and whether the work was done."""

    phase: str
    program: str
    cpu: float
    wall: float
    peak: float
    entries: int | None
    requests: int | None
    whole: bool


def rows(figures: Figures, feeds: int) -> Iterator[Row]:
    """Take the medians."""
    for (phase, program), rounds in figures.items():
        last = rounds[-1]
        yield Row(
            phase=phase,
            program=program,
            cpu=median(done.spent.cpu for done in rounds) / feeds * 1000,
            wall=median(done.spent.wall for done in rounds),
            peak=median(done.spent.peak for done in rounds),
            entries=last.entries,
            requests=last.requests,
            whole=all(_whole(phase, done, feeds) for done in rounds),
        )


def _whole(phase: str, done: Done, feeds: int) -> bool:
    """Tell whether a program asked for every feed, was told of those that had not changed, and stored what was new."""
    touched = len(range(0, feeds, 10))
    entries, changed = {"cold": (ENTRIES * feeds, feeds), "upd10": (NEW * touched, touched)}.get(phase, (0, 0))
    expected = (entries, feeds, feeds - changed)
    return done.entries is None or (done.entries, done.requests, done.unchanged) == expected


def show(found: Sequence[Row], phases: Sequence[Phase], feeds: int, rounds: int) -> None:
    """Print the table."""
    print(f"{feeds} feeds of {ENTRIES} entries and 92 kB, median of {rounds} rounds, {os.cpu_count()} cores")
    heads = ("CPU ms/feed", "to feedhub", "wall s", "feeds/s", "peak MB", "entries", "requests")
    for phase in phases:
        here = [row for row in found if row.phase == phase.name]
        ours = next((row for row in here if row.program == _FEEDHUB), None)
        print(f"\n{phase.name}: {phase.what}")
        print(f"  {'':16}{''.join(f'{head:>13}' for head in heads)}")
        for row in here:
            ratio = f"{row.cpu / ours.cpu:.2f}" if ours else ""
            cells = (f"{row.cpu:.2f}", ratio, f"{row.wall:.2f}", f"{feeds / row.wall:.0f}", f"{row.peak:.0f}")
            counted = (_shown(row.entries), _shown(row.requests) + ("" if row.whole else " (not all)"))
            print(f"  {row.program:16}{''.join(f'{cell:>13}' for cell in (*cells, *counted))}")
        if ours:
            print(f"  {'; '.join(verdicts(ours, phase))}")


def _shown(count: int | None) -> str:
    return "" if count is None else str(count)


def verdicts(row: Row, phase: Phase) -> Iterator[str]:
    """Say which marks feedhub meets."""
    if phase.mark is not None:
        yield _verdict(f"mark {phase.mark} ms a feed", row.cpu, phase.mark)
    if phase.stretch is not None:
        yield _verdict(f"stretch {phase.stretch} ms", row.cpu, phase.stretch)
    if phase.seconds is not None:
        yield _verdict(f"mark {phase.seconds} s", row.wall, phase.seconds)
    yield _verdict(f"mark {_MEMORY:.0f} MB", row.peak, _MEMORY)


def _verdict(mark: str, found: float, limit: float) -> str:
    return f"{mark}: {'met' if found <= limit else f'missed, {found / limit:.2f} times as much'}"
