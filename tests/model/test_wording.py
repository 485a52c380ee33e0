"""When a reader would notice a change: words count, markup does not, and what a page counts by itself is nothing."""

import time

import pytest

from feedhub.model.wording import Wording, is_noticed, says_the_same, steady, text_of, words_of

HUNDRED = " ".join(f"word{number}" for number in range(100))


def said(content: str, title: str = "A title") -> Wording:
    return Wording(title=title, content=content)


VOLATILE = [
    ("1,234 views", "1,235 views"),
    ("1.2k likes", "3k likes"),
    ("Comments (3)", "Comments (14)"),
    ("Views: 99", "Views: 1.2M"),
    ("posted 3 hours ago", "posted 1 day ago"),
    ("vor 3 Stunden", "vor 1 Tag"),
    ("il y a 3 heures", "il y a 2 jours"),
    ("3小时前 发布", "1天前 发布"),
    ("阅读量：1.2万次", "阅读量：3万次"),
    ("阅读 312", "阅读 2019"),
    ("12条评论", "15条评论"),
    ("2 часа назад", "5 часов назад"),
    ("3時間前", "5時間前"),
]


@pytest.mark.parametrize(("before", "after"), VOLATILE)
def test_what_a_page_counts_by_itself_is_no_change(before: str, after: str) -> None:
    assert steady(f"<p>{before}</p>", f"<p>{after}</p>") == f"<p>{before}</p>"
    assert says_the_same(said(f"<p>{before}</p>"), said(f"<p>{after}</p>"))
    assert not is_noticed(said("", title=f"News, {before}"), said("", title=f"News, {after}"))


def test_a_counter_with_markup_around_its_number_is_volatile_too() -> None:
    assert steady("<p><b>12</b> views</p>", "<p><b>13</b> views</p>") == "<p><b>12</b> views</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the price is 100", "the price is 200"),
        ("12 people died", "13 people died"),
        ("Python 3.11", "Python 3.12"),
        ("共3人", "共4人"),
        ("2026年3月1日", "2026年3月2日"),
    ],
)
def test_other_numbers_say_something(before: str, after: str) -> None:
    assert steady(before, after) == after
    assert not says_the_same(said(before), said(after))
    assert is_noticed(said("", title=before), said("", title=after))


def test_a_counter_beside_other_markup_is_taken_as_it_is() -> None:
    """A picture whose address is renewed must be renewed, whatever stands beside it."""
    after = '<p><img src="https://a.example/2">13 views</p>'
    assert steady('<p><img src="https://a.example/1">12 views</p>', after) == after


@pytest.mark.parametrize(
    ("after", "noticed"),
    [
        (f"<div><p><b>{HUNDRED}</b></p></div>", False),
        (HUNDRED.upper() + "!", False),
        (f"{HUNDRED} one two three four", False),
        (f"{HUNDRED} one two three four five", True),
        (HUNDRED.removeprefix("word0 word1 word2 word3 "), False),
        (HUNDRED.removeprefix("word0 word1 word2 word3 word4 "), True),
        (" ".join(reversed(HUNDRED.split())), False),
        ("", True),
    ],
)
def test_a_reader_notices_more_than_four_words_of_a_hundred(after: str, *, noticed: bool) -> None:
    assert is_noticed(said(f"<p>{HUNDRED}</p>"), said(after)) is noticed


def test_of_a_long_text_a_reader_notices_a_paragraph() -> None:
    long = " ".join([HUNDRED] * 100)
    fifty = " ".join(f"new{number}" for number in range(50))
    assert not is_noticed(said(long), said(f"{long} {fifty}"))
    assert is_noticed(said(long), said(f"{long} {fifty} more"))


def test_words_of_chinese_are_characters() -> None:
    assert words_of("金融街 today's 3.5 GDP") == ["金", "融", "街", "today's", "3.5", "gdp"]
    assert not is_noticed(said("<p>央行今日宣布降低利率</p>"), said("<p>央行今天宣布降低利率</p>"))
    assert is_noticed(said("<p>央行今日宣布降低利率</p>"), said("<p>央行今日宣布降低利率，即日起生效</p>"))


def test_another_title_is_noticed_unless_only_its_case_or_punctuation_is_another() -> None:
    assert not is_noticed(said("", title="Rates: down"), said("", title="rates – DOWN!"))
    assert is_noticed(said("", title="Rates down"), said("", title="Rates up"))


def test_text_has_a_line_for_each_block_and_none_for_inline_markup() -> None:
    assert text_of("<p>A <b>bo</b>ld &lt;word&gt;</p><ul><li>one</li><li>two</li></ul>") == "A bold <word>\none\ntwo"


@pytest.mark.parametrize(
    "piece", ["1", "1,", "阅读 ", "a-", " ", "<a ", "(", "vor 1", "1 ", "views: 1 ", "<p>x</p>", "&amp;", "3 h"]
)
def test_the_largest_text_is_judged_in_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    is_noticed(said(text), said(text + " end"))
    steady(text, text + " end")
    assert time.process_time() - began < 20  # a second or two; what takes the square of it takes hours
