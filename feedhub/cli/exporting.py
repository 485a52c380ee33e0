"""The commands that take things out of the hub: export posts, opml, site."""

from pathlib import Path
from typing import Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, complete, export, load, load_to_write


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

    settings = load(config_file)

    async def work() -> int:
        async with App(settings) as app:
            with show.progress("exporting posts") as done:
                return await app.export_posts(folder, done)

    typer.echo(f"{complete(work())} posts in {folder}")


@export.command("opml")
def export_opml(
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Print the sources as a subscription list (OPML 2.0) that any reader, and `feedhub import`, takes.

    No header, password or token goes along: a source whose address holds one is listed at the hub's own address.

    Example: feedhub export opml > subscriptions.opml
    """
    import sys

    from feedhub import publish
    from feedhub.app import App

    settings = load(config_file)

    async def work() -> bytes:
        async with App(settings) as app:
            return await app.subscription_list()

    sys.stdout.buffer.write(complete(work()))
    for source in settings.sources:
        if source.url and publish.is_private(source.url):
            typer.echo(f"{source.name}: its address holds a secret; listed at the hub's own address", err=True)


@export.command("site")
def export_site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to; an empty or new folder, or a former export.")
    ],
    *,
    compress: Annotated[bool, typer.Option("--gzip", help="Put a .gz beside each file, for gzip_static.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Write everything that is published and open to all as files for any static host; again, only what changed.

    What serve.tokens closes is left out, also of an earlier export: such a host shows its files to everybody. The links are those of hub.base_url. Nothing is polled, and a daemon may run.

    Example: feedhub export site public --gzip
    """
    from feedhub import site
    from feedhub.app import App
    from feedhub.cli import show
    from feedhub.cli.printing import data
    from feedhub.locks import closed

    settings = load_to_write(config_file)
    is_closed = closed(settings)

    async def make() -> None:
        async with App(settings, workers=0) as app:
            with show.progress("making documents") as done:
                await app.make_all(done, is_closed=is_closed)

    site.refuse(settings, folder)
    try:
        complete(make())
        with show.progress("exporting files") as done:
            report = site.export(settings, folder, done, is_closed=is_closed, compress=compress)
    except OSError as error:
        raise typer.BadParameter(f"{folder}: cannot be written: {error.strerror or error}") from error
    if as_json:
        counts = {"files": report.files, "changed": report.changed, "removed": report.removed}
        data({**counts, "left_out": report.left_out})
        return
    typer.echo(f"{report.files} files in {folder}, {report.changed} changed, {report.removed} removed")
    if report.left_out:
        typer.echo(
            f"left out {report.left_out} documents that serve.tokens closes: a static host would show them to everybody"
        )
