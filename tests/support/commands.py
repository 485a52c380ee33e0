"""Every command there is, as the program itself describes it."""

import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from typer.main import get_command

from feedhub.cli.commands import commands

_EVERYWHERE = frozenset({"config_file", "help"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its words, what it says of itself, its example, and what it takes, as flags or metavar and help."""

    name: str
    help: str
    example: str
    parameters: tuple[tuple[str, str], ...]


def every_command() -> Iterator[Command]:
    """Walk through the program's commands and those below them."""
    yield from _below("feedhub", get_command(commands))


def _below(name: str, command: object) -> Iterator[Command]:
    children = getattr(command, "commands", None)
    if children is None:
        yield _described(name, command)
        return
    for child in children.values():
        yield from _below(f"{name} {child.name}", child)


def _described(name: str, command: object) -> Command:
    text, _, example = str(getattr(command, "help", "")).partition("Example: ")
    found = []
    for parameter in getattr(command, "params", ()):
        if parameter.name in _EVERYWHERE:
            continue
        flags = ", ".join((*parameter.opts, *parameter.secondary_opts))
        label = flags if flags.startswith("-") else parameter.metavar
        found.append((label, " ".join(str(parameter.help).split())))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return Command(name=name, help="\n\n".join(paragraphs), example=example.strip(), parameters=tuple(found))


HEAD = """# Commands

`feedhub` is also `python -m feedhub`. Results go to stdout, progress and the log to stderr; where a result is data,
`--json` prints it for programs. Exit codes: 0 done, 1 done but something failed (it is named), 2 wrong usage or
configuration and nothing was changed.

The configuration is `--config FILE`, else what `$FEEDHUB_CONFIG` names, else `config.yaml` in the current folder.
`feedhub --version` prints the version, `feedhub --help` lists the commands, and each has a `--help` of its own.
`feedhub --install-completion` makes your shell complete commands, options and the names of sources.

What follows is what the program says of itself: `make bless` writes it anew.
"""


def reference() -> str:
    """Write docs/commands.md."""
    return "\n".join([HEAD, *(line for command in every_command() for line in _section(command))]).rstrip() + "\n"


def _section(command: Command) -> Iterator[str]:
    yield from (f"## `{command.name}`", "")
    for paragraph in command.help.split("\n\n"):
        yield from textwrap.wrap(paragraph, 120, break_long_words=False, break_on_hyphens=False)
        yield ""
    yield from ("```console", f"$ {command.example}", "```", "")
    if command.parameters:
        yield from ("| takes | meaning |", "|---|---|")
        yield from (
            f"| `{label}` | {words} |".replace("L|F", r"L\|F").replace("E|N", r"E\|N")
            for label, words in command.parameters
        )
        yield ""


if __name__ == "__main__":
    sys.stdout.write(reference())
