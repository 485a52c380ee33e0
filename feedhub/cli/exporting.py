"""The commands that take things out of the hub: export posts."""

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
