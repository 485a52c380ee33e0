"""What every command is made with: the program they hang on, the options they share, how one reads, runs and ends."""

import gc
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from feedhub import __version__

if TYPE_CHECKING:
    from feedhub.config import Settings

T = TypeVar("T")
commands = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Poll feeds, keep their entries clean, and republish them: one feed for every category at every level.",
)
export = typer.Typer(no_args_is_help=True, help="Take entries out of the hub.")
commands.add_typer(export, name="export")

DEFAULT = Path("config.yaml")
ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="FEEDHUB_CONFIG", help="The configuration file.", show_default=True)
]


def source_names(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a source; a configuration that is wrong or missing completes nothing."""
    from feedhub.errors import ConfigError

    try:
        settings = load(Path(context.params.get("config_file") or os.environ.get("FEEDHUB_CONFIG") or DEFAULT))
    except ConfigError:
        return []
    return [source.name for source in settings.sources if source.name.startswith(incomplete)]


Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="Sources; none means all.",
        autocompletion=source_names,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        typer.echo(f"feedhub {__version__}")
        raise typer.Exit


@commands.callback()
def _options(
    *,
    _version_option: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def load(path: Path) -> "Settings":
    """Read the configuration.

    Raises:
        ConfigError: it cannot be read, or is wrong.
    """
    from feedhub import config

    return config.load(path, os.environ)


def load_to_write(path: Path) -> "Settings":
    """Read the configuration for a command that writes what the hub keeps; warn where this is root on another's data.

    Raises:
        ConfigError: it cannot be read, or is wrong.
    """
    from feedhub.store import anothers, file_of

    settings = load(path)
    file = file_of(settings.store.database)
    if found := anothers([*([file] if file else []), settings.publish.directory]):
        # No refusal: on some file systems, as those of a network, everything belongs to somebody else.
        place, owner = found
        typer.echo(
            f"warning: {place} belongs to {owner}, who may not be able to change what root leaves there: run this as its "
            f"owner, with `sudo -u {owner}` or `runuser -u {owner} --`",
            err=True,
        )
    return settings


def check_names(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a name that no source has.

    Raises:
        typer.BadParameter: with the nearest name there is.
    """
    import difflib

    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise typer.BadParameter(f"no enabled source is called {name!r}{hint}")


def complete(work: Coroutine[Any, Any, T]) -> T:
    """Run what a command does to its end."""
    gc.freeze()  # what was imported stays: no collection need look at it again
    gc.enable()
    if sys.platform == "win32":
        import asyncio

        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
