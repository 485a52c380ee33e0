"""The commands that take things out of the hub: export posts, opml, site."""

from pathlib import Path
from typing import Annotated

import typer

from feedhub.cli.frame import DEFAULT, ConfigFile, complete, export, load


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
