"""A news item republished as a post goes through whole, by either way in, and comes back out as a post."""

import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from support.hub import HubFolder
from support.origin import Origin

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TITLE = "老码头的新生活  一座港口如何学会慢下来（城市观察）"
IMAGE = "https://img.example.org/202209/harbour.jpeg"
LEVELS = ("category/金融", "category/金融/证券时报网", "category/金融/证券时报网/要闻")
TEXT = (
    "图为清晨的码头。  本报记者 摄",
    "金秋时节，渡船靠岸。",
    "“慢，不等于停。”船长说，2012年以来，客流年均增长6.1%。",
    "  if a < b:\n      pass",
)
BODY = (
    '<div>\n<div width="860"><p style="text-align: center;"><span style="font-family: 楷体;">{image} </span></p>'
    f'<p style="text-align: center;">{TEXT[0]}</p></div><p>{TEXT[1]}</p>'
    f'<p><strong>{TEXT[2]}</strong><a class="hot" target="_blank" href="https://info.example.org/?code=SS1">中国银行</a></p>'
    f"<pre>{escape(TEXT[3])}</pre>\n</div>"
)
CLEAN_IMAGE = f'<img src="{IMAGE}" oldsrc="harbour.jpeg" referrerpolicy="no-referrer">'
POST = f"""

---
title: '{TITLE}'
categories: 
 - 金融
 - 证券时报网
 - 要闻
headimg: '{IMAGE}'
author: 证券时报网
comments: false
date: Thu, 01 Sep 2022 11:16:00 GMT
thumbnail: '{IMAGE}'
---

{BODY.format(image=CLEAN_IMAGE)}
"""  # noqa: W291  posts are found with this blank
RAW_IMAGES = (
    '<img src="/202209/harbour.jpeg" onclick="steal()">',
    f'<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-original="{IMAGE}" onload="steal()">',
)


def rss(image: str) -> bytes:
    body = BODY.format(image=image) + '<script>steal()</script><p onmouseover="steal()"></p>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>证券时报网 - 要闻</title>'
        "<link>https://img.example.org/</link><description>要闻</description><item>"
        f"<title>{TITLE}</title><link>https://img.example.org/t1.html</link><author>证券时报网</author>"
        f"<pubDate>Thu, 01 Sep 2022 11:16:00 GMT</pubDate><description>{escape(body)}</description></item></channel></rss>"
    ).encode()


def the_entry(hub: HubFolder, level: str) -> ET.Element:
    document = ET.fromstring((hub.folder / f"data/public/{level}.atom").read_bytes())  # noqa: S314
    (entry,) = document.iter(f"{ATOM}entry")
    return entry


def assert_whole(hub: HubFolder) -> None:
    for level in LEVELS:
        entry = the_entry(hub, level)
        content = entry.findtext(f"{ATOM}content") or ""
        assert entry.findtext(f"{ATOM}title") == TITLE
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "证券时报网"
        assert entry.findtext(f"{ATOM}published") == "2022-09-01T11:16:00Z"
        thumbnail = entry.find(f"{MEDIA}thumbnail")
        assert thumbnail is not None
        assert thumbnail.get("url") == IMAGE
        (image,) = re.findall("<img[^>]*>", content)
        assert f'src="{IMAGE}"' in image
        assert 'referrerpolicy="no-referrer"' in image
        for text in TEXT:
            assert escape(text, quote=False) in content
        assert "steal" not in content


def configure(hub: HubFolder, source: str) -> None:
    hub.configure(
        'hub: {title: 每日要闻, base_url: "http://hub.example", authority: "hub.example,2026"}\n'
        f"fetch: {{allow: [127.0.0.0/8]}}\nsources:\n  - {source}\n"
    )


def test_a_folder_of_posts_is_a_way_in(hub: HubFolder) -> None:
    (hub.folder / "posts").mkdir()
    (hub.folder / "posts/harbour.txt").write_text(POST, "utf-8")
    configure(hub, "{name: posts, path: posts}")
    assert hub.call("poll").returncode == 0
    assert_whole(hub)


@pytest.mark.parametrize("image", RAW_IMAGES)
def test_a_feed_with_the_body_before_cleaning_is_a_way_in(hub: HubFolder, origin: Origin, image: str) -> None:
    origin.serve("/feed", rss(image))
    configure(hub, f'{{name: stcn, url: "{origin.url("/feed")}", categories: [金融/证券时报网/要闻]}}')
    done = hub.call("poll")
    assert done.returncode == 0, done.stdout
    assert_whole(hub)


@pytest.mark.parametrize("way", ["post", "feed"])
def test_an_exported_post_read_back_gives_the_same_bytes(
    hub: HubFolder, origin: Origin, tmp_path_factory: pytest.TempPathFactory, way: str
) -> None:
    if way == "post":
        (hub.folder / "posts").mkdir()
        (hub.folder / "posts/harbour.txt").write_text(POST, "utf-8")
        configure(hub, "{name: stcn, path: posts, title: 证券时报网}")
    else:
        origin.serve("/feed", rss(RAW_IMAGES[0]))
        configure(hub, f'{{name: stcn, url: "{origin.url("/feed")}", categories: [金融/证券时报网/要闻]}}')
    assert hub.call("poll").returncode == 0
    again = HubFolder(tmp_path_factory.mktemp("again"))
    exported = again.folder / "posts"
    assert hub.call("export", "posts", str(exported)).returncode == 0
    assert_front_matter(exported)
    configure(again, "{name: back, path: posts}")
    assert again.call("poll").returncode == 0
    for level in ("all", *LEVELS):
        assert hub.documents()[f"{level}.atom"][0] == again.documents()[f"{level}.atom"][0]


def assert_front_matter(folder: Path) -> None:
    (post,) = folder.iterdir()
    front = yaml.safe_load(post.read_text("utf-8").split("---\n")[1])
    del front["feedhub"]
    assert front == {
        "title": TITLE,
        "categories": ["金融", "证券时报网", "要闻"],
        "headimg": IMAGE,
        "author": "证券时报网",
        "comments": False,
        "date": "Thu, 01 Sep 2022 11:16:00 GMT",
        "thumbnail": IMAGE,
        "disableNunjucks": True,
    }
