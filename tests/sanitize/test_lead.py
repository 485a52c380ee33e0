"""The head image in front of a body: once, whatever size the body shows it in."""

import pytest

from feedhub.sanitize import lead_with, sanitize

IMAGE = "https://cdn.example/2022/a.jpg?v=1&s=2"
FIXED = 'loading="lazy" decoding="async" referrerpolicy="no-referrer"'


def test_the_image_comes_first_in_the_form_that_cleaning_writes() -> None:
    html = lead_with(sanitize("<p>text</p>", base=None).html, IMAGE, 'an "alt" & <b>')
    assert html == (
        '<p><img src="https://cdn.example/2022/a.jpg?v=1&amp;s=2" alt="an &quot;alt&quot; &amp; &lt;b&gt;" '
        f"{FIXED}></p><p>text</p>"
    )
    assert sanitize(html, base=None).html == html
    assert lead_with(html, IMAGE, "again") == html


@pytest.mark.parametrize(
    "body",
    [
        "<p>a</p><img src='https://cdn.example/2022/a.jpg?v=1&amp;s=2'>",
        "<img src='http://cdn.example/2022/a.jpg'>",
        "<img src='https://cdn.example/2022/a-300x200.jpg'>",
        "<img src='https://cdn.example/s.jpg' srcset='https://cdn.example/2022/a.jpg 2x'>",
        "<video src='https://a.example/v.mp4' poster='https://cdn.example/2022/a.jpg'></video>",
        "<picture><source srcset='https://cdn.example/2022/a.jpg 2x'><img src='https://cdn.example/b.jpg'></picture>",
    ],
)
def test_a_body_that_shows_the_image_stays_as_it_is(body: str) -> None:
    html = sanitize(body, base=None).html
    assert lead_with(html, IMAGE) == html


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"<a href='{IMAGE}'>the picture</a>",
        "<img src='https://cdn.example/2022/b.jpg?v=1&amp;s=2'>",
        '<p>src="https://cdn.example/2022/a.jpg"</p>',
    ],
)
def test_a_body_that_does_not_show_it_gets_it(body: str) -> None:
    html = sanitize(body, base=None).html
    assert lead_with(html, IMAGE).endswith(html)
    assert lead_with(html, IMAGE).count("<img") == html.count("<img") + 1


def test_pictures_that_differ_by_query_are_two() -> None:
    html = sanitize("<img src='https://cdn.example/show?id=1'>", base=None).html
    assert lead_with(html, "https://cdn.example/show?id=1") == html
    assert lead_with(html, "https://cdn.example/show?id=2") != html


@pytest.mark.parametrize("image", [None, "", "javascript:alert(1)", "/relative.jpg"])
def test_without_a_usable_image_nothing_is_added(image: str | None) -> None:
    html = sanitize("<p>a</p>", base=None).html
    assert lead_with(html, image) == html
