"""RSS 2.0 and JSON Feed 1.1 to the letter, and the checkers that hold them to their rules."""

import json
import re
from typing import Any

import pytest
from lxml import etree

from feedhub.model.document import Format
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from support import json_rules, rss_rules
from support.rss_rules import ATOM, CONTENT, DC
from support.stored import a_stored_entry, an_origin
from support.written import ALL, document_bytes

_SELF = "https://feeds.example.org/all"
_FULL = a_stored_entry(
    headimg="https://example.org/a.jpg",
    enclosures=(
        Enclosure(url="https://example.org/1.mp3", type="audio/mpeg"),
        Enclosure(url="https://example.org/2.mp4", type="video/mp4", length=7),
    ),
    tags=(Tag(term="A&B", scheme="https://example.org/tags"), Tag(term="x")),
    rights="CC0",
)


def rss(*entries: StoredEntry) -> str:
    return document_bytes(Format.RSS, *entries, stale=ALL).decode()


def item(entry: StoredEntry) -> etree._Element:
    found = etree.fromstring(rss(entry).encode()).find("channel/item")
    assert found is not None
    return found


def json_item(entry: StoredEntry) -> Any:
    return json.loads(document_bytes(Format.JSON, entry))["items"][0]


def test_an_rss_document_reads_like_this() -> None:
    written = rss(_FULL)
    assert written.partition("<item>")[0] == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" version="2.0">'
        "<channel><title>每日要闻</title><link>https://feeds.example.org/all</link>"
        "<description>全部条目，最新在前</description>"
        '<atom:link rel="self" type="application/rss+xml" href="https://feeds.example.org/all.rss"/>'
        "<language>zh-CN</language><lastBuildDate>Thu, 01 Sep 2022 11:16:00 GMT</lastBuildDate>"
        "<generator>feedhub</generator><docs>https://www.rssboard.org/rss-specification</docs>"
    )
    scheme = "https://feeds.example.org/categories/%E9%87%91%E8%9E%8D/%E8%AF%81%E5%88%B8%E6%97%B6%E6%8A%A5%E7%BD%91/%E8%A6%81%E9%97%BB/"
    assert re.sub(r"&lt;p&gt;&lt;img .*?&lt;/p&gt;", "IMAGE", written.partition("<item>")[2]) == (
        "<title>绿色创新</title><link>https://news.example.com/1?a=1&amp;b=2</link>"
        '<guid isPermaLink="false">https://news.example.com/1</guid><pubDate>Thu, 01 Sep 2022 11:16:00 GMT</pubDate>'
        "<atom:updated>2022-09-01T11:16:00Z</atom:updated><dc:creator>贺勇</dc:creator>"
        "<description>金秋时节</description><content:encoded>IMAGE&lt;p&gt;金秋时节&lt;/p&gt;</content:encoded>"
        f'<category domain="{scheme}">要闻</category><category domain="https://example.org/tags">A&amp;B</category>'
        '<category>x</category><enclosure url="https://example.org/1.mp3" type="audio/mpeg" length="0"/>'
        '<media:thumbnail url="https://example.org/a.jpg"/><dc:language>zh-CN</dc:language><dc:rights>CC0</dc:rights>'
        '<source url="https://news.example.com/feed.xml">证券时报网</source></item></channel></rss>'
    )


def test_a_guid_is_a_permalink_only_where_it_is_the_link() -> None:
    same = item(a_stored_entry(id="https://example.org/1", url="https://example.org/1"))
    assert same.find("guid").get("isPermaLink") == "true"
    other = item(a_stored_entry(id="https://example.org/1", url="https://example.org/1?"))
    assert (other.findtext("guid"), other.find("guid").get("isPermaLink")) == ("https://example.org/1", "false")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("AT&T <b>& friends</b>: x < y", "AT&T & friends: x < y"),
        ("How to use <b> and <i>", "How to use <b> and <i>"),
        ("a < b > c", "a < b > c"),
        ("</title></feed>", "</title></feed>"),
    ],
)
def test_an_rss_title_that_readers_would_take_for_html_loses_its_tags(title: str, shown: str) -> None:
    assert item(a_stored_entry(title=title)).findtext("title") == shown


def test_a_description_is_the_summary_as_html() -> None:
    shown = item(a_stored_entry(summary="x < y & z", content=""))
    assert (shown.findtext("description"), shown.findtext(f"{CONTENT}encoded")) == ("x &lt; y &amp; z", None)


def test_a_source_without_web_address_is_not_named_in_rss() -> None:
    assert item(a_stored_entry(origin=an_origin(feed="file:///x"))).find("source") is None


def test_the_author_is_no_e_mail_address_in_rss() -> None:
    shown = item(a_stored_entry(author="A, B"))
    assert ([name.text for name in shown.findall(f"{DC}creator")], shown.find("author")) == (["A, B"], None)


def test_an_item_says_when_it_was_updated() -> None:
    assert item(_FULL).findtext(f"{ATOM}updated") == "2022-09-01T11:16:00Z"


def test_a_json_document_reads_like_this() -> None:
    shown = json.loads(document_bytes(Format.JSON, _FULL, stale=ALL))
    [entry] = shown.pop("items")
    assert shown == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "每日要闻",
        "home_page_url": "https://feeds.example.org/all",
        "feed_url": "https://feeds.example.org/all.json",
        "description": "全部条目，最新在前",
        "language": "zh-CN",
    }
    assert entry.pop("content_html").endswith("></p><p>金秋时节</p>")
    assert entry == {
        "id": "https://news.example.com/1",
        "url": "https://news.example.com/1?a=1&b=2",
        "title": "绿色创新",
        "summary": "金秋时节",
        "image": "https://example.org/a.jpg",
        "date_published": "2022-09-01T11:16:00Z",
        "date_modified": "2022-09-01T11:16:00Z",
        "authors": [{"name": "贺勇"}],
        "tags": ["要闻", "A&B", "x"],
        "language": "zh-CN",
        "attachments": [
            {"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg"},
            {"url": "https://example.org/2.mp4", "mime_type": "video/mp4", "size_in_bytes": 7},
        ],
        "_source": {
            "id": "tag:news.example.com,2022:feed",
            "title": "证券时报网",
            "feed_url": "https://news.example.com/feed.xml",
            "home_page_url": "https://news.example.com/",
            "date_modified": "2022-09-01T11:16:00Z",
            "rights": "CC0",
        },
    }


def test_an_entry_without_content_has_its_summary_as_text_in_json() -> None:
    shown = json_item(a_stored_entry(content="", summary="x < y"))
    assert (shown["content_text"], shown["summary"], "content_html" in shown) == ("x < y", "x < y", False)


def test_what_is_not_known_does_not_stand_in_json() -> None:
    shown = json_item(a_stored_entry(url=None, categories=(), language=None, summary="", origin=an_origin(home=None)))
    assert not {"url", "tags", "language", "summary", "image", "attachments"} & set(shown)
    assert set(shown["_source"]) == {"id", "title", "feed_url", "date_modified"}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<title>绿色创新</title>", "<title> </title>"),
        ("<title>绿色创新</title>", "<title>绿色创新</title><title>x</title>"),
        ("<title>绿色创新</title>", "<title>绿色创新</title><author>贺勇</author>"),
        ("<dc:creator>贺勇</dc:creator>", "<dc:creator>贺勇</dc:creator><dc:creator>x</dc:creator>"),
        ("<dc:creator>贺勇</dc:creator>", ""),
        ('isPermaLink="false"', 'isPermaLink="true"'),
        ('<guid isPermaLink="false">https', '<guid isPermaLink="false"> https'),
        ("<pubDate>Thu", "<pubDate>Fri"),
        ("11:16:00 GMT</pubDate>", "11:16:00 +0000</pubDate>"),
        ("Thu, 01 Sep 2022 11:16:00 GMT</lastBuildDate>", "Fri, 02 Sep 2022 11:16:00 GMT</lastBuildDate>"),
        ("2022-09-01T11:16:00Z</atom:updated>", "2022-09-01</atom:updated>"),
        ("<description>金秋时节</description><content", "<content"),
        ("<description>金秋时节", "<description>金秋时节 &amp; x"),
        ('length="0"', 'length=""'),
        ("</item>", '<enclosure url="https://example.org/2.mp4" type="video/mp4" length="7"/></item>'),
        ("<category>x</category>", "<category>要闻</category>"),
        ("<category>x</category>", "<category/>"),
        ('domain="https://example.org/tags"', 'domain="tags"'),
        ('<source url="https://', '<source url="file:///'),
        ("<dc:language>zh-CN", "<dc:language>zh_CN"),
        ("<language>zh-CN", "<language>中文"),
        ("application/rss+xml", "application/atom+xml"),
        ("all.rss", "all.atom"),
        ("</generator>", "</generator><ttl>30</ttl>"),
        ('version="2.0"', 'version="0.92"'),
        ("?>", "?><!DOCTYPE rss>"),
        ("<link>https://news", "<link>//news"),
    ],
)
def test_the_rss_checker_finds_what_is_broken(good: str, bad: str) -> None:
    sound = rss(_FULL)
    assert rss_rules.faults(sound.encode(), self_url=f"{_SELF}.rss") == []
    assert good in sound
    broken = sound.replace(good, bad, 1)
    if bad.startswith("<content"):  # a description behind the content
        broken = broken.replace("</content:encoded>", "</content:encoded><description>金秋时节</description>")
    assert rss_rules.faults(broken.encode(), self_url=f"{_SELF}.rss") != []


def test_the_rss_checker_finds_an_entry_that_stands_twice() -> None:
    sound = rss(_FULL)
    whole = sound[sound.index("<item>") : sound.index("</channel>")]
    assert rss_rules.faults(sound.replace(whole, whole * 2).encode(), self_url=f"{_SELF}.rss") != []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"title":"绿色创新"', '"title":" "'),
        ('"title":"绿色创新",', ""),
        ('"authors":[{"name":"贺勇"}]', '"authors":[]'),
        ('"authors":[{"name":"贺勇"}]', '"authors":[{"name":"贺勇"},{"name":"x"}]'),
        ('"authors":[{"name":"贺勇"}]', '"author":{"name":"贺勇"}'),
        ('"content_html"', '"content_text":"x","content_html"'),
        ('"content_html"', '"_content_html"'),
        ('"image":"https://', '"image":"//'),
        ('"date_published":"2022-09-01T11:16:00Z"', '"date_published":"2022-09-01"'),
        ('"date_modified":"2022-09-01T11:16:00Z"', '"date_modified":null'),
        ('"tags":["要闻"', '"tags":["x"'),
        ('"tags":["要闻"', '"tags":[" "'),
        ('"language":"zh-CN","attach', '"language":"zh_CN","attach'),
        ('"size_in_bytes":7', '"size_in_bytes":"7"'),
        ('"mime_type":"audio/mpeg"', '"mime_type":"application/pdf"'),
        ('"_source":{"id":"tag:', '"_source":{"id":"'),
        ('"id":"https://news.example.com/1"', '"id":1'),
        ("version/1.1", "version/1"),
        ("all.json", "all.atom"),
        ("金秋时节</p>", "金秋\\u0000时节</p>"),
        ('"items":[', '"hubs":[],"items":['),
    ],
)
def test_the_json_checker_finds_what_is_broken(good: str, bad: str) -> None:
    sound = document_bytes(Format.JSON, _FULL, stale=ALL).decode()
    assert json_rules.faults(sound.encode(), self_url=f"{_SELF}.json") == []
    assert good in sound
    assert json_rules.faults(sound.replace(good, bad, 1).encode(), self_url=f"{_SELF}.json") != []


def test_the_json_checker_finds_an_entry_that_stands_twice() -> None:
    sound = document_bytes(Format.JSON, _FULL, stale=ALL).decode()
    whole = sound[sound.index("\n{") : sound.index("\n]}")]
    assert json_rules.faults(sound.replace(whole, f"{whole},{whole}").encode(), self_url=f"{_SELF}.json") != []
