"""The commands that change what is stored: remove."""

from typing import Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, commands, complete, load_to_write


@commands.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ENTRY_ID...", help="Ids of entries, as their feeds have them.")],
    *,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Take entries out for good: out of every feed and archive, however long their sources go on offering them.

    An id that no entry has exits with 2, and nothing is removed.

    Example: feedhub remove https://news.example/2026/11/a-mistake
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = load_to_write(config_file)

    async def work() -> list[str]:
        async with App(settings) as app:
            unknown = await app.remove(ids)
            if not unknown:
                with show.progress("publishing feeds") as done:
                    await app.publish(done)
        return unknown

    unknown = complete(work())
    if unknown:
        raise typer.BadParameter(f"no entry has the id {', '.join(map(repr, unknown))}; nothing was removed")
    show.removed(ids, as_json=as_json)
