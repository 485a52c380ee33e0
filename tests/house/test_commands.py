"""The reference of commands says what the program says, and every command is made as all are."""

from pathlib import Path

import pytest

from support.commands import Command, every_command, reference

ROOT = Path(__file__).parents[2]
COMMANDS = list(every_command())
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
