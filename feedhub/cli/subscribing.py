"""The commands that write config.yaml: init, add, import."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, commands, complete, load
from feedhub.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedhub.config import Addition, Settings
    from feedhub.scout import Look

T = TypeVar("T")
Url = Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that has one.")]


@commands.command()
def init(
    *,
    base_url: Annotated[
        str, typer.Option("--base-url", help="The public address of the hub.")
    ] = "http://127.0.0.1:8080",
    title: Annotated[str, typer.Option("--title", help="What the hub calls itself.")] = "feedhub",
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Write a commented config.yaml to begin with; one that is there already is never overwritten.

    Example: feedhub init --title "Daily digest"
    """
    import json
    import re
    from importlib.resources import files

    from feedhub import config

    values = {"TITLE": title, "BASE_URL": base_url}
    quoted = {key: json.dumps(value.replace("$", "$$"), ensure_ascii=False) for key, value in values.items()}
    template = files("feedhub.cli").joinpath("config.yaml").read_text("utf-8")
    text = re.sub("TITLE|BASE_URL", lambda word: quoted[word[0]], template).encode(errors="replace").decode()
    config.read(config_file, text.encode(), os.environ)
    config.create(config_file, text)
    typer.echo(f"wrote {config_file}; next: `feedhub add URL`, then `feedhub run`")


@commands.command()
def add(
    url: Url,
    *,
    name: Annotated[str | None, typer.Option("--name", help="What to call the source; proposed by default.")] = None,
    category: Annotated[str | None, typer.Option("--category", help="Its category path; proposed by default.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: take the best feed and the proposals.")
    ] = False,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Find the feed behind a page and append it to config.yaml, where nothing else changes.

    Without a terminal to ask at, several feeds are listed and nothing is added (2): name one of them, or say --yes.

    Example: feedhub add https://blog.example.org --category Tech/Blogs --yes
    """
    from feedhub import config
    from feedhub.cli import found

    settings = load(config_file)
    looks = _new_ones(complete(_find(settings, url)), settings)
    asking = sys.stdin.isatty() and sys.stderr.isatty() and not yes
    if len(looks) > 1 and not yes and not asking:
        (found.found_as_data if as_json else found.found)(looks)
        typer.echo("several feeds, and nothing was added: name one of them, or add the first with --yes", err=True)
        raise typer.Exit(2)
    look = _chosen(looks) if asking else looks[0]
    addition = _addition(look, settings, name, category, asking=asking)
    config.add_sources(config_file, [addition], os.environ)
    found.added(addition, look, as_json=as_json, path=str(config_file))


async def _find(settings: "Settings", url: str) -> "list[Look]":
    from feedhub import discover
    from feedhub.scout import Scout

    async with Scout(settings) as scout:
        return await scout.find(discover.web_address(url), lambda place: typer.echo(f"asking {place}", err=True))


def _new_ones(looks: "list[Look]", settings: "Settings") -> "list[Look]":
    """Leave out what is there already.

    Raises:
        ConfigError: all of it is.
    """
    from feedhub import discover
    from feedhub.fetch import shown

    there = {discover.likeness(source.url): source.name for source in settings.sources if source.url}
    new = [look for look in looks if discover.likeness(look.url) not in there]
    if not new:
        names = ", ".join(f"{shown(look.url)} as {there[discover.likeness(look.url)]}" for look in looks)
        raise ConfigError(f"already there: {names}; nothing was changed")
    return new


def _chosen(looks: "list[Look]") -> "Look":
    from feedhub.cli import found

    found.found(looks)
    if len(looks) == 1:
        return looks[0]
    number: int = typer.prompt("which one?", default=1, type=int, err=True)
    if not 1 <= number <= len(looks):
        raise typer.BadParameter(f"there are only {len(looks)}")
    return looks[number - 1]


def _addition(
    look: "Look", settings: "Settings", name: str | None, category: str | None, *, asking: bool
) -> "Addition":
    from feedhub import discover
    from feedhub.config import Addition

    title = look.examination.title if look.examination else ""
    taken = {other for source in settings.sources for other in (source.name, *source.was)}
    if name is None:
        name = discover.free_name(discover.speakable(title, look.url), taken)
        name = typer.prompt("name", default=name, err=True) if asking else name
    if category is None:
        category = _likely_category(look, settings)
        category = typer.prompt("category", default=category, err=True) if asking else category
    return Addition(name=name, url=look.url, categories=(category,) if category else ())


def _likely_category(look: "Look", settings: "Settings") -> str:
    from feedhub import discover

    entries = look.examination.entries if look.examination else ()
    tags = [tag.term for each in entries for tag in each.entry.tags]
    known = {source.url or source.name: source.categories for source in settings.sources}
    unsorted = "未分类" if (settings.hub.language or "").lower().startswith("zh") else "Unsorted"
    return discover.likely_category(look.url, tags, known) or unsorted


@commands.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A subscription list, of any reader.")],
    *,
    as_json: AsJson = False,
    config_file: ConfigFile = DEFAULT,
) -> None:
    """Append the feeds of a subscription list to config.yaml: nested folders become category paths.

    What is there already is skipped. What cannot be a source is named, and then this exits with 1.

    Example: feedhub import subscriptions.opml
    """
    from feedhub import config, subscriptions
    from feedhub.admission import admit
    from feedhub.cli import found, show

    settings = load(config_file)
    try:
        listed = subscriptions.read(_content(file, subscriptions.MAX_BYTES))
    except (OSError, subscriptions.NotOpml) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise typer.BadParameter(f"{file}: {reason}") from problem
    with show.steps() as tell:
        admission = admit(_followed(listed, lambda done: tell("looking through the list", done, len(listed))), settings)
        if added := len(admission.added):
            tell("adding sources", 0, added)
            config.add_sources(config_file, admission.added, os.environ)
            tell("adding sources", added, added)
    found.admitted(admission, as_json=as_json, path=str(config_file))
    raise typer.Exit(int(bool(admission.refused)))


def _followed(items: "Iterable[T]", each: "Callable[[int], None]") -> "Iterator[T]":
    """Pass items on, and say after each how many that were."""
    for done, item in enumerate(items, 1):
        yield item
        each(done)


def _content(file: Path, most: int) -> bytes:
    """Read a file as far as it could be of use: one byte more than is allowed says that it is too large."""
    with file.open("rb") as opened:
        return opened.read(most + 1)
