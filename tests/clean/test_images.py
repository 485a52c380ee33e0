"""The head image: the tiers in their order, and a labelled sample in the shapes that real feeds have."""

from dataclasses import dataclass
from typing import Any

import pytest

from feedhub.clean.images import HeadImage, Tier, head_image
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry
from feedhub.sanitize import sanitize

BASE = "https://news.example/2024/05/a-story/"
I = "https://i.example/"  # noqa: E741  the host of all pictures in the sample, 90 times


def content(url: str, **more: Any) -> Media:
    return Media(url=url, role=MediaRole.CONTENT, **more)


def thumbnail(url: str, **more: Any) -> Media:
    return Media(url=url, role=MediaRole.THUMBNAIL, **more)


def enclosure(url: str, **more: Any) -> Media:
    return Media(url=url, role=MediaRole.ENCLOSURE, **more)


def other(role: MediaRole, url: str) -> Media:
    return Media(url=url, role=role)


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry, and the picture a person would choose for it."""

    note: str
    want: str | None
    media: tuple[Media, ...] = ()
    html: str = ""
    link: str = BASE


def chosen(media: tuple[Media, ...] = (), html: str = "", link: str = BASE, **more: Any) -> HeadImage | None:
    entry = ParsedEntry(media=media, links=(Link(href=link),), **more)
    return head_image(entry, sanitize(html, base=BASE), base=BASE)


SAMPLE = [
    # newspapers and agencies
    Sample("one media:content", I + "a.jpg", (content(I + "a.jpg", medium="image", width=1200, height=675),)),
    Sample(
        "a picture in four widths",
        I + "a-1900.jpg",
        tuple(content(f"{I}a-{width}.jpg", type="image/jpeg", width=width) for width in (140, 460, 1900, 700)),
    ),
    Sample("thumbnail beside content", I + "a.jpg", (thumbnail(I + "t.jpg", width=240), content(I + "a.jpg", width=976))),
    Sample("thumbnail only", I + "t.jpg", (thumbnail(I + "t.jpg", width=240, height=135),)),
    Sample("thumbnail without sizes", I + "t.jpg", (thumbnail(I + "t.jpg"),)),
    Sample("small thumbnail, real content", I + "a.jpg", (thumbnail(I + "t.jpg", width=75), content(I + "a.jpg", width=600))),
    Sample("content without type", I + "a.jpg?w=800", (content(I + "a.jpg?w=800"),)),
    Sample("content is a video", I + "t.jpg", (content(I + "v.mp4", medium="video"), thumbnail(I + "t.jpg"))),
    Sample("content is audio only", None, (content(I + "a.mp3", type="audio/mpeg"),)),
    Sample("audio with a picture's name", None, (content(I + "cover.jpg", medium="audio"),)),
    Sample("enclosure image", I + "e.jpg", (enclosure(I + "e.jpg", type="image/jpeg", length=90_000),)),
    Sample("enclosure of octets", I + "e.png", (enclosure(I + "e.png", type="application/octet-stream"),)),
    Sample("enclosure is a recording", None, (enclosure(I + "e.mp3", type="audio/mpeg"),)),
    Sample("enclosure is a recording, body has the picture", I + "b.jpg", (enclosure(I + "e.mp3", type="audio/mpeg"),),
           f"<p>Listen.</p><img src={I}b.jpg>"),
    Sample("declared beats shown", I + "a.jpg", (content(I + "a.jpg", medium="image"),), f"<img src={I}b.jpg>"),
    Sample("relative media address", "https://news.example/img/a.jpg", (content("/img/a.jpg", medium="image"),)),
    Sample("address without scheme", I + "a.jpg", (thumbnail("//i.example/a.jpg"),)),
    Sample("same picture twice", I + "a.jpg", (content(I + "a.jpg", medium="image"), thumbnail(I + "a.jpg", width=150))),
    Sample("a gallery keeps its first", I + "1.jpg", tuple(content(f"{I}{n}.jpg", medium="image") for n in (1, 2, 3))),
    Sample("empty thumbnail address", I + "b.jpg", (thumbnail(""),), f"<p><img src={I}b.jpg></p>"),
    # blogs
    Sample("gravatar as second content", I + "a.jpg",
           (content(I + "a.jpg", medium="image"), content("https://2.gravatar.com/avatar/ab?s=96", medium="image"))),
    Sample("gravatar as only content", I + "b.jpg",
           (content("https://0.gravatar.com/avatar/ab?s=96", medium="image"),), f"<img src={I}b.jpg>"),
    Sample("first picture of a body", I + "b.jpg", html=f"<p>Hello</p><figure><img src={I}b.jpg></figure><img src={I}c.jpg>"),
    Sample("relative picture", "https://news.example/2024/05/a-story/b.jpg", html="<img src=b.jpg>"),
    Sample("icon in front of the picture", I + "b.jpg", html=f"<img src={I}i.png width=16 height=16><img src={I}b.jpg width=800>"),
    Sample("small portrait in front of the picture", I + "b.jpg",
           html=f"<img src={I}me.jpg width=96 height=96>Text<img src={I}b.jpg width=800 height=600>"),
    Sample("small picture only", I + "s.jpg", html=f"<img src={I}s.jpg width=150 height=150>"),
    Sample("tracking pixel only", None, html="<p>x</p><img src=https://t.example/o.gif width=1 height=1>"),
    Sample("feedburner pixel only", None, html="<p>x</p><img src=https://feeds.feedburner.com/~r/a/~4/b>"),
    Sample("wordpress statistics only", None, html="<p>x</p><img src=https://pixel.wp.com/b.gif?host=a&post=1>"),
    Sample("share buttons only", None, html="".join(f"<img src={I}icons/{n}.png>" for n in ("facebook", "twitter-icon", "email"))),
    Sample("emoji in front", I + "b.jpg",
           html=f"<img src=https://s.w.org/images/core/emoji/15/72x72/1f600.png><img src={I}b.jpg>"),
    Sample("old smiley in front", I + "b.jpg", html=f"<img src={I}smilies/icon_smile.gif><img src={I}b.jpg>"),
    Sample("badges of a project", I + "shot.png",
           html=f"<img src=https://img.shields.io/npm/v/x.svg><img src={I}ci/badge.svg><img src={I}shot.png>"),
    Sample("spacer in front", I + "b.jpg", html=f"<img src={I}spacer.gif><img src={I}b.jpg>"),
    Sample("a phone named pixel", I + "pixel-9-review.jpg", html=f"<img src={I}pixel-9-review.jpg>"),
    Sample("a film named avatar", I + "avatar-review.jpg", html=f"<img src={I}avatar-review.jpg>"),
    Sample("avatar folder", None, html=f"<p>by <img src={I}avatars/12.png> me</p>"),
    Sample("site logo only", None, html=f"<a href=/><img src={I}logo.png></a><p>x</p>"),
    Sample("several forms of one picture", I + "b-1600.jpg",
           html=f"<img src={I}b-400.jpg srcset='{I}b-400.jpg 400w, {I}b-1600.jpg 1600w, {I}b-800.jpg 800w'>"),
    Sample("picture element", I + "b.jpg", html=f"<picture><source srcset={I}b.webp type=image/webp><img src={I}b.jpg></picture>"),
    Sample("late picture", I + "b.jpg", html=f"<img src=data:image/gif;base64,R0 data-src={I}b.jpg>"),
    Sample("late picture with placeholder", I + "b.jpg", html=f"<img src={I}loading.gif data-original={I}b.jpg>"),
    Sample("picture without scripts", I + "b.jpg", html=f"<noscript><img src={I}b.jpg></noscript>"),
    Sample("original file beside a scaled one", I + "b-300x200.jpg",
           html=f"<img src={I}b-300x200.jpg data-orig-file={I}b.jpg width=300 height=200>"),
    Sample("video still", I + "p.jpg", html=f"<video src={I}v.mp4 poster={I}p.jpg></video>"),
    Sample("inline data only", None, html="<img src=data:image/png;base64,AAAA>"),
    Sample("hidden picture only", None, html=f"<img src={I}b.jpg style='display:none'>"),
    Sample("button to buy a coffee", None, html="<img src=https://cdn.buymeacoffee.com/buttons/v2/default.png>"),
    Sample("text only", None, html="<p>Nothing to see.</p>"),
    # Chinese sites
    Sample("messenger article", I + "mmbiz/a/640?wx_fmt=jpeg",
           html=f"<section><img data-src='{I}mmbiz/a/640?wx_fmt=jpeg' data-w=1080></section>"),
    Sample("forum attachment", I + "forum/b.jpg", html=f"<img src=static/image/common/none.gif file={I}forum/b.jpg zoomfile=x>"),
    Sample("newspaper with old source", "https://news.example/2024/05/a-story/W02.jpeg",
           html="<p style='text-align:center'><img src=./W02.jpeg oldsrc=W02.jpeg></p>"),
    Sample("code to scan behind the picture", I + "b.png", html=f"<img src={I}b.png><p>关注</p><img src={I}qrcode.png>"),
    Sample("code to scan in front", I + "b.png", html=f"<img src={I}qrcode_258.jpg><img src={I}b.png>"),
    Sample("question site", I + "v2-ab_r.jpg",
           html=f"<figure><img src='data:image/svg+xml;utf8,<svg></svg>' data-actualsrc={I}v2-ab_r.jpg></figure>"),
    # podcasts, video, JSON Feed, posts
    Sample("podcast episode", I + "ep.jpg",
           (enclosure(I + "e.mp3", type="audio/mpeg"), other(MediaRole.ITUNES, I + "ep.jpg"))),
    Sample("podcast episode with a picture in its notes", I + "b.jpg",
           (other(MediaRole.ITUNES, I + "show.jpg"),), f"<img src={I}b.jpg width=900>"),
    Sample("video channel", "https://i1.ytimg.com/vi/abcdefghijk/hqdefault.jpg",
           (content("https://www.youtube.com/v/abcdefghijk?version=3", type="application/x-shockwave-flash", width=640),
            thumbnail("https://i1.ytimg.com/vi/abcdefghijk/hqdefault.jpg", width=480))),
    Sample("link to a video", "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg",
           link="https://www.youtube.com/watch?v=abcdefghijk"),
    Sample("short video", "https://i.ytimg.com/vi/abc-efgh_jk/hqdefault.jpg", link="https://youtu.be/abc-efgh_jk"),
    Sample("embedded video", "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg",
           html="<p>Look:</p><iframe src=https://www.youtube-nocookie.com/embed/abcdefghijk></iframe>"),
    Sample("JSON Feed image and banner", I + "im.jpg",
           (other(MediaRole.BANNER, I + "ba.jpg"), other(MediaRole.IMAGE, I + "im.jpg"))),
    Sample("JSON Feed banner only", I + "ba.jpg", (other(MediaRole.BANNER, I + "ba.jpg"),), f"<img src={I}b.jpg>"),
    Sample("post with head image", I + "head.jpg",
           (content(I + "a.jpg", width=1200, medium="image"), other(MediaRole.HEADIMG, I + "head.jpg"))),
    Sample("small thumbnail and nothing else", I + "t.jpg", (thumbnail(I + "t.jpg", width=75, height=75),)),
    Sample("small thumbnail beside a body picture", I + "b.jpg", (thumbnail(I + "t.jpg", width=75),), f"<img src={I}b.jpg>"),
    Sample("thumbnail is a counter", I + "b.jpg", (thumbnail("https://feeds.feedburner.com/~r/x"),), f"<img src={I}b.jpg>"),
    Sample("thumbnail is a dot", I + "b.jpg", (thumbnail(I + "t.jpg", width=1, height=1),), f"<img src={I}b.jpg>"),
    Sample("declared in words", I + "b.jpg", (content("none"),), f"<img src={I}b.jpg>"),
]  # fmt: skip


def test_nineteen_in_twenty_get_the_picture_a_person_would_choose() -> None:
    wrong = []
    for sample in SAMPLE:
        found = chosen(sample.media, sample.html, sample.link)
        if (found.url if found else None) != sample.want:
            wrong.append((sample.note, found))
    assert len(SAMPLE) >= 60
    assert len(wrong) <= len(SAMPLE) * 0.05, wrong


def test_the_tiers_are_asked_in_order() -> None:
    media = [
        other(MediaRole.HEADIMG, I + "own.jpg"),
        content(I + "content.jpg", medium="image"),
        thumbnail(I + "thumbnail.jpg"),
        enclosure(I + "enclosure.jpg"),
        other(MediaRole.IMAGE, I + "image.jpg"),
        other(MediaRole.BANNER, I + "banner.jpg"),
        other(MediaRole.ITUNES, I + "itunes.jpg"),
        thumbnail(I + "small.jpg", width=100),
    ]
    tiers = []
    html, link = f"<img src={I}body.jpg>", "https://youtu.be/abcdefghijk"
    while found := chosen(tuple(media), html, link):
        tiers.append(found.tier)
        media = [one for one in media if one.url != found.url]
        html = "" if found.tier is Tier.BODY else html
        link = BASE if found.tier is Tier.VIDEO else link
    assert tiers == [tier for tier in Tier if tier not in {Tier.PAGE, Tier.SOURCE}]


def test_what_is_chosen_comes_with_its_sizes() -> None:
    found = chosen((content(I + "a.jpg", medium="image", width=1200, height=675),))
    assert found == HeadImage(url=I + "a.jpg", tier=Tier.CONTENT, width=1200, height=675)
    assert chosen(html=f"<img src={I}b.jpg width=640>") == HeadImage(url=I + "b.jpg", tier=Tier.BODY, width=640)


def test_a_posts_thumbnail_stands_in_for_its_head_image() -> None:
    assert chosen(thumbnail="/t.jpg") == HeadImage(url="https://news.example/t.jpg", tier=Tier.THUMBNAIL)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:image/png;base64,AA", "ftp://a.example/a.jpg", "https://a/" + "x" * 2100]
)
def test_an_address_that_cannot_be_published_is_no_head_image(url: str) -> None:
    assert (
        chosen((other(MediaRole.HEADIMG, url), thumbnail(url), content(url, medium="image")), f'<img src="{url}">')
        is None
    )
