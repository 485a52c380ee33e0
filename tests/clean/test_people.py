"""One line of names an entry, whoever has to stand in."""

from dataclasses import replace

import pytest

from feedhub.model.parsed import ParsedEntry, ParsedOrigin, Text
from support.parsed import a_feed, an_entry, clean_one, surroundings


def author(*names: str) -> str:
    return clean_one(ParsedEntry(title=Text(value="t"), authors=names)).author


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (("Ann",), "Ann"),
        (("Ann", "Bob"), "Ann, Bob"),
        (("Ann", "Ann", " ", "Bob"), "Ann, Bob"),
        (("贺 勇",), "贺 勇"),
        (("ann@a.example (Ann Author)",), "Ann Author"),
        (("Ann Author <ann@a.example>",), "Ann Author"),
        (('"Ann Author" <mailto:ann@a.example>',), "Ann Author"),
        (("Ann Author, ann@a.example",), "Ann Author"),
        (("ann@a.example", "Bob"), "Bob"),
        (("@ann@social.example",), "@ann@social.example"),
        (("<b>Ann</b>",), "Ann"),
        (("A\x00nn\n Author",), "Ann Author"),
    ],
)
def test_names_are_shown_and_addresses_are_not(given: tuple[str, ...], shown: str) -> None:
    assert author(*given) == shown


def test_a_thousand_names_are_too_many() -> None:
    assert author(*(f"{number}" for number in range(1000))).count(",") == 19


def test_a_byline_is_at_most_a_line_or_two_and_ends_with_a_whole_name() -> None:
    byline = author(*(letter * 100 for letter in "abcd"))
    assert byline == ", ".join(("a" * 100, "b" * 100))
    assert author(byline) == byline
    assert author("x" * 1000) == "x" * 300


def test_who_stands_in_for_a_missing_author() -> None:
    entry = replace(an_entry(title="t"), authors=("ann@a.example",), origin=ParsedOrigin(title="Other Planet"))
    feed = replace(a_feed(), authors=("Feed Author",), title=Text(value="Feed Title"))
    around = surroundings(title="Configured Title", author="Configured Author")
    assert clean_one(entry, feed, around).author == "Feed Author"
    feed = replace(feed, authors=())
    assert clean_one(entry, feed, around).author == "Configured Author"
    around = replace(around, author=None)
    assert clean_one(entry, feed, around).author == "Other Planet"
    entry = replace(entry, origin=None)
    assert clean_one(entry, feed, around).author == "Configured Title"
    around = replace(around, title=None)
    assert clean_one(entry, feed, around).author == "Feed Title"
    feed = replace(feed, title=None)
    assert clean_one(entry, feed, around).author == "stcn"
