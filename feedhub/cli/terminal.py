"""Progress and tables for a terminal that somebody watches. The only door to Rich."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.status import Status
from rich.table import Table
from rich.text import Text

__all__ = ["TaskID", "bar", "table"]
_NUMBERS = frozenset({"new", "changed", "entries", "failures"})
_SENTENCES = frozenset({"result", "last error", "found", "newest", "name and categories, or reason"})


def bar() -> Progress:
    """Make a bar on stderr."""
    console = Console(stderr=True, highlight=False)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def spinner() -> Status:
    """Make a spinner on stderr."""
    return Console(stderr=True, highlight=False).status("")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on stdout, as wide as the terminal."""
    laid = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for column in laid.columns:
        column.justify = "right" if column.header in _NUMBERS else "left"
        column.no_wrap = column.header not in _SENTENCES
        column.overflow = "fold" if column.header in _SENTENCES else "ellipsis"
        column.min_width = 24 if column.header in _SENTENCES else None
    for row in rows:
        laid.add_row(*map(Text, row))
    Console(highlight=False).print(laid)
