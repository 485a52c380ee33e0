"""The command that shows what would come of a source: preview."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, commands, complete, load, source_names

if TYPE_CHECKING:
    from feedhub.config import Settings, Source
    from feedhub.scout import Look


@commands.command()
def preview(
    what: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE|NAME", help="An address, a file or folder, or a source.", autocompletion=source_names
        ),
    ],
    *,
    entries: Annotated[int, typer.Option("--entries", "-n", min=1, help="How many entries to show.")] = 10,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page of before and after.")
    ] = None,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Fetch, read and clean one source and show what would be stored, and what cleaning changed; nothing is stored.

    On a terminal, the page of --html is opened in a browser, too.

    Example: feedhub preview https://lwn.net/headlines/newrss --html lwn.html
    """
    import sys

    from feedhub.cli import previews

    settings = _settings(config_file)
    source = _source(what, settings)
    look = complete(_look(settings, source))
    if look.trouble is not None or look.examination is None:
        detail = f"{look.trouble.kind}: {look.trouble.detail}" if look.trouble else "nothing came"
        hint = "; `feedhub add` finds the feed behind a page" if look.fetched and source.url else ""
        typer.echo(f"{what}: {detail}{hint}", err=True)
        raise typer.Exit(1)
    if html is not None:
        _write(html, previews.page(look.examination, source, most=entries))
        typer.echo(f"wrote {html}", err=True)
        if sys.stdout.isatty():
            typer.launch(html.absolute().as_uri())
    if as_json:
        previews.as_data(look.examination, source, most=entries)
    elif html is None:
        previews.as_text(look.examination, source, most=entries)


async def _look(settings: "Settings", source: "Source") -> "Look":
    from feedhub.scout import Scout

    async with Scout(settings) as scout:
        return await scout.look(source)


def _settings(config_file: Path) -> "Settings":
    """Read the configuration, or do without: a look at an address needs none."""
    if config_file != DEFAULT or config_file.exists():
        return load(config_file)
    from feedhub.config import Settings

    return Settings.model_validate({}, context=Path.cwd())


def _source(what: str, settings: "Settings") -> "Source":
    """Tell what is meant: a source of the configuration, a file or folder, or an address."""
    from feedhub import discover
    from feedhub.config import Source

    known = next((source for source in settings.sources if source.name == what), None)
    if known is not None:
        return known
    try:
        if Path(what).exists():
            return Source(name="preview", path=Path(what).absolute())
        if "." not in what and ":" not in what:
            raise typer.BadParameter(f"{what!r} is no source, no file, and no address")
        return Source(name="preview", url=discover.web_address(what))
    except (ValueError, OSError) as error:
        raise typer.BadParameter(f"{what!r} is no source, no file, and no address that can be asked") from error


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{path}: cannot be written: {error.strerror}") from error
