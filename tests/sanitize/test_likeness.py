"""By what entries of different sources are known for one: which addresses are one page, which bodies one text."""

import pytest

from feedhub.sanitize import is_long, page_print, same_words, words_print

PAGE = "https://news.example/2026/a-story?id=7"
SENTENCE = "The council voted on Tuesday to keep the old bridge open to walkers and riders. "


@pytest.mark.parametrize(
    "same",
    [
        "http://news.example/2026/a-story?id=7",
        "https://NEWS.example/2026/a-story?id=7",
        "https://www.news.example/2026/a-story?id=7",
        "https://news.example:443/2026/a-story?id=7",
        "http://news.example:80/2026/a-story?id=7",
        "https://news.example/2026/a-story/?id=7",
        "https://news.example/2026/a-story?utm_source=rss&id=7&fbclid=x",
        "https://news.example/2026/a-story?id=7#comments",
        "https://news.example/2026/a-story/amp/?id=7",
        "https://news.example/2026/a-story?id=7&amp=1",
        "https://news.example/2026/%61-story?id=7",
    ],
)
def test_one_page_has_one_print_however_its_address_is_written(same: str) -> None:
    assert page_print(same) == page_print(PAGE) is not None


@pytest.mark.parametrize(
    "other",
    [
        "https://m.news.example/2026/a-story?id=7",
        "https://news.example/2026/A-story?id=7",
        "https://news.example:8443/2026/a-story?id=7",
        "https://news.example/2026/a-story?id=8",
        "https://news.example/2026/a-story",
        "https://news.example/2026/a-story?id=7&page=2",
        "https://news.example/2026/a-story?id=7#!/7",
        "https://news.example/2026/a-story%2Fb?id=7",
    ],
)
def test_what_may_be_another_page_has_another_print(other: str) -> None:
    assert page_print(other) not in {page_print(PAGE), None}


def test_the_case_of_an_escape_and_the_order_of_a_query_say_nothing() -> None:
    assert page_print("https://a.example/%e9%87%91?b=1&a=2") == page_print("https://a.example/%E9%87%91?a=2&b=1")


@pytest.mark.parametrize(
    "front",
    [
        "https://news.example",
        "https://www.news.example/",
        "https://news.example/index.html",
        "https://news.example/?utm_source=rss",
        "https://news.example/#top",
        "http://[news.example/x",
    ],
)
def test_a_front_page_is_nobodys_page(front: str) -> None:
    assert page_print(front) is None


def test_the_hubs_own_page_of_an_entry_without_any_is_no_page() -> None:
    assert page_print("https://feeds.example.org/source/stcn#0123456789ab") is None


def test_words_are_compared_without_markup_case_and_punctuation() -> None:
    text = SENTENCE * 4
    said = f"<p>{text}</p>"
    again = f"<div><b>{text.upper().replace('.', '!')}</b></div>".replace(" ", "&nbsp;\n", 5)
    assert words_print(said) == words_print(again) is not None
    assert words_print(said) != words_print(said.replace("Tuesday", "Monday"))


def test_typographic_signs_are_plain_ones_written_otherwise() -> None:
    plain, typeset = 'The council\'s "old" bridge - café... ', "The council’s “old” bridge\xa0– café… "
    assert words_print(plain * 10) == words_print(typeset * 10) is not None


def test_chinese_words_are_compared_without_markup_and_spaces() -> None:
    text = "绿色创新支撑北京冬奥会场馆建设，" * 20
    said = words_print(f"<p>{text}</p>")
    assert said == words_print(f"<div>{text.replace('，', '，</div> <div>')}</div>") is not None
    assert said != words_print(f"<p>{text.replace('绿', '红')}</p>")


def test_a_short_text_says_nothing() -> None:
    assert words_print("<p>" + "x" * 199 + "</p>") is None
    assert words_print("<p>" + "x" * 200 + "</p>") is not None


def test_a_print_tells_whether_its_text_is_long() -> None:
    short, long = words_print("x" * 999), words_print("x" * 1000)
    assert short is not None
    assert long is not None
    assert (is_long(short), is_long(long)) == (False, True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bridge stays open", "Bridge stays open.", True),
        ("Bridge – stays “open”", "bridge stays open", True),
        ("桥梁：保持开放", "桥梁： 保持开放", True),
        ("Bridge stays open", "Bridge closes", False),
        ("?!", "…", False),
        ("?!", "?!", True),
    ],
)
def test_titles_say_the_same_or_not(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same
