"""Which bodies are only the beginning of an article, and which pages are the whole of it."""

import pytest

from feedhub.extract import is_teaser, judge
from feedhub.extract.likeness import share
from feedhub.model.article import Verdict
from support.articles import SENTENCES, WALL

WHOLE = " ".join(SENTENCES)
CHINESE = (
    "证券时报记者昨日从上海证券交易所获悉,首批绿色创新指数基金将于下月正式挂牌交易,涉及新能源、节能环保等多个领域。"
    "业内人士认为,这将为中长期资金入市提供新的渠道,也有利于引导社会资本支持实体经济发展,优化融资结构。"
    "此前,多家基金管理公司已经完成产品设计和系统测试,预计首日成交规模将超过五十亿元,市场反应积极。"
    "监管部门表示,将继续完善相关制度,加强投资者教育和风险提示,切实保护中小投资者的合法权益,促进市场平稳运行。"
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Short and to the point.",
        WHOLE + "…",
        WHOLE + " [...]",
        WHOLE + " [&hellip;]",
        WHOLE + " Read more »",
        WHOLE + " Continue reading The lighthouse →",
        WHOLE + " Read the full story at the Lindau Gazette.",
        CHINESE + "阅读全文",
        CHINESE + "…",
        WHOLE + " Weiterlesen …",
        WHOLE + " 続きを読む",
    ],
)
def test_what_is_short_or_cut_off_is_a_teaser(text: str) -> None:
    assert is_teaser(text, "something else")


@pytest.mark.parametrize("text", [WHOLE, CHINESE + CHINESE, WHOLE + " They read more books."])
def test_what_is_long_and_ends_is_whole(text: str) -> None:
    assert not is_teaser(text, text[:100] + "…")


def test_a_body_that_is_no_more_than_its_summary_is_a_teaser() -> None:
    assert is_teaser(WHOLE, WHOLE.replace(" ", "  "))


@pytest.mark.parametrize(
    ("own", "text"),
    [
        (SENTENCES[0][:80] + "…", WHOLE),
        ("At Lindau the lighthouse keeper wants to paint the tower blue; sailors and children argue.", WHOLE),
        (CHINESE[:60] + "…", CHINESE),
        (" ".join(SENTENCES[:3]), WHOLE),
    ],
)
def test_a_longer_text_with_the_same_words_is_fuller(own: str, text: str) -> None:
    assert judge(own, text) is Verdict.FULLER


@pytest.mark.parametrize(
    "text",
    [
        WALL.decode(),
        "Page not found. The page you are looking for has moved or does not exist. Try the search, or begin at the home "
        "page. Here are our most read articles of the week and the newest ones from all over the country, for you." * 3,
        "Before you continue we ask for your consent to cookies that make this site work, measure its audience and show "
        "advertisements that may interest you. You can withdraw it whenever you want to, in the settings." * 3,
        CHINESE,
        "",
    ],
)
def test_a_page_about_something_else_is_another_text(text: str) -> None:
    assert judge(" ".join(SENTENCES[:2]), text) is Verdict.OTHER


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        " ".join(SENTENCES[:5]),
        WHOLE + " Share this article.",
        WHOLE + " Log in to read on, or subscribe now for one euro a week and support local journalism.",
    ],
)
def test_a_page_with_hardly_more_is_no_fuller(text: str) -> None:
    assert judge(WHOLE, text) is Verdict.NO_FULLER


def test_a_teaser_with_a_request_to_log_in_is_no_fuller() -> None:
    teaser = " ".join(SENTENCES[:2])
    assert judge(teaser, teaser + " Please log in to read the rest of this article. No account? Register now.") is (
        Verdict.NO_FULLER
    )


def test_where_the_feed_gave_no_text_the_titles_decide() -> None:
    title = "Lindau keeps its yellow lighthouse"
    assert judge("", WHOLE, name=title, page_name=f"{title} | Gazette") is Verdict.FULLER
    assert judge("", WHOLE + WHOLE, name=title, page_name="Sign in") is Verdict.FULLER
    assert judge("", CHINESE, name=title, page_name="Sign in") is Verdict.OTHER
    assert judge("", "", name=title, page_name=title) is Verdict.NO_FULLER


def test_shares_are_of_telling_words() -> None:
    assert share("the of and to lighthouse keeper paints towers", "lighthouse keeper") == 0.5
    assert share("", "anything") == 0.0
    assert share("a b c", "a b") == pytest.approx(2 / 3)
    assert share("绿色创新", "绿色创新指数") == 1.0
