"""What a page says about itself, and where its article goes on."""

import pytest

from feedhub.extract import look, of_one_site, select

ARTICLE = "https://news.example/2026/lighthouse.html"


def further(href: str, *, article: str = ARTICLE, tag: str = "a") -> str | None:
    return look(f'<{tag} rel="nofollow next" href="{href}">', location=article, article=article).further


@pytest.mark.parametrize(
    ("article", "href", "target"),
    [
        (ARTICLE, "lighthouse_2.html", "https://news.example/2026/lighthouse_2.html"),
        (ARTICLE, "lighthouse-2.html", "https://news.example/2026/lighthouse-2.html"),
        (ARTICLE, "?page=2", ARTICLE + "?page=2"),
        ("https://news.example/a?id=5", "/a?id=5&p=2", "https://news.example/a?id=5&p=2"),
        ("https://news.example/a/", "/a/2/", "https://news.example/a/2/"),
        ("https://news.example/a", "/a/page/2", "https://news.example/a/page/2"),
        ("https://news.example/t20260301_77.htm", "t20260301_77_1.htm", "https://news.example/t20260301_77_1.htm"),
    ],
)
@pytest.mark.parametrize("tag", ["a", "link"])
def test_the_next_page_of_an_article_is_followed(article: str, href: str, target: str, tag: str) -> None:
    assert further(href, article=article, tag=tag) == target


@pytest.mark.parametrize(
    ("article", "href"),
    [
        (ARTICLE, "https://elsewhere.example/2026/lighthouse_2.html"),
        (ARTICLE, "http://news.example/2026/lighthouse_2.html"),
        (ARTICLE, "https://news.example:8443/2026/lighthouse_2.html"),
        (ARTICLE, "harbour.html"),
        (ARTICLE, "lighthouse-of-bregenz.html"),
        (ARTICLE, ARTICLE),
        (ARTICLE, "javascript:alert(2)"),
        ("https://news.example/a/1", "/a/2"),
        ("https://news.example/a/1", "/a/10"),
        ("https://news.example/a?id=5", "/a?id=6"),
        ("https://news.example/", "/page/2"),
    ],
)
def test_the_next_article_is_another_one(article: str, href: str) -> None:
    assert further(href, article=article) is None


def test_a_page_names_its_base_its_title_and_its_picture() -> None:
    html = (
        "<head><base href='/img/'><title> Lindau\n keeps it </title><meta property='og:image' content=''>"
        "<meta property='og:image' content='tower.jpg'><meta name='twitter:image' content='other.jpg'></head>"
    )
    page = look(html, location=ARTICLE, article=ARTICLE)
    assert (page.base, page.title) == ("https://news.example/img/", "Lindau keeps it")
    assert page.image == "https://news.example/img/tower.jpg"


def test_a_page_that_says_nothing_is_where_it_was_found() -> None:
    page = look("", location=ARTICLE, article=ARTICLE)
    assert (page.base, page.title, page.further, page.image) == (ARTICLE, "", None, None)


def test_a_selector_gives_what_it_finds_once_and_in_order() -> None:
    html = "<div class=b>two<p class=b>inner</p></div><p>no</p><p class=b>three</p>"
    assert select(html, ".b") == '<div class="b">two<p class="b">inner</p></div><p class="b">three</p>'
    assert select(html, "article .body") == ""


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("https://www.news.example/a", "http://news.example/feed", True),
        ("https://blog.news.example/a", "https://news.example/", True),
        ("https://news.example/a", "https://feeds.news.example/x", True),
        ("https://news.example/a", "https://news.example.evil.example/", False),
        ("https://mynews.example/a", "https://news.example/", False),
        ("https://news.example/a", "", False),
    ],
)
def test_addresses_of_one_site_belong_together(one: str, other: str, together: bool) -> None:
    assert of_one_site(one, other) is together
