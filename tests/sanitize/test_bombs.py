"""HTML that is built to cost: every one is done with in a moment, and its text is kept."""

from time import process_time

import pytest

from feedhub.sanitize import plain_text, sanitize, title_text

BUDGET = 8.0
"""CPU seconds: what these stand against took minutes; measuring coverage takes its part, and machines are noisy."""

BOMBS = {
    "40,000 open divs": "<div>" * 40_000,
    "20,000 open divs": "<div>" * 20_000,
    "20,000 lists in lists": "<ul><li>" * 20_000,
    "a million ampersands": "&" * 1_000_000,
    "400,000 open references": "&a" * 400_000,
    "50,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">",
    "4,000 attributes in a short text": "<p " + " ".join("abcdefghij"[n % 10] for n in range(4_000)) + ">",
    "attributes hidden behind quoted brackets": "<p " + " ".join(f"a{n}='>'" for n in range(50_000)) + ">",
    "10,000 open links and formats": "<a href=x><b><i>" * 10_000,
    "300,000 flat spans": "<span>a</span>" * 300_000,
    "a million opening brackets": "<" * 1_000_000,
    "end tags that close nothing": "<div></b>" * 40_000,
    "end tags that do not reach": "<div><object></div></object>" * 20_000,
    "end tags that stop at a cell": "<div><table><tr><td></div></td></tr></table>" * 9_000,
    "tables in tables": "<table><tr><td>" * 20_000,
    "formats without end across paragraphs": "<p><font size=1>x" * 20_000,
    "list items without end": "<li>" * 49_000,
    "paragraphs without end": "<p>" * 49_000,
    "links without end": "<a href=x>" * 49_000,
    "headings without end": "<h1>" * 49_000,
    "options": "<select>" + "<option>" * 49_000,
    "svg in svg": "<svg>" * 50_000,
    "math in math": "<math><mtext>" * 50_000,
    "templates": "<template>" * 50_000,
    "open comments": "<!--" * 200_000,
    "open comments after dashes": "<!-" * 200_000,
    "open tags": "<a" * 49_000,
    "open quotes": "<a b='" * 49_000,
    "alternating open quotes": "<a b='<a b=\"" * 50_000,
    "equals signs": "<a " + "=" * 500_000,
    "open scripts": "<script>" * 49_000,
    "nested noscripts": "<noscript>" * 30_000,
    "frames": "<iframe src=//www.youtube.com/embed/a></iframe>" * 20_000,
    "images": "<img src=a>" * 40_000,
    "commas in a srcset": "<img src=a srcset='a" + "," * 500_000 + "'>",
    "words in a srcset": "<img src=a srcset='" + "a " * 250_000 + "'>",
    "styles": "<p style='text-align" + " " * 500_000 + "'>",
    "a long style of aligns": "<p style='" + "text-align:" * 50_000 + "'>",
    "a long address": "<a href='http://" + "a" * 900_000 + "'>x</a>",
    "a long query": "<a href='http://a.example/?" + "a&" * 49_000 + "'>x</a>",
    "blank wrappers": "<p> </p>" * 40_000,
    "nested blank wrappers": ("<b>" * 200 + "</b>" * 200) * 200,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_defused_in_time(bomb: str) -> None:
    before = process_time()
    cleaned = sanitize(bomb, base="https://blog.example/")
    assert process_time() - before < BUDGET
    assert len(cleaned.html) <= 1 << 20


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_text_functions_are_as_quick(bomb: str) -> None:
    before = process_time()
    plain_text(bomb, limit=100)
    title_text(bomb, "html")
    assert process_time() - before < BUDGET


@pytest.mark.parametrize("name", ["40,000 open divs", "50,000 attributes", "end tags that do not reach"])
def test_a_text_behind_a_bomb_is_kept_as_paragraphs(name: str) -> None:
    html = f"<p>first &lt;b&gt;</p>{BOMBS[name]}<p>second<br>third</p>"
    assert sanitize(html, base=None).html == "<p>first &lt;b&gt;</p><p>second</p><p>third</p>"


def test_a_defused_bomb_stays_as_it_is() -> None:
    once = sanitize("<div>" * 1000 + "one<p>two &amp; three\xa0four</p>" + "&" * 200_000, base=None).html
    assert sanitize(once, base=None).html == once


def test_a_long_article_is_no_bomb() -> None:
    row = "<tr><td style='color:red'>a</td><td><a href='/x'>b</a></td></tr>"
    html = "<table><tbody>" + row * 3_000 + "</tbody></table>"
    assert sanitize(html, base="https://blog.example/").html.count("<tr>") == 3_000
