"""Results as tables or JSON on stdout; progress as a bar on a terminal, as plain lines elsewhere, on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedhub.cli.printing import data, iso, moment, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from feedhub.complete import TextReport
    from feedhub.model.document import PublishReport
    from feedhub.model.fault import Fault, HeldBack
    from feedhub.model.visit import SourceStatus, Trouble
    from feedhub.reclean import RecleanReport
    from feedhub.refresh import VisitReport


@contextmanager
def visits(expected: int) -> Iterator[Callable[[VisitReport], None]]:
    """Follow visits: a bar on a terminal, a line for each visit elsewhere."""
    if not sys.stderr.isatty():
        yield lambda report: print(_visit_line(report), file=sys.stderr)  # noqa: T201  lines are what is asked for
        return
    from feedhub.cli import terminal

    with terminal.bar() as bar:
        task = bar.add_task("visiting sources", total=expected)

        def each(report: VisitReport) -> None:
            if report.trouble:
                bar.console.print(_visit_line(report), style="red", markup=False)
            bar.advance(task)

        yield each


@contextmanager
def texts() -> Iterator[Callable[[TextReport], None]]:
    """Follow article pages: a bar on a terminal, a line for each page elsewhere."""
    if not sys.stderr.isatty():
        yield lambda report: print(_text_line(report), file=sys.stderr)  # noqa: T201  lines are what is asked for
        return
    from feedhub.cli import terminal

    with terminal.bar() as bar:
        task = bar.add_task("reading article pages", total=None)
        yield lambda _report: bar.advance(task)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Follow work whose size is known as it goes: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from feedhub.cli import terminal

    with terminal.bar() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """Follow work of several steps: a bar each on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _all: None
        return
    from feedhub.cli import terminal

    with terminal.bar() as bar:
        tasks: dict[str, terminal.TaskID] = {}

        def each(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield each


@contextmanager
def looking_at() -> Iterator[Callable[[str], None]]:
    """Name what is looked at: beside a spinner on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what: None
        return
    from feedhub.cli import terminal

    with terminal.spinner() as spinner:
        yield lambda what: spinner.update(f"looking at: {what}")


def poll(reports: Sequence[VisitReport], *, as_json: bool) -> None:
    """Print what the visits came to."""
    if as_json:
        data([_visit_fields(report) for report in reports])
        return
    if not reports:
        print("nothing was due")  # noqa: T201  a result
        return
    rows = []
    for report in sorted(reports, key=lambda report: report.source):
        result = f"{report.trouble.kind}: {report.trouble.detail}" if report.trouble else "ok"
        result = "; ".join(filter(None, (result, report.alarm, *report.notes)))
        rows.append((report.source, result, str(report.new), str(report.changed), moment(report.next_visit)))
    table(("source", "result", "new", "changed", "next visit"), rows)


def recleaned(report: RecleanReport, published: PublishReport, *, as_json: bool) -> None:
    """Print what cleaning anew came to."""
    for line in report.failed:
        print(f"{line}: it stays as it was", file=sys.stderr)  # noqa: T201  a result
    if as_json:
        failed = list(report.failed)
        counts = {"entries": report.entries, "changed": report.changed, "documents": published.documents}
        data({**counts, "failed": failed})
        return
    said = f"{report.entries} entries cleaned anew, {report.changed} of them changed"
    print(f"{said}; {published.documents} documents published")  # noqa: T201  a result


def published(report: PublishReport, directory: Path, *, as_json: bool) -> None:
    """Print what publishing came to."""
    if as_json:
        counts = {"feeds": report.feeds, "documents": report.documents, "left_out": report.left_out}
        data({**counts, "held_back": [{"document": each.document, **_fault(each.fault)} for each in report.held_back]})
    else:
        print(f"{report.documents} documents changed, of {report.feeds} stale feeds, in {directory}")  # noqa: T201
        if report.left_out:
            print(f"{report.left_out} entries could not be written and were left out: the log says why")  # noqa: T201
        held_back(report.held_back)


def removed(ids: Sequence[str], *, as_json: bool) -> None:
    """Print which entries were removed."""
    if as_json:
        data({"removed": list(dict.fromkeys(ids))})
        return
    for each in dict.fromkeys(ids):
        print(f"removed {each}")  # noqa: T201  a result


def held_back(documents: Sequence[HeldBack]) -> None:
    """Name on stderr the documents whose last good version stays up."""
    for each in documents:
        fault = f"{each.fault.rule}: {each.fault.entry} {each.fault.detail}"
        print(f"{each.document} is held back since {moment(each.since)}: {fault}", file=sys.stderr)  # noqa: T201  a result


def checked(faults: Sequence[tuple[str, Fault]], *, as_json: bool) -> None:
    """Print what is wrong with published documents."""
    if as_json:
        data({"ok": not faults, "faults": [{"document": name, **_fault(fault)} for name, fault in faults]})
        return
    for name, fault in faults:
        print(f"{name}: {fault.rule}: {fault.entry} {fault.detail}")  # noqa: T201  a result


def _fault(fault: Fault) -> dict[str, object]:
    return {"rule": fault.rule.value, "entry": fault.entry, "detail": fault.detail}


def status(rows: Sequence[SourceStatus], *, explain: bool, as_json: bool) -> None:
    """Print a row a source; `explain` why the next visit is when it is."""
    if as_json:
        data([_status_fields(row) for row in rows])
        return
    cells = []
    for row in rows:
        trouble = f"{row.trouble.kind}: {row.trouble.detail}" if row.trouble else ""
        next_visit = moment(row.next_visit) if row.enabled else "paused"
        moved = f"moved: asked at {row.address}" if row.address else ""
        error = "; ".join(filter(None, (trouble, row.alarm, moved, *row.notes)))
        counts = (str(row.entries), str(row.failures))
        cells.append((row.source, row.title, moment(row.last_visit), next_visit, *counts, error))
    table(("source", "title", "last visit", "next visit", "entries", "failures", "last error"), cells)
    for row in rows if explain else ():
        print(f"{row.source}: next visit {_when(row)}")  # noqa: T201  a result
        for move in row.moves:
            print(f"{row.source}: moved on {moment(move.at)} from {move.before} to {move.after}")  # noqa: T201  a result
        if said := _texts(row):
            print(f"{row.source}: {said}")  # noqa: T201  a result


def _texts(row: SourceStatus) -> str:
    """Say how a source's texts are; empty where there is nothing to say."""
    counts = (
        (row.texts.waiting, "waiting"),
        (row.texts.failing, "failed and tried again"),
        (row.texts.given_up, "given up"),
    )
    said = ", ".join(f"{count} {state}" for count, state in counts if count)
    reason = f"; the last failed because: {row.texts.reason}" if row.texts.reason else ""
    return f"texts of article pages: {said}{reason}" if said else ""


def _when(row: SourceStatus) -> str:
    if not row.enabled:
        return "never, it is paused"
    return f"{moment(row.next_visit)}: {row.reason or 'it was not visited yet'}"


def _visit_line(report: VisitReport) -> str:
    if report.trouble:
        until = f"; next visit {moment(report.next_visit)}"
        return f"{report.source}: {report.trouble.kind}: {report.trouble.detail}{until}"
    return f"{report.source}: {report.new} new, {report.changed} changed"


def _text_line(report: TextReport) -> str:
    why = f": {report.miss.detail}" if report.miss else ""
    return f"{report.source}: text of {report.url}: {report.outcome}{why}"


def _visit_fields(report: VisitReport) -> dict[str, object]:
    return {
        "source": report.source,
        "new": report.new,
        "changed": report.changed,
        "offered": report.offered,
        "error": _trouble_fields(report.trouble),
        "next_visit": iso(report.next_visit),
        "notes": list(report.notes),
        "alarm": report.alarm,
    }


def _status_fields(row: SourceStatus) -> dict[str, object]:
    return {
        "source": row.source,
        "title": row.title,
        "enabled": row.enabled,
        "location": row.location,
        "last_visit": iso(row.last_visit),
        "last_success": iso(row.last_success),
        "next_visit": iso(row.next_visit),
        "reason": row.reason,
        "entries": row.entries,
        "removed": row.removed,
        "failures": row.failures,
        "error": _trouble_fields(row.trouble),
        "notes": list(row.notes),
        "alarm": row.alarm,
        "address": row.address,
        "moves": [{"at": iso(move.at), "before": move.before, "after": move.after} for move in row.moves],
        "texts": {
            "waiting": row.texts.waiting,
            "failing": row.texts.failing,
            "given_up": row.texts.given_up,
            "reason": row.texts.reason,
        },
    }


def _trouble_fields(trouble: Trouble | None) -> dict[str, str] | None:
    return None if trouble is None else {"kind": trouble.kind, "detail": trouble.detail}
