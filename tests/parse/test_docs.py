"""`docs/fields.md` speaks of every field that reading fills."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from feedhub.model.parsed import ParsedEntry, ParsedFeed

PAGE = (Path(__file__).parents[2] / "docs" / "fields.md").read_text("utf-8")
ENTRY, FEED = PAGE.split("## Entry")[1].split("## Feed")


def rows(section: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_field_of_an_entry_has_a_row_and_every_row_a_field() -> None:
    assert rows(ENTRY) == {field.name for field in fields(ParsedEntry)}


@pytest.mark.parametrize("name", [field.name for field in fields(ParsedFeed)])
def test_every_field_of_a_feed_is_described(name: str) -> None:
    assert f"`{name}`" in FEED
