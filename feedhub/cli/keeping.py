"""The commands that keep the hub safe: backup, restore."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, commands, load, load_to_write

if TYPE_CHECKING:
    from feedhub.backup import Backup, Restored

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


@commands.command()
def backup(file: BackupFile, *, as_json: AsJson = False, config_file: ConfigFile = DEFAULT) -> None:
    """Write config.yaml and everything that is stored into one file, also while the daemon runs.

    The file may be there already: it is replaced when the new one is whole. It can hold secrets, and only you can read it.

    Example: feedhub backup hub.backup
    """
    from feedhub.app import now
    from feedhub.backup import back_up
    from feedhub.cli import show

    settings = load(config_file)
    with show.steps() as each:
        made = back_up(settings, config_file, file, now(), each)
    size = file.stat().st_size
    if as_json:
        _print({"file": str(file), "bytes": size, **_fields(made)})
    else:
        _print(f"{file}: {_holds(made)}, {size / 1e6:.1f} MB")


@commands.command()
def restore(
    file: BackupFile,
    *,
    force: Annotated[bool, typer.Option("--force", help="Put aside the database that is there.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only look whether FILE can be restored.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Bring back what a backup holds; the daemon must not run.

    Looks at every byte of FILE first. A config.yaml that is there stays, and says where the database goes; if there is none, the backup's is written. Published documents come back with the next `feedhub run`, or with `feedhub publish`.

    Example: feedhub restore hub.backup
    """
    from feedhub import backup as keeping
    from feedhub.app import now
    from feedhub.cli import show

    if check:
        with show.steps() as each:
            found = keeping.verify(file, each)
        _print({"file": str(file), **_fields(found)} if as_json else f"{file}: good, {_holds(found)}")
        return
    if config_file.exists():
        load_to_write(config_file)
    with show.steps() as each:
        done = keeping.restore(file, config_file, os.environ, now(), each, force=force)
    if as_json:
        _print({"file": str(file), **_fields(done.backup), **_changes(done)})
    else:
        _tell(done, config_file)


def _print(result: str | dict[str, object]) -> None:
    typer.echo(result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, indent=2))


def _tell(done: "Restored", config_file: Path) -> None:
    _print(f"restored {_holds(done.backup)}")
    if done.kept:
        _print(f"the database that was there is kept as {done.kept}")
    if done.wrote_config:
        _print(f"wrote {config_file}")
    elif not done.same_config:
        typer.echo(f"{config_file} stays as it is, and is not what the backup holds", err=True)
    typer.echo("feedhub publish brings the documents back", err=True)


def _holds(made: "Backup") -> str:
    return f"{made.entries} entries of {made.sources} sources, {made.made:%Y-%m-%d %H:%M} UTC"


def _fields(made: "Backup") -> dict[str, object]:
    return {
        "made": made.made.isoformat(),
        "feedhub": made.made_by,
        "revision": made.revision,
        "sources": made.sources,
        "entries": made.entries,
    }


def _changes(done: "Restored") -> dict[str, object]:
    kept = None if done.kept is None else str(done.kept)
    return {"wrote_config": done.wrote_config, "same_config": done.same_config, "kept": kept}
