"""Every well-formed document of the corpus, read a second time by a reader that shares nothing with ours."""

import json
from pathlib import Path

import pytest

from feedhub.model.parsed import MediaRole, ParsedEntry, Text
from feedhub.parse import read
from support.documents import body
from support.oracle import Seen, look, words

CORPUS = Path(__file__).parents[1] / "corpus"


MORE_THAN_IT_SAYS = {
    "body-double-encoded-utf8": "characters that were encoded twice are put right",
    "body-unescaped-markup": "markup where escaped markup was declared",
    "body-windows-references": "characters numbered as in windows-1252",
    "format-rss11": "an RSS 1.1 document, which no specification of ours describes",
    "format-upper-case": "names of elements in upper case",
}
"""Cases in which we read what was meant, and the oracle what stands there."""


def is_well_formed_feed(case: Path) -> bool:
    return (
        (case / "feed.xml").exists()
        and not case.name.startswith("mess-")
        and case.name not in MORE_THAN_IT_SAYS
        and "refused" not in json.loads((case / "expected.json").read_text("utf-8"))
    )


CASES = sorted(case.name for case in CORPUS.iterdir() if is_well_formed_feed(case))


def text_of(text: Text | None) -> str:
    return words(text.value, markup=text.kind == "html") if text else ""


def ours(entry: ParsedEntry) -> Seen:
    """Say of our reading what the oracle says of its own."""
    texts = [*entry.contents, *(text for text in (entry.summary,) if text)]
    return Seen(
        guid=entry.guid,
        link=next((link.href for link in entry.links if link.rel == "alternate"), None),
        title=text_of(entry.title),
        published=entry.published,
        terms=[tag.term for tag in entry.tags],
        enclosures=[media.url for media in entry.media if media.role is MediaRole.ENCLOSURE],
        body=text_of(texts[0]) if texts else "",
    )


def test_there_is_something_to_judge() -> None:
    assert sum(len(look((CORPUS / case / "feed.xml").read_bytes())) for case in CASES) > 80


@pytest.mark.parametrize("case", CASES)
def test_an_independent_reader_finds_the_same(case: str) -> None:
    data = (CORPUS / case / "feed.xml").read_bytes()
    assert [ours(entry) for entry in read(body(data)).entries] == look(data)
