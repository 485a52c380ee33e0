"""Results as tables or JSON on stdout; progress as a bar on a terminal, as plain lines elsewhere, on stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from feedhub.model.visit import SourceStatus, Trouble
from feedhub.refresh import VisitReport
from feedhub.republish import PublishReport

_WIDE = 200
"""Columns when the output is no terminal: wide enough that nothing is folded that `grep` should find."""


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDE, highlight=False)


@contextmanager
def visits(expected: int) -> Iterator[Callable[[VisitReport], None]]:
    """Follow visits: a bar on a terminal, a line for each visit elsewhere."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda report: print(_visit_line(report), file=sys.stderr)  # noqa: T201  lines are what is asked for
        return
    with _bar(console) as bar:
        task = bar.add_task("visiting sources", total=expected)

        def each(report: VisitReport) -> None:
            if report.trouble:
                bar.console.print(_visit_line(report), style="red", markup=False)
            bar.advance(task)

        yield each


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Follow work whose size is known as it goes: a bar on a terminal, nothing elsewhere."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    with _bar(console) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def poll(reports: Sequence[VisitReport], *, as_json: bool) -> None:
    """Print what the visits came to."""
    if as_json:
        _json([_visit_fields(report) for report in reports])
        return
    if not reports:
        print("nothing was due")  # noqa: T201  a result
        return
    table = _table("source", "result", "new", "changed", "next visit")
    for report in sorted(reports, key=lambda report: report.source):
        result = f"{report.trouble.kind}: {report.trouble.detail}" if report.trouble else "ok"
        result = "; ".join((result, *report.notes))
        table.add_row(report.source, result, str(report.new), str(report.changed), _moment(report.next_visit))
    _console().print(table, markup=False)


def published(report: PublishReport, directory: Path, *, as_json: bool) -> None:
    """Print what publishing came to."""
    if as_json:
        _json({"feeds": report.feeds, "documents": report.documents})
    else:
        print(f"{report.documents} documents changed, of {report.feeds} stale feeds, in {directory}")  # noqa: T201


def status(rows: Sequence[SourceStatus], *, as_json: bool) -> None:
    """Print a row a source."""
    if as_json:
        _json([_status_fields(row) for row in rows])
        return
    table = _table("source", "title", "last visit", "next visit", "entries", "failures", "last error")
    for row in rows:
        trouble = f"{row.trouble.kind}: {row.trouble.detail}" if row.trouble else ""
        next_visit = _moment(row.next_visit) if row.enabled else "paused"
        table.add_row(
            row.source,
            row.title,
            _moment(row.last_visit),
            next_visit,
            str(row.entries),
            str(row.failures),
            "; ".join(filter(None, (trouble, *row.notes))),
        )
    _console().print(table, markup=False)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = column in {"new", "changed", "entries", "failures"}
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    return table


def _visit_line(report: VisitReport) -> str:
    if report.trouble:
        until = f"; next visit {_moment(report.next_visit)}"
        return f"{report.source}: {report.trouble.kind}: {report.trouble.detail}{until}"
    return f"{report.source}: {report.new} new, {report.changed} changed"


def _visit_fields(report: VisitReport) -> dict[str, object]:
    return {
        "source": report.source,
        "new": report.new,
        "changed": report.changed,
        "offered": report.offered,
        "error": _trouble_fields(report.trouble),
        "next_visit": _iso(report.next_visit),
        "notes": list(report.notes),
    }


def _status_fields(row: SourceStatus) -> dict[str, object]:
    return {
        "source": row.source,
        "title": row.title,
        "enabled": row.enabled,
        "location": row.location,
        "last_visit": _iso(row.last_visit),
        "last_success": _iso(row.last_success),
        "next_visit": _iso(row.next_visit),
        "entries": row.entries,
        "failures": row.failures,
        "error": _trouble_fields(row.trouble),
        "notes": list(row.notes),
    }


def _trouble_fields(trouble: Trouble | None) -> dict[str, str] | None:
    return None if trouble is None else {"kind": trouble.kind, "detail": trouble.detail}


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201  a result


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
