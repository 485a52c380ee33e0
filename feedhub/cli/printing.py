"""How anything is printed: tables and JSON on stdout, moments as people and as programs write them."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: laid out for the terminal, or plain lines that nothing folds and `grep` finds whole."""
    if not sys.stdout.isatty():
        widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())  # noqa: T201
        return
    from feedhub.cli import terminal

    terminal.table(columns, rows)


def data(value: object) -> None:
    """Print a result for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201  a result


def iso(when: datetime | None) -> str | None:
    """Write a moment for programs (RFC 3339)."""
    return None if when is None else when.isoformat()


def moment(when: datetime | None) -> str:
    """Write a moment for people, in their own time zone."""
    return "never" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")
