"""The commands that look and change nothing: check, status, diff, schema."""

from typing import Annotated

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, Names, check_names, commands, complete, load


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

    settings = load(config_file)
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
    names: Names = None,
    *,
    failing: Annotated[bool, typer.Option("--failing", help="Only the sources whose last visit failed.")] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Say how the sources are: a row each, with last and next visit, entries, failures, last error.

    With names, also in words why the next visit is when it is.

    Example: feedhub status stcn
    """
    from feedhub.app import App
    from feedhub.cli import show

    settings = load(config_file)
    check_names(names or [], [source.name for source in settings.sources])

    async def work() -> None:
        async with App(settings) as app:
            rows = [row for row in await app.oversight.status(names or None) if row.trouble or not failing]
            show.status(rows, explain=bool(names), as_json=as_json)
            show.held_back(await app.oversight.held_back())

    complete(work())


@commands.command()
def diff(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="Its id, its address, or the anchor in its link.")],
    *,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Say how an entry changed: word by word, from each version that is kept to the next, oldest first.

    Example: feedhub diff https://news.example/2026/budget
    """
    from feedhub.app import App
    from feedhub.cli import diffing

    settings = load(config_file)

    async def work() -> bool:
        async with App(settings) as app:
            found = await app.oversight.past(entry)
        diffing.show(found, as_json=as_json)
        return bool(found)

    if not complete(work()):
        raise typer.BadParameter(f"no entry has the id, address or anchor {entry!r}")


@commands.command()
def schema() -> None:
    """Print the JSON Schema of config.yaml.

    Example: feedhub schema > config.schema.json
    """
    import json

    from feedhub import config

    typer.echo(json.dumps(config.json_schema(), indent=2, ensure_ascii=False))
