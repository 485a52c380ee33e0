"""The commands. What only some of them need is imported by them, so that `--version` and `--help` answer at once."""

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

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="FEEDHUB_CONFIG", help="The configuration file.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT = Path("config.yaml")


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


@commands.command()
def run(config_file: ConfigFile = DEFAULT) -> None:
    """Poll, publish and serve until stopped.

    Ends cleanly on SIGTERM and Ctrl-C, at once on the second. There is one daemon on a database. Reads the configuration again when the file changes and on SIGHUP.

    Example: feedhub run --config /etc/feedhub/config.yaml
    """
    import asyncio

    from feedhub.app import App
    from feedhub.cli import logs
    from feedhub.daemon import Daemon, listen
    from feedhub.store import alone

    settings = _load(config_file)
    logs.start()

    async def work() -> None:
        stop, reload = asyncio.Event(), asyncio.Event()
        listen(stop, reload)
        async with App(settings, spread=True) as app:
            await Daemon(app, config_file).run(stop, reload)

    with alone(settings.store.database):
        _complete(work())


@commands.command()
def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sources; none means all.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Visit sources that are not due, too.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Visit once what is due (with names or --force: regardless), publish, print a table.

    Exits with 1 when a source failed.

    Example: feedhub poll stcn --force
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = _load(config_file)
    chosen = names or []
    _known(chosen, [source.name for source in settings.sources if source.enabled])

    async def work() -> int:
        async with App(settings) as app:
            with show.visits(len(chosen) or sum(source.enabled for source in settings.sources)) as each:
                reports = await app.poll(chosen, force=force, each=each)
            with show.progress("publishing feeds") as done:
                await app.publish(done)
        show.poll(reports, as_json=as_json)
        return int(any(report.trouble for report in reports))

    raise typer.Exit(_complete(work()))


@commands.command()
def publish(
    *,
    accept: Annotated[
        bool, typer.Option("--accept", help="Let pass what is held back only for what stood there before.")
    ] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Bring the published documents up to date without polling.

    A document that is wrong is held back, and the last good one stays up: then this exits with 1.

    Example: feedhub publish --accept
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = _load(config_file)

    async def work() -> int:
        async with App(settings) as app:
            with show.progress("publishing feeds") as done:
                report = await app.publish(done, verify=True, accept=accept)
        show.published(report, settings.publish.directory, as_json=as_json)
        return int(bool(report.held_back))

    raise typer.Exit(_complete(work()))


@commands.command()
def serve(config_file: ConfigFile = DEFAULT) -> None:
    """Serve what is published, without polling.

    Example: feedhub serve
    """
    import asyncio

    from feedhub.cli import logs
    from feedhub.daemon import listen, serve_only

    settings = _load(config_file)
    logs.start()

    async def work() -> None:
        stop = asyncio.Event()
        listen(stop, asyncio.Event())
        await serve_only(settings, stop)

    _complete(work())


@commands.command()
def check(
    *,
    published: Annotated[bool, typer.Option("--published", help="Check what is published instead.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Validate the configuration, or with --published every feed document in the published folder.

    Example: feedhub check --config config.yaml
    """
    import json

    settings = _load(config_file)
    if published:
        from feedhub.app import published_faults
        from feedhub.cli import show

        faults = list(published_faults(settings))
        show.checked(faults, as_json=as_json)
        raise typer.Exit(int(bool(faults)))
    enabled = sum(source.enabled for source in settings.sources)
    if as_json:
        typer.echo(json.dumps({"ok": True, "sources": len(settings.sources), "enabled": enabled}))
    else:
        typer.echo(f"{config_file}: good, {len(settings.sources)} sources, {enabled} of them enabled")


@commands.command()
def status(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sources; none means all.")] = None,
    *,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Say how the sources are: a row each, with last and next visit, entries, failures, last error.

    With names, also in words why the next visit is when it is.

    Example: feedhub status stcn
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = _load(config_file)
    _known(names or [], [source.name for source in settings.sources])

    async def work() -> None:
        async with App(settings) as app:
            show.status(await app.status(names or None), explain=bool(names), as_json=as_json)
            show.held_back(await app.held_back())

    _complete(work())


@commands.command()
def schema() -> None:
    """Print the JSON Schema of config.yaml.

    Example: feedhub schema > config.schema.json
    """
    import json

    from feedhub import config

    typer.echo(json.dumps(config.json_schema(), indent=2, ensure_ascii=False))


@export.command("posts")
def export_posts(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if it is not there.")],
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Write every entry as a front-matter post for Hexo.

    Example: feedhub export posts source/_posts
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = _load(config_file)

    async def work() -> int:
        async with App(settings) as app:
            with show.progress("exporting posts") as done:
                return await app.export_posts(folder, done)

    typer.echo(f"{_complete(work())} posts in {folder}")


def _load(path: Path) -> "Settings":
    from feedhub import config

    return config.load(path, os.environ)


def _known(names: Sequence[str], known: Sequence[str]) -> None:
    import difflib

    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise typer.BadParameter(f"no enabled source is called {name!r}{hint}")


def _complete(work: Coroutine[Any, Any, T]) -> T:
    gc.freeze()  # what was imported stays: no collection need look at it again
    gc.enable()
    if sys.platform == "win32":
        import asyncio

        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
