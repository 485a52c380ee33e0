"""What stays of markup, what becomes something else, and what goes."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from feedhub.sanitize import sanitize

BASE = "https://blog.example/posts/7"


def clean(html: str) -> str:
    return sanitize(html, base=BASE).html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<p align="center">x</p>', '<p style="text-align:center">x</p>'),
        ("<center>x</center>", '<div style="text-align:center">x</div>'),
        ('<td align=middle style="TEXT-ALIGN: Right !important; color: red">x</td>', "x"),
        (
            '<table><tr><td align=left style="TEXT-ALIGN: Right !important">x</td></tr></table>',
            '<table><tbody><tr><td style="text-align:right">x</td></tr></tbody></table>',
        ),
        ('<p style="vertical-align:top;text-align:justify-all">x</p>', "<p>x</p>"),
        ("<strike>a</strike><tt>b</tt><acronym title=c>d</acronym>", '<s>a</s><code>b</code><abbr title="c">d</abbr>'),
        ("<font color=red>a<span style=x>b</span></font><o:p></o:p>", "ab"),
        ("<span lang=zh-CN>中</span><span lang='x\"y'>b</span>", '<span lang="zh-CN">中</span>b'),
        ("a<form>b<input><button>c</button></form>d", "a<div>b</div>d"),
    ],
)
def test_old_and_styled_markup_is_reduced_to_what_it_says(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<div><p><b><i> </i></b></p></div><p>a</p>", " <p>a</p>"),
        ("<p>a<span> </span>b<b></b></p>", "<p>a b</p>"),
        ("<p>&nbsp;</p><p><br></p>", "<p>&nbsp;</p><p><br></p>"),
        ("<p><a href=https://a.example/><img src=data:,></a></p>", ""),
        ("<table><tbody><tr><td></td></tr></tbody></table>", "<table><tbody><tr><td></td></tr></tbody></table>"),
        ("<figure><!-- empty --><figcaption></figcaption></figure>", ""),
    ],
)
def test_wrappers_around_nothing_go_and_white_space_stays(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<pre>  a\n\tb\n\n  c &amp;&lt; </pre>",
        "<p>a\u2028b\u3000c&nbsp;d e\u0301 👩‍👩‍👧 \u202bעברית\u202c</p>",
        "plain text, no tags",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        '<p dir="rtl" lang="ar">مرحبا</p>',
        '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>',
        '<ol start="3" reversed="" type="a"><li value="7">x</li></ol>',
        '<table><caption>c</caption><tbody><tr><th scope="col" colspan="2">x</th></tr></tbody></table>',
        '<p><a href="https://a.example/?a=1&amp;b=2" title="&lt;t&gt;" rel="noopener noreferrer">x</a></p>',
        '<time datetime="2022-09-01T11:16:00Z">then</time>',
        "<details><summary>s</summary>t</details>",
        "\n  <div>\n <p>a</p>\n\n</div>\n",
    ],
)
def test_clean_markup_is_left_alone_to_the_letter(html: str) -> None:
    assert clean(html) == html


def test_a_newline_that_parsers_would_drop_is_kept() -> None:
    assert clean("<pre>\n\na</pre>") == "<pre>\n\na</pre>"
    assert clean("<pre>\na</pre>") == "<pre>a</pre>"


def test_formulas_keep_their_text_without_annotations() -> None:
    html = (
        "<math><semantics><mrow><mi>x</mi></mrow><annotation encoding=tex>x</annotation>"
        "<annotation-xml><mi>no</mi></annotation-xml></semantics></math>"
    )
    assert clean(html) == "<math><mrow><mi>x</mi></mrow></math>"
    assert clean("<mi>x</mi><math><a href=/x>y</a></math>") == "x<math>y</math>"


def test_players_become_links_and_are_reported() -> None:
    cleaned = sanitize(
        '<p>a<iframe src="//www.youtube.com/embed/abc?rel=0&amp;utm_source=x"></iframe></p>'
        '<div><iframe data-src="http://player.bilibili.com/player.html?bvid=BV1"></iframe></div>'
        '<object data="https://www.youtube.com/v/def"><p>old</p></object><iframe src="https://ads.example/"></iframe>',
        base=BASE,
    )
    rel = 'rel="noopener noreferrer"'
    assert cleaned.html == (
        f'<p>a<a href="https://www.youtube.com/embed/abc?rel=0" {rel}>▶ www.youtube.com</a></p>'
        f'<div><p><a href="https://player.bilibili.com/player.html?bvid=BV1" {rel}>▶ player.bilibili.com</a></p></div>'
        f'<p><a href="https://www.youtube.com/v/def" {rel}>▶ www.youtube.com</a></p>'
    )
    assert [url.rpartition("/")[2] for url in cleaned.embeds] == ["abc?rel=0", "player.html?bvid=BV1", "def"]
    assert sanitize(cleaned.html, base=None).embeds == cleaned.embeds


def test_the_text_that_comes_along_is_the_beginning_in_one_line() -> None:
    assert sanitize("<p>a &amp;\n b</p><p>c</p>", base=BASE).text == "a & b c"
    long = sanitize("<p><b>word</b> </p>" * 1000, base=BASE).text
    assert len(long) == 500
    assert long.startswith("word word")
    assert long.endswith("…")


POST = (
    '\n<div>   \n<div width="860"><p style="text-align: center;"><span style="font-family: 楷体, SimKai;">'
    '<img src="W020220901.jpeg" oldsrc="W020220901.jpeg" onerror="x()"> </span></p></div>'
    "<p>秋天的早晨，  港口很安静。</p><script>track()</script>"
    '<p><a class="trsHotWords" style="color: #2f67d1;" target="_blank" href="https://info.example/?code=SS600001" '
    'code="600001">示例银行</a>表示，今年增长6.1%。</p>\n\n   \n</div>\n'
)


def test_a_post_from_a_chinese_newspaper_keeps_its_text_and_its_picture() -> None:
    assert sanitize(POST, base="https://news.example/news/202209/t1.html").html == (
        '\n<div>   \n<div><p style="text-align:center">'
        '<img src="https://news.example/news/202209/W020220901.jpeg" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer"> </p></div><p>秋天的早晨，  港口很安静。</p>'
        '<p><a href="https://info.example/?code=SS600001" rel="noopener noreferrer">示例银行</a>表示，今年增长6.1%。</p>'
        "\n\n   \n</div>\n"
    )


def test_the_gate_has_the_fixes_it_needs() -> None:
    """Version 4.2 of ammonia closed the ways through MathML annotations and SVG animations; the wheel says what it holds."""
    files = metadata.files("nh3")
    assert files is not None
    boms = [json.loads(Path(str(file.locate())).read_text("utf-8")) for file in files if "sboms" in file.parts]
    versions = [part["version"] for bom in boms for part in bom["components"] if part["name"] == "ammonia"]
    assert versions
    assert all(tuple(map(int, version.split(".")[:2])) >= (4, 2) for version in versions)
