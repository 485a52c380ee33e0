"""The reference of commands says what the program says, and every command is made as all are."""

import re
from pathlib import Path

import pytest

from support.commands import Command, every_command, reference

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = list(every_command())
ANYWHERE = {"--config", "--help", "--version", "--install-completion", "--show-completion", "--json"}
NO_DATA = {"run", "serve", "schema", "init", "export posts", "export opml"}
"""Commands that print no result a program could want as JSON: or nothing else, as `schema`."""


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    """`make bless` writes it anew."""
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference()


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_every_command_has_an_example_of_itself_and_explains_all_it_takes(command: Command) -> None:
    assert command.example.startswith(command.name)
    assert command.help.endswith(".")
    assert all(words.endswith(".") for _, words in command.parameters), command.parameters


def test_every_command_whose_result_is_data_gives_it_as_json() -> None:
    without = {each.name.removeprefix("feedhub ") for each in COMMANDS if "--json" not in dict(each.parameters)}
    assert without == NO_DATA


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_command_that_a_page_mentions_is_there_with_its_options(page: Path) -> None:
    known = {each.name: {flag for label, _ in each.parameters for flag in label.split(", ")} for each in COMMANDS}
    groups = {name.rpartition(" ")[0] for name in known}
    for mentioned in re.findall(r"`(feedhub [a-z][^`]*)`", page.read_text("utf-8")):
        words = mentioned.split()
        name = " ".join(words[:3]) if " ".join(words[:2]) in groups else " ".join(words[:2])
        assert name in known, f"{page.name}: {mentioned}"
        flags = set(re.findall(r"(?<![\w-])--[a-z-]+", mentioned))
        assert flags <= known[name] | ANYWHERE, f"{page.name}: {mentioned}"
