"""An entry in Atom: what each of its fields becomes, and what can never be written."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from lxml import etree

from feedhub.model.document import Format
from feedhub.model.entry import Enclosure, StoredEntry, Tag
from feedhub.publish import fragments, stamp
from support.atom_rules import ATOM, MEDIA
from support.stored import NOON, a_hub, a_stored_entry, an_origin

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(entry: StoredEntry) -> bytes:
    return fragments(entry, a_hub(), max_bytes=512_000)[Format.ATOM]


def read(entry: StoredEntry) -> etree._Element:
    """Read a fragment where it stands: inside a document that declares the namespaces."""
    whole = b'<feed xmlns:media="%s" xmlns="%s">%s</feed>' % (
        MEDIA[1:-1].encode(),
        ATOM[1:-1].encode(),
        atom(entry),
    )
    return etree.fromstring(whole)[0]


def text(entry: StoredEntry, name: str) -> str | None:
    found = read(entry).findtext(f"{ATOM}{name}")
    assert found is None or isinstance(found, str)
    return found


def attributes(entry: StoredEntry, name: str) -> list[dict[str, str]]:
    return [dict(element.attrib) for element in read(entry).findall(f"{ATOM}{name}")]


@pytest.mark.parametrize("given", ["urn:x:1", "HTTP://Example.ORG/%7e/", "https://例子.example/路径", "tag:a,2022:b#c"])
def test_an_id_is_kept_byte_for_byte(given: str) -> None:
    assert text(a_stored_entry(id=given), "id") == given


@pytest.mark.parametrize("given", ["", "42", "not an iri", "http://example.org/a b", "x:a\nb"])
def test_an_id_that_is_no_iri_is_named_in_the_refusal(given: str) -> None:
    with pytest.raises(ValueError, match="is no IRI"):
        atom(a_stored_entry(id=given))


def test_an_entry_without_title_is_refused() -> None:
    with pytest.raises(ValueError, match="no title"):
        atom(a_stored_entry(title=" \x00 "))


def test_a_date_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        atom(a_stored_entry(updated=datetime(2022, 9, 1)))  # noqa: DTZ001  that is the point


def test_a_source_without_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="id of its source"):
        atom(a_stored_entry(origin=an_origin(id="stcn")))


def test_a_title_is_plain_text_written_once() -> None:
    assert text(a_stored_entry(title="AT&T <b> &amp;lt;"), "title") == "AT&T <b> &amp;lt;"


def test_characters_that_xml_forbids_are_left_out() -> None:
    entry = a_stored_entry(title="a\x00b\ufffec", author="x\x1fy", content="<p>\x0b1</p>", rights="\ud83d!")
    assert text(entry, "title") == "abc"
    assert read(entry).findtext(f"{ATOM}author/{ATOM}name") == "xy"
    assert text(entry, "content") == "<p>1</p>"
    assert text(entry, "rights") == "!"


def test_dates_are_utc_in_whole_seconds() -> None:
    beijing = datetime(2022, 9, 1, 19, 16, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    entry = a_stored_entry(published=beijing, updated=beijing + timedelta(days=1))
    assert text(entry, "published") == "2022-09-01T11:16:00Z"
    assert text(entry, "updated") == "2022-09-02T11:16:00Z"


@pytest.mark.parametrize(
    ("author", "title", "shown"),
    [("A, B", "Times", "A, B"), ("", "Times", "Times"), ("", "", "stcn"), (" ", "", "stcn")],
)
def test_there_is_one_author_and_never_the_hub(author: str, title: str, shown: str) -> None:
    entry = read(a_stored_entry(author=author, origin=an_origin(title=title)))
    assert [name.text for name in entry.iter(f"{ATOM}name")] == [shown]


def test_links_keep_rel_type_and_length() -> None:
    entry = a_stored_entry(
        url="https://example.org/1?a=1&b=2",
        enclosures=(
            Enclosure(url="https://example.org/1.mp3", type="audio/mpeg", length=1234),
            Enclosure(url="https://example.org/1.mp4", type="video/mp4"),
        ),
    )
    assert attributes(entry, "link") == [
        {"href": "https://example.org/1?a=1&b=2", "rel": "alternate", "type": "text/html"},
        {"href": "https://example.org/1.mp3", "rel": "enclosure", "type": "audio/mpeg", "length": "1234"},
        {"href": "https://example.org/1.mp4", "rel": "enclosure", "type": "video/mp4"},
    ]


def test_an_attached_picture_or_paper_is_no_enclosure() -> None:
    files = tuple(Enclosure(url="https://example.org/x", type=kind) for kind in ("image/png", "application/pdf"))
    assert [link["rel"] for link in attributes(a_stored_entry(enclosures=files), "link")] == ["alternate"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "//example.org/", "ftp://example.org/", "", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    entry = a_stored_entry(url=url, headimg=url, thumbnail=url, enclosures=(Enclosure(url=url or "", type="audio/x"),))
    assert attributes(entry, "link") == []
    assert read(entry).find(f"{MEDIA}thumbnail") is None


def test_what_no_address_may_hold_is_percent_encoded() -> None:
    links = attributes(a_stored_entry(url='https://example.org/a b"<c>|é'), "link")
    assert links[0]["href"] == "https://example.org/a%20b%22%3Cc%3E%7Cé"


def test_a_category_is_its_last_name_with_the_path_as_scheme() -> None:
    assert attributes(a_stored_entry(categories=("金融/要闻", "C++ & <D>")), "category") == [
        {
            "term": "要闻",
            "label": "要闻",
            "scheme": "https://feeds.example.org/categories/%E9%87%91%E8%9E%8D/%E8%A6%81%E9%97%BB/",
        },
        {
            "term": "C++ & <D>",
            "label": "C++ & <D>",
            "scheme": "https://feeds.example.org/categories/C%2B%2B%20%26%20%3CD%3E/",
        },
    ]


def test_no_term_stands_twice_and_categories_come_before_tags() -> None:
    tags = (
        Tag(term="要闻"),
        Tag(term="A&B", scheme="http://example.org/t"),
        Tag(term="A&B"),
        Tag(term="x", scheme="no iri"),
    )
    entry = a_stored_entry(categories=("金融/要闻", "体育/要闻"), tags=tags)
    assert [(found["term"], found.get("scheme")) for found in attributes(entry, "category")] == [
        ("要闻", "https://feeds.example.org/categories/%E9%87%91%E8%9E%8D/%E8%A6%81%E9%97%BB/"),
        ("A&B", "http://example.org/t"),
        ("x", None),
    ]


def test_the_head_image_is_thumbnail_and_first_in_the_content() -> None:
    entry = read(a_stored_entry(headimg="https://example.org/a.jpg?w=1&h=2", thumbnail="https://example.org/t.jpg"))
    assert [dict(found.attrib) for found in entry.findall(f"{MEDIA}thumbnail")] == [
        {"url": "https://example.org/a.jpg?w=1&h=2"}
    ]
    content = entry.findtext(f"{ATOM}content")
    assert content.index('src="https://example.org/a.jpg?w=1&amp;h=2"') < content.index("金秋时节")


def test_a_head_image_that_the_content_shows_is_not_shown_twice() -> None:
    picture = '<p>金秋</p><p><img src="https://example.org/a.jpg" referrerpolicy="no-referrer"></p>'
    assert text(a_stored_entry(headimg="https://example.org/a.jpg", content=picture), "content") == picture


def test_without_head_image_the_thumbnail_stands_in_and_the_content_stays() -> None:
    entry = a_stored_entry(thumbnail="https://example.org/t.jpg")
    assert read(entry).find(f"{MEDIA}thumbnail").get("url") == "https://example.org/t.jpg"
    assert text(entry, "content") == "<p>金秋时节</p>"


def test_a_summary_is_written_only_where_there_is_no_content() -> None:
    assert text(a_stored_entry(), "summary") is None
    bare = a_stored_entry(content="", summary="x < y & z")
    assert (text(bare, "summary"), text(bare, "content")) == ("x < y & z", None)


@pytest.mark.parametrize(("summary", "content"), [("x < y & z", "<p>x &lt; y &amp; z</p>"), ("", "<p>绿色创新</p>")])
def test_an_entry_with_neither_page_nor_content_shows_what_it_has(summary: str, content: str) -> None:
    entry = a_stored_entry(url=None, content="", summary=summary)
    assert (text(entry, "content"), text(entry, "summary")) == (content, None)


def test_the_source_is_told_in_full_but_without_author() -> None:
    source = read(a_stored_entry(origin=an_origin(rights="© 证券时报"))).find(f"{ATOM}source")
    assert [(child.tag.removeprefix(ATOM), child.text or dict(child.attrib)) for child in source] == [
        ("id", "tag:news.example.com,2022:feed"),
        ("title", "证券时报网"),
        ("updated", "2022-09-01T11:16:00Z"),
        ("link", {"rel": "self", "href": "https://news.example.com/feed.xml"}),
        ("link", {"rel": "alternate", "type": "text/html", "href": "https://news.example.com/"}),
        ("rights", "© 证券时报"),
    ]


def test_other_feeds_that_have_the_entry_are_told_in_json_alone() -> None:
    other = an_origin(
        id="tag:other.example,2022:feed", title="Other", rights="CC0", feed=None, home="https://other.example/"
    )
    nameless = an_origin(id="no iri")
    written = fragments(a_stored_entry(others=(other, nameless)), a_hub(), max_bytes=512_000)
    assert json.loads(written[Format.JSON])["_others"] == [
        {
            "id": "tag:other.example,2022:feed",
            "title": "Other",
            "home_page_url": "https://other.example/",
            "date_modified": "2022-09-01T11:16:00Z",
            "rights": "CC0",
        }
    ]
    assert b"other.example" not in written[Format.ATOM] + written[Format.RSS]


def test_json_says_what_a_picture_comes_from() -> None:
    pictured = a_stored_entry(headimg="https://news.example.com/1.jpg", image_tier="media:thumbnail")
    said = json.loads(fragments(pictured, a_hub(), max_bytes=512_000)[Format.JSON])
    assert said["_image"] == {"from": "media:thumbnail"}
    assert "_image" not in json.loads(fragments(a_stored_entry(), a_hub(), max_bytes=512_000)[Format.JSON])


@pytest.mark.parametrize(
    ("own", "feed", "shown"), [("CC0", "© Times", "CC0"), (None, "© Times", "© Times"), (None, None, None)]
)
def test_rights_are_the_entrys_own_or_its_sources(own: str | None, feed: str | None, shown: str | None) -> None:
    assert text(a_stored_entry(rights=own, origin=an_origin(rights=feed)), "rights") == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("zh-Hant-TW", "zh-Hant-TW"), (None, None), ("", None), ("no tag", None)]
)
def test_only_a_language_tag_becomes_the_entrys_language(language: str | None, shown: str | None) -> None:
    assert read(a_stored_entry(language=language)).get(_LANG) == shown


def test_a_text_that_quotes_a_namespace_declaration_is_left_alone() -> None:
    declaration = '<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="x"/>'
    entry = a_stored_entry(title=declaration, content=declaration, headimg="https://example.org/a.jpg")
    assert text(entry, "title") == declaration
    assert declaration in (text(entry, "content") or "")


def test_the_stamp_changes_with_what_fragments_depend_on_alone() -> None:
    ours = stamp(a_hub(), max_bytes=10_000)
    assert stamp(a_hub(title="x", language=None, base_url="https://feeds.example.org/"), max_bytes=10_000) == ours
    assert stamp(a_hub(base_url="https://elsewhere.example.org"), max_bytes=10_000) != ours
    assert stamp(a_hub(), max_bytes=20_000) != ours


def test_rendering_does_not_ask_what_time_it_is() -> None:
    entry = a_stored_entry(published=NOON, updated=NOON)
    assert atom(entry) == atom(entry)
