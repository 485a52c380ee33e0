"""Titles, bodies and summaries, and what stands in where one is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.clean.text import excerpt, line
from feedhub.model.entry import Entry
from feedhub.model.parsed import Link, ParsedEntry, Text
from support.parsed import a_feed, an_entry, clean_one, surroundings

LINK = "https://a.example/2022/09/a-fine-day.html?x=1"


def html(value: str, base: str | None = None) -> Text:
    return Text(value=value, kind="html", base=base)


def with_body(*contents: Text, summary: Text | None = None, caption: Text | None = None) -> Entry:
    return clean_one(
        ParsedEntry(
            title=Text(value="t"), contents=contents, summary=summary, caption=caption, links=(Link(href=LINK),)
        )
    )


# Titles


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (Text(value="AT&T <b>"), "AT&T <b>"),
        (html("AT&amp;T <b>bold</b>"), "AT&T bold"),
        (Text(value=" two\n lines "), "two lines"),
        (Text(value="绿色创新  为服务贸易"), "绿色创新  为服务贸易"),
        (Text(value="a\x00b\x0bc\ufffe"), "abc"),
    ],
)
def test_a_title_is_plain_printable_text(title: Text, shown: str) -> None:
    assert clean_one(ParsedEntry(title=title)).title == shown


@pytest.mark.parametrize("title", [None, Text(value=""), Text(value=" \n\u200b"), html("<img src='x.png'>")])
def test_without_a_title_the_first_words_of_the_text_stand_in(title: Text | None) -> None:
    entry = clean_one(ParsedEntry(title=title, contents=(html("<p>Once upon&nbsp;a time.</p>"),)))
    assert entry.title == "Once upon a time."


def test_a_substitute_title_ends_at_a_word() -> None:
    entry = clean_one(ParsedEntry(contents=(Text(value="word " * 40),)))
    assert entry.title == " ".join(["word"] * 16) + "…"
    assert len(entry.title) <= 80


def test_a_substitute_title_of_chinese_text_ends_at_a_character() -> None:
    entry = clean_one(ParsedEntry(contents=(Text(value="金秋时节" * 40),)))
    assert entry.title == "金秋时节" * 19 + "金秋时…"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (LINK, "a fine day"),
        ("https://a.example/%E8%A6%81%E9%97%BB/12345", "要闻"),
        ("https://a.example/the_news+today/", "the news today"),
        ("https://a.example/2022/09/", "(untitled)"),
        ("https://a.example", "(untitled)"),
    ],
)
def test_without_a_text_the_last_words_of_the_address_stand_in(url: str, title: str) -> None:
    assert clean_one(an_entry(link=url)).title == title


# Bodies


def test_the_first_content_is_the_body() -> None:
    entry = with_body(html("<p>one</p>"), html("<p>two</p>"), summary=Text(value="three"))
    assert entry.content == "<p>one</p>"


def test_a_summary_is_the_body_where_there_is_no_content() -> None:
    entry = with_body(summary=html("<p>short</p>"), caption=Text(value="under a picture"))
    assert entry.content == "<p>short</p>"
    assert entry.summary == "short"


def test_a_caption_is_the_body_where_there_is_nothing_else() -> None:
    assert with_body(caption=Text(value="under a picture")).content == "<p>under a picture</p>"


def test_a_body_of_which_nothing_is_left_gives_way() -> None:
    assert with_body(html("<script>x()</script>"), summary=html("<p>short</p>")).content == "<p>short</p>"


def test_an_item_without_any_text_has_an_empty_body() -> None:
    entry = with_body()
    assert entry.content == ""
    assert entry.summary == ""


def test_plain_text_becomes_paragraphs_and_line_breaks() -> None:
    entry = with_body(Text(value="a < b & c\r\nnext line\r\n\r\n \n<b>literal</b>\n"))
    assert entry.content == "<p>a &lt; b &amp; c<br>next line</p><p>&lt;b&gt;literal&lt;/b&gt;</p>"


def test_links_in_a_body_are_absolute() -> None:
    body = html('<p><a href="two.html">two</a></p>')
    assert 'href="https://a.example/2022/09/two.html"' in with_body(body).content


@pytest.mark.parametrize(
    ("base", "target"),
    [("https://b.example/x/", "https://b.example/x/two.html"), ("/x/", "https://news.example.com/x/two.html")],
)
def test_a_text_may_have_a_base_of_its_own(base: str, target: str) -> None:
    assert f'href="{target}"' in with_body(html('<p><a href="two.html">two</a></p>', base)).content


def test_without_a_link_the_feeds_page_is_the_base_and_then_where_it_was_read() -> None:
    entry = ParsedEntry(title=Text(value="t"), contents=(html('<p><a href="two.html">two</a></p>'),))
    assert 'href="https://news.example.com/two.html"' in clean_one(entry).content
    homeless, around = a_feed(home=None), surroundings(location="https://c.example/feeds/all.xml")
    assert 'href="https://c.example/feeds/two.html"' in clean_one(entry, homeless, around).content
    local = surroundings(location="/srv/posts")
    assert "two.html" not in clean_one(entry, homeless, local).content


# Summaries


def test_an_own_summary_is_shown_as_plain_text() -> None:
    entry = with_body(html("<p>long</p>"), summary=html("<p>in <b>short</b> &amp; plain</p>"))
    assert entry.summary == "in short & plain"


def test_a_plain_summary_is_taken_literally() -> None:
    assert with_body(html("<p>long</p>"), summary=Text(value="a <b> c &amp;")).summary == "a <b> c &amp;"


def test_without_a_summary_the_text_begins_one() -> None:
    entry = with_body(html(f"<p>{'word ' * 200}</p>"))
    assert len(entry.summary) <= 300
    assert entry.summary.endswith("word…")


def test_a_blank_summary_counts_as_none() -> None:
    assert with_body(html("<p>body</p>"), summary=html("<p> </p>")).summary == "body"


def test_a_long_summary_is_cut_to_a_paragraph() -> None:
    entry = with_body(html("<p>body</p>"), summary=Text(value="word " * 10_000))
    assert len(entry.summary) <= 1000
    assert entry.summary.endswith("word…")


# Pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("exactly te", "exactly te"),
        ("one two three", "one two…"),
        ("one two, three", "one two…"),
        ("onetwothreefour", "onetwothr…"),
        ("12345678e\u0301xyz", "12345678…"),
        ("  a \n b  ", "a b"),
        ("", ""),
    ],
)
def test_an_excerpt_is_cut_between_words_and_never_inside_a_character(text: str, shown: str) -> None:
    assert excerpt(text, 10) == shown


@given(st.text(max_size=300), st.integers(10, 100))
def test_an_excerpt_is_one_line_within_its_limit(text: str, limit: int) -> None:
    found = excerpt(text, limit)
    assert len(found) <= limit
    assert found == " ".join(found.split())


def test_a_small_text_is_one_printable_line() -> None:
    assert line(" a\x00 \n b\u2028c ") == "a b c"
    assert line("x" * 1000, limit=10) == "x" * 10
    assert line(None) == ""
