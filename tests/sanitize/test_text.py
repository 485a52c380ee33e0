"""Printable text, plain text and titles: each rule with the input that taught it."""

import pytest

from feedhub.sanitize import paragraphs, plain_text, printable, title_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("a\x0b\x0c\x1fb", "ab"),
        ("a\x7fb", "ab"),
        ("a\x80\x9fb", "ab"),
        ("a\uffffb\ufffe", "ab"),
        ("a\ufdd0\ufdefb", "ab"),
        ("a\U0001fffe\U0010ffffb", "ab"),
        ("a\ud83db", "ab"),
        ("a\ude00\ud83db", "ab"),
        ("a\ud83d\ude00b", "a😀b"),
        ("a\rb\r\nc\td", "a\rb\r\nc\td"),
        ("a]]>b", "a]]>b"),
        ("a&lt;b&amp;amp;c", "a&lt;b&amp;amp;c"),
        ("a\u202eb\u202c", "a\u202eb\u202c"),
        ("a\u200bb\ufeffc", "a\u200bb\ufeffc"),
        ("中文·\xa0é\u1ffe\ufffd", "中文·\xa0é\u1ffe\ufffd"),
    ],
)
def test_printable_drops_what_xml_cannot_hold_and_nothing_else(text: str, kept: str) -> None:
    assert printable(text) == kept


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("one<br>two", "one two"),
        ("<b>one</b>two", "onetwo"),
        ("a &amp; b", "a & b"),
        ("a &amp;amp; b", "a &amp; b"),
        ("&lt;b&gt;", "<b>"),
        ("x<style>p{}</style><script>if (a<b) c()</script>y", "xy"),
        ("x<!-- <p>no</p> -->y", "xy"),
        ("x<o:p></o:p><T>y", "xy"),
        ('<img alt="a>b" src=x>y', "y"),
        ("a < b > c", "a < b > c"),
        ("  a\n\tb\xa0\u3000c  ", "a b c"),
        ("a<p", "a"),
        ("a&#0;&#1;b", "a\ufffdb"),
    ],
)
def test_plain_text_is_one_line_of_what_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_plain_text_is_cut_with_an_ellipsis() -> None:
    assert plain_text("<p>one two three</p>", limit=8) == "one two…"
    assert plain_text("<p>one two</p>", limit=7) == "one two"


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&amp;T"),
        ("a &amp; b", "a & b"),
        ("x &lt; y", "x < y"),
        ("<em>new</em> things", "new things"),
        ("List<T> and Map<K, V>", "List<T> and Map<K, V>"),
        ("one<br>two", "one two"),
        ("How to use <title>", "How to use <title>"),
        ("if a <b then", "if a <b then"),
        ("<script>alert(1)</script>Title", "Title"),
        ("<img src=x onerror=alert(1)>", ""),
        ("&nbsp;\u200b ", ""),
    ],
)
def test_a_title_in_html_loses_known_tags_only(value: str, title: str) -> None:
    assert title_text(value, "html") == title


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("List<T> &amp; co", "List<T> &amp; co"),
        ("  two\n  lines\tand a tab ", "two lines and a tab"),
        ("服务  贸易（观察）", "服务  贸易（观察）"),
        ("a\0b\ud83d", "ab"),
        ("\ufeff", ""),
        ("", ""),
    ],
)
def test_a_plain_title_is_literal(value: str, title: str) -> None:
    assert title_text(value, "plain") == title


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_title_takes_at_most_a_kilobyte(kind: str) -> None:
    title = title_text("题" * 10_000_000, "html" if kind == "html" else "plain")
    assert 1000 < len(title.encode()) <= 1024
    assert title.endswith("题…")


def test_plain_text_becomes_paragraphs() -> None:
    assert paragraphs("one & two\n\n  three <b>\r\n\xa0 four") == (
        "<p>one &amp; two</p><p>three &lt;b&gt;</p><p>&nbsp; four</p>"
    )
