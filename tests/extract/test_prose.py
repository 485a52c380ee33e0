"""Articles found on pages that nobody described."""

import pytest

from feedhub.extract import find_article, without_title
from feedhub.sanitize import plain_text
from support.articles import SENTENCES, page

BASE = "https://news.example/2026/lighthouse.html"


def test_the_article_is_found_and_what_stands_around_it_left() -> None:
    around = "<section class='comments'><p>First! I never liked that tower.</p></section>"
    found = plain_text(find_article(page(around=around).decode(), base=BASE))
    assert all(sentence in found for sentence in SENTENCES)
    assert "About us" not in found
    assert "First!" not in found


def test_pictures_links_and_code_stay() -> None:
    body = "<p>See <a href='/map'>the map</a>.</p><img data-src='tower.jpg' alt='tower'><pre><code>a = 1\nb = 2</code></pre>"
    found = find_article(page((*SENTENCES, body)).decode(), base=BASE)
    assert '<a href="https://news.example/map">the map</a>' in found
    assert "https://news.example/2026/tower.jpg" in found
    assert "<pre>a = 1\nb = 2</pre>" in found


def test_the_markup_holds_no_indentation() -> None:
    assert "\n" not in find_article(page().decode(), base=BASE)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "no markup",
        "<html></html>",
        "<" * 1000,
        "<div>" * 3000,
        "\x00\x01",
        "<?xml version='1.0'?><a/>",
        "<p>" + "&" * 999,
    ],
)
def test_odd_pages_hold_no_article_or_some_text_but_break_nothing(html: str) -> None:
    assert len(find_article(html, base=BASE)) <= len(html) + 100


def test_a_heading_that_repeats_the_title_goes() -> None:
    assert without_title("<h1>A  fine <b>day</b></h1><p>x</p>", "a fine Day") == "<p>x</p>"
    assert without_title("<div><h2>A fine day</h2><p>x</p></div>", "A fine day") == "<div><p>x</p></div>"
    assert without_title("<h1>Another day</h1><p>x</p>", "A fine day") == "<h1>Another day</h1><p>x</p>"
    assert without_title("<p>A fine day</p>", "A fine day") == "<p>A fine day</p>"
