"""A smoke alarm: another parser of feeds, written for speed, counts as many entries under the same titles."""

from pathlib import Path

import fastfeedparser
import pytest

from feedhub.parse import read
from parse.test_oracle import CASES, text_of
from support.documents import body
from support.oracle import words

CORPUS = Path(__file__).parents[1] / "corpus"
OTHERWISE = {
    "format-no-namespace": "it knows Atom by its namespace and raises",
    "format-rss090": "it finds no items in RSS 0.90",
    "title-atom-text-is-literal": "it takes literal text for markup",
    "title-atom-xhtml": "it does not read XHTML titles",
    "title-media-title-alone": "it does not look for a title elsewhere",
    "title-rss-angle-brackets": "it takes whatever stands in angle brackets for markup",
}
"""Cases that it reads otherwise, and why we do not."""


@pytest.mark.parametrize("case", [case for case in CASES if case not in OTHERWISE])
def test_a_fast_parser_counts_as_many_entries_under_the_same_titles(case: str) -> None:
    data = (CORPUS / case / "feed.xml").read_bytes()
    theirs = fastfeedparser.parse(data)["entries"]
    ours = read(body(data)).entries
    assert [words(entry.get("title") or "") for entry in theirs] == [text_of(entry.title) for entry in ours]
