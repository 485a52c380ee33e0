"""The commands that do the hub's work: run, poll, publish, serve."""

from typing import Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, Names, check_names, commands, complete, load_to_write
from feedhub.cli.logs import LogFormat

LogForm = Annotated[
    LogFormat,
    typer.Option(
        envvar="FEEDHUB_LOG_FORMAT", help="How events are written; auto is text on a terminal, JSON elsewhere."
    ),
]


@commands.command()
def run(*, log_format: LogForm = LogFormat.AUTO, config_file: ConfigFile = DEFAULT) -> None:
    """Poll, publish and serve until stopped.

    Ends cleanly on SIGTERM and Ctrl-C, at once on the second. There is one daemon on a database. Reads the configuration again when the file changes and on SIGHUP.

    Example: feedhub run --config /etc/feedhub/config.yaml
    """
    import asyncio
    import os

    from feedhub.app import App
    from feedhub.cli import logs
    from feedhub.daemon import Daemon, listen, stamp
    from feedhub.store import alone
    from feedhub.supervise import Supervisor

    as_read = stamp(config_file)
    settings = load_to_write(config_file)
    logs.start(log_format)

    async def work() -> None:
        stop, reload = asyncio.Event(), asyncio.Event()
        listen(stop, reload)
        async with App(settings, spread=True) as app:
            supervisor = Supervisor.of(os.environ, os.getpid())
            await Daemon(app, config_file, as_read, supervisor).run(stop, reload)

    with alone(settings.store.database):
        complete(work())


@commands.command()
def poll(
    names: Names = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Visit sources that are not due, too.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Visit once what is due (with names or --force: regardless), publish, print a table.

    Article pages of sources with full_text are fetched, too: those that are due, for five minutes at most. A host that asked to be left alone is not asked, and its sources are visited when it may be. Exits with 1 when a source failed or was not asked.

    Example: feedhub poll stcn --force
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = load_to_write(config_file)
    chosen = names or []
    check_names(chosen, [source.name for source in settings.sources if source.enabled])

    async def work() -> int:
        async with App(settings) as app:
            with show.visits(len(chosen) or sum(source.enabled for source in settings.sources)) as each:
                reports = await app.poll(chosen, force=force, each=each)
            app.rest()
            await app.prune()
            with show.progress("publishing feeds") as done:
                await app.publish(done)
            with show.texts() as tell:
                texts = await app.work_off(chosen, each=tell)
            if texts:
                await app.publish()
        show.poll(reports, as_json=as_json)
        return int(any(report.trouble for report in reports))

    raise typer.Exit(complete(work()))


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

    settings = load_to_write(config_file)

    async def work() -> int:
        async with App(settings) as app:
            await app.prune()
            with show.progress("publishing feeds") as done:
                report = await app.publish(done, verify=True, accept=accept)
        show.published(report, settings.publish.directory, as_json=as_json)
        return int(bool(report.held_back))

    raise typer.Exit(complete(work()))


@commands.command()
def reclean(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sources; none means all.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Clean entries of this very cleaner, too.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Bring stored entries up to this feedhub's cleaner without fetching anything, and publish what changed.

    Ids and dates stay. The daemon does it by itself, a few entries a second. Exits with 1 when an entry failed.

    Example: feedhub reclean stcn
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = load_to_write(config_file)
    check_names(names or [], [source.name for source in settings.sources])

    async def work() -> int:
        async with App(settings) as app:
            with show.progress("cleaning entries") as done:
                report = await app.reclean(names or None, done, force=force)
            with show.progress("publishing feeds") as done:
                published = await app.publish(done)
        show.recleaned(report, published, as_json=as_json)
        return int(bool(report.failed))

    raise typer.Exit(complete(work()))


@commands.command()
def serve(*, log_format: LogForm = LogFormat.AUTO, config_file: ConfigFile = DEFAULT) -> None:
    """Serve what is published, without polling.

    Example: feedhub serve
    """
    import asyncio

    from feedhub.cli import logs
    from feedhub.daemon import listen
    from feedhub.serving import serve_only

    settings = load_to_write(config_file)
    logs.start(log_format)

    async def work() -> None:
        stop = asyncio.Event()
        listen(stop, asyncio.Event())
        await serve_only(settings, stop)

    complete(work())
