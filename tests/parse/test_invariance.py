"""What must not change what is read: the way it had to be read, and the address it came from."""

import json
import re
from pathlib import Path

import pytest

from feedhub.model.parsed import ParsedEntry, ParsedFeed, Text
from feedhub.parse import read
from feedhub.parse.xmlfeed import read_xml
from support.documents import atom, body, rss

CORPUS = Path(__file__).parents[1] / "corpus"


def is_well_formed_feed(case: Path) -> bool:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    if "refused" in expected or not (case / "feed.xml").exists():
        return False
    return not case.name.startswith("mess-")


WELL_FORMED = sorted(case.name for case in CORPUS.iterdir() if is_well_formed_feed(case))


def entries(found: ParsedFeed) -> tuple[ParsedEntry, ...]:
    return found.entries


def made_malformed(document: str) -> str:
    """Put an end tag that nothing opened behind the root's own tag: only the lenient reader takes that."""
    root = re.search(r"<(?![?!])[^<>]+>", document)
    assert root
    return document[: root.end()] + "</nothing>" + document[root.end() :]


@pytest.mark.parametrize("case", WELL_FORMED)
def test_strict_and_lenient_reading_agree(case: str) -> None:
    document = (CORPUS / case / "feed.xml").read_text("utf-8")
    strict = read_xml(document, max_entries=100)
    lenient = read_xml(made_malformed(document), max_entries=100)
    assert any("leniently" in note for note in lenient.notes)
    assert entries(lenient) == entries(strict)


@pytest.mark.parametrize("case", WELL_FORMED)
def test_repair_changes_nothing_that_was_sound(case: str) -> None:
    document = (CORPUS / case / "feed.xml").read_text("utf-8")
    root = document.rindex("</")
    repaired = read_xml(document[:root] + "<!--  --><x>&nbsp;</x>" + document[root:], max_entries=100)
    assert any("repaired" in note for note in repaired.notes)
    assert entries(repaired) == entries(read_xml(document, max_entries=100))


@pytest.mark.parametrize("case", WELL_FORMED)
def test_junk_around_a_feed_changes_nothing(case: str) -> None:
    data = (CORPUS / case / "feed.xml").read_bytes()
    plain = read(body(data))
    assert entries(read(body(b"Notice: something\n" + data + b"\n<!-- cached -->junk"))) == entries(plain)


@pytest.mark.parametrize("case", WELL_FORMED)
@pytest.mark.parametrize("location", ["http://b.example/", "https://a.example/feed/", "/srv/feed.xml"])
def test_nothing_depends_on_where_a_feed_was_fetched(case: str, location: str) -> None:
    data = (CORPUS / case / "feed.xml").read_bytes()
    assert read(body(data, location=location)) == read(body(data, location="https://a.example/feed"))


def test_a_feed_that_is_malformed_for_a_day_keeps_its_ids() -> None:
    sound = rss(
        "<guid>http://a.example/?p=1&amp;q=2</guid><category>R&amp;D</category><link>http://a.example/?a&amp;b</link>"
    )
    broken = sound.replace("&amp;", "&")
    worse = broken.replace("<title>t</title>", "<title>t</title></p>")
    essences = [entries(read(body(document))) for document in (sound, broken, worse)]
    assert essences[0] == essences[1] == essences[2]


def test_one_text_reads_alike_from_rss_and_atom() -> None:
    markup = "&lt;p&gt;a &amp;amp; b&lt;/p&gt;"
    ours = read(body(rss(f"<description>{markup}</description>"))).entries[0].contents
    theirs = read(body(atom(f"<content type='html'>{markup}</content>"))).entries[0].contents
    assert ours == theirs == (Text(value="<p>a &amp; b</p>", kind="html"),)
