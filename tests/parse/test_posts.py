"""A post and the item it was once made of say the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedhub.errors import NotAFeed
from feedhub.model.entry import Enclosure
from feedhub.model.entry import Tag as EntryTag
from feedhub.model.parsed import Link, Media, MediaRole, ParsedEntry, ParsedOrigin, Tag, Text
from feedhub.parse import read
from feedhub.publish import post
from support.documents import body, read_text, rss
from support.stored import a_stored_entry, an_origin

POST = Path(__file__).parents[1] / "corpus" / "post-flat-categories" / "post.html"
BODY = "<p>正文</p>"
TITLE = "绿色  发展"


def the_post() -> ParsedEntry:
    [entry] = read(body(POST.read_bytes(), name="2022-09-01.txt")).entries
    return entry


def the_item() -> ParsedEntry:
    [entry] = read_text(
        rss(
            f"<title>{TITLE}</title><author>证券时报网</author><pubDate>Thu, 01 Sep 2022 11:16:00 GMT</pubDate>"
            f"<description><![CDATA[{BODY}]]></description>"
            '<media:thumbnail url="http://a.example/t.jpg"/>'
        )
    ).entries
    return entry


def test_a_post_and_an_item_agree_in_what_both_can_say() -> None:
    post, item = the_post(), the_item()
    assert post.title == item.title == Text(value=TITLE)
    assert post.contents == item.contents == (Text(value=BODY, kind="html"),)
    assert post.authors == item.authors == ("证券时报网",)
    assert post.published == item.published == "Thu, 01 Sep 2022 11:16:00 GMT"


def test_a_post_says_more_than_an_item_can() -> None:
    post = the_post()
    assert post.categories == ("金融/证券时报网/要闻",)
    assert [media.role for media in post.media] == [MediaRole.HEADIMG]


def test_the_id_of_a_post_is_its_file_name_so_that_its_title_may_change() -> None:
    assert the_post().guid == "post:2022-09-01.txt"


def test_a_text_keeps_its_spaces_to_the_letter() -> None:
    inside = "<pre>a\n\n\n  b\t\u00a0c</pre>"
    [entry] = read_text(f"---\ntitle: x\n---\n\n{inside}\n\n   \n", name="a.md").entries
    assert entry.contents[0].value == inside


@pytest.mark.parametrize("name", ["a.md", "a.MD", "a.markdown", "a.html", "a.htm", "a.txt"])
def test_these_names_are_posts(name: str) -> None:
    assert read_text("\ufeff\n---\r\ntitle: x\r\n---\r\nbody\r\n", name=name).format == "post"


@pytest.mark.parametrize("name", ["", "a.xml", "a.json", "a.yaml"])
def test_front_matter_under_another_name_is_no_post(name: str) -> None:
    with pytest.raises(NotAFeed, match="this is text that begins"):
        read_text("---\ntitle: x\n---\nbody", name=name)


def test_a_post_without_front_matter_is_none() -> None:
    with pytest.raises(NotAFeed, match="this is text that begins '# Heading"):
        read_text("# Heading\n\ntext", name="a.md")


def test_a_feed_may_have_the_name_of_a_post() -> None:
    assert read_text(rss("<guid>1</guid>"), name="feed.txt").format == "rss20"


def test_many_tags_and_brackets_in_titles_are_no_nesting() -> None:
    tags = "".join(f"    - {{term: 't{n}', scheme: null}}\n" for n in range(256))
    [entry] = read_text(f"---\ntitle: '[[[ {{{{ '\nfeedhub:\n  tags:\n{tags}---\nx", name="a.html").entries
    assert len(entry.tags) == 256


def test_what_a_hub_exports_another_reads_without_loss() -> None:
    entry = a_stored_entry(
        id="urn:x:1",
        title="It's: 'a' \"b\" # {x} [y]",
        author="Ann, 贺勇",
        content="<p>---</p>\n---\n<p>{{ x }}</p>",
        summary="null",
        updated=datetime(2022, 9, 2, tzinfo=UTC),
        categories=("金融/要闻", "a"),
        tags=(EntryTag(term="yes", scheme="http://a.example/"), EntryTag(term="1e3")),
        enclosures=(Enclosure(url="http://a.example/a.mp3", type="audio/mpeg", length=5),),
        rights="~",
        origin=an_origin(rights="CC0"),
    )
    name, data = post(entry)
    [found] = read(body(data, name=name)).entries
    assert found == ParsedEntry(
        guid="urn:x:1",
        title=Text(value=entry.title),
        links=(Link(href="https://news.example.com/1?a=1&b=2"),),
        contents=(Text(value=entry.content, kind="html"),),
        summary=Text(value="null"),
        authors=("Ann, 贺勇",),
        tags=(Tag(term="yes", scheme="http://a.example/"), Tag(term="1e3")),
        published="Thu, 01 Sep 2022 11:16:00 GMT",
        updated="2022-09-02T00:00:00Z",
        media=(Media(url="http://a.example/a.mp3", role=MediaRole.ENCLOSURE, type="audio/mpeg", length=5),),
        language="zh-CN",
        rights="~",
        origin=ParsedOrigin(
            id="tag:news.example.com,2022:feed",
            title="证券时报网",
            home="https://news.example.com/",
            feed="https://news.example.com/feed.xml",
            updated="2022-09-01T11:16:00Z",
            rights="CC0",
        ),
        categories=("金融/要闻", "a"),
        first_seen="2022-09-01T11:16:00Z",
    )
