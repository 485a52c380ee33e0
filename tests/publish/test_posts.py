"""Posts with front matter: what Hexo shows, and what another hub takes back."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from feedhub.model.entry import Enclosure, StoredEntry, Tag
from feedhub.publish import post
from support import nasty
from support.stored import NOON, a_stored_entry, an_origin


def read(entry: StoredEntry) -> tuple[Any, str]:
    """Split a post the way blog engines do: front matter between the first two lines of dashes, body behind."""
    opening, front, body = post(entry)[1].decode().split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body


def test_a_post_has_the_shape_that_blogs_expect() -> None:
    entry = a_stored_entry(headimg="https://example.org/a.jpg", title="It's: 绿色创新")
    assert post(entry)[1].decode().partition("feedhub:")[0] == (
        "---\n"
        "title: 'It''s: 绿色创新'\n"
        "categories:\n"
        " - '金融'\n"
        " - '证券时报网'\n"
        " - '要闻'\n"
        "headimg: 'https://example.org/a.jpg'\n"
        "author: '贺勇'\n"
        "comments: false\n"
        "date: Thu, 01 Sep 2022 11:16:00 GMT\n"
        "thumbnail: 'https://example.org/a.jpg'\n"
        "disableNunjucks: true\n"
    )


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_storable(entry: StoredEntry) -> bool:
    """Tell whether all its text can be UTF-8, as everything in a store is."""
    texts = [entry.title, entry.author, entry.content, entry.summary, entry.rights, *entry.categories]
    texts += [entry.origin.title, entry.origin.rights, *(tag.term for tag in entry.tags)]
    return not any("\ud800" <= letter <= "\udfff" for text in texts for letter in text or "")


@settings(deadline=None, max_examples=100)
@given(entry=nasty.entries.filter(_is_storable))
def test_everything_reads_back_as_it_was(entry: StoredEntry) -> None:
    front, body = read(entry)
    assert (front["title"], front["author"]) == (entry.title, entry.author)
    assert (front["headimg"] or None, front["comments"]) == (entry.headimg or None, False)
    assert parsedate_to_datetime(front["date"]) == entry.published.replace(microsecond=0)
    assert body == f"\n{entry.content}\n"
    assert front["feedhub"] == {
        "id": entry.id,
        "url": entry.url,
        "source": {
            "id": entry.origin.id,
            "title": entry.origin.title,
            "updated": instant(entry.origin.updated),
            "home": entry.origin.home,
            "feed": entry.origin.feed,
            "rights": entry.origin.rights,
        },
        "updated": instant(entry.updated),
        "language": entry.language,
        "summary": entry.summary,
        "tags": [{"term": tag.term, "scheme": tag.scheme} for tag in entry.tags],
        "enclosures": [{"url": file.url, "type": file.type, "length": file.length} for file in entry.enclosures],
        "rights": entry.rights,
        "first_seen": instant(entry.first_seen),
        "categories": [path.split("/") for path in entry.categories],
    }


@pytest.mark.parametrize(
    ("paths", "categories"),
    [
        ((), []),
        (("要闻",), ["要闻"]),
        (("金融/要闻",), ["金融", "要闻"]),
        (("金融/要闻", "体育"), [["金融", "要闻"], ["体育"]]),
        (("null/2022-09-01/yes",), ["null", "2022-09-01", "yes"]),
    ],
)
def test_one_path_is_a_flat_list_and_several_are_a_list_of_lists(paths: tuple[str, ...], categories: object) -> None:
    assert read(a_stored_entry(categories=paths))[0]["categories"] == categories


def test_a_blog_gets_the_head_image_as_thumbnail_where_there_is_no_other() -> None:
    pictures = [
        read(a_stored_entry(headimg=head, thumbnail=small))[0]["thumbnail"]
        for head, small in (("https://a/h", "https://a/s"), ("https://a/h", None), (None, None))
    ]
    assert pictures == ["https://a/s", "https://a/h", ""]


def test_a_date_is_written_in_gmt_whatever_its_zone() -> None:
    beijing = datetime(2022, 9, 1, 19, 16, tzinfo=timezone(timedelta(hours=8)))
    name, data = post(a_stored_entry(published=beijing))
    assert b"date: Thu, 01 Sep 2022 11:16:00 GMT\n" in data
    assert name.startswith("20220901-")


def test_a_post_is_named_by_day_and_id_alone() -> None:
    first = post(a_stored_entry(id="urn:x:1", title="a", content="<p>1</p>"))[0]
    assert first == f"20220901-{sha256(b'urn:x:1').hexdigest()[:12]}.html"
    assert post(a_stored_entry(id="urn:x:1", title="b", content="<p>2</p>", updated=NOON + timedelta(1)))[0] == first
    assert post(a_stored_entry(id="urn:x:2"))[0] != first


def test_a_body_full_of_template_code_and_dashes_is_left_alone() -> None:
    body = "<p>{{ x }} {% raw %} {# #}</p>\n---\n<pre>  # 1\n\n    2</pre>"
    assert read(a_stored_entry(content=body))[1] == f"\n{body}\n"
    assert b"disableNunjucks: true\n" in post(a_stored_entry(content=body))[1]


def test_unknown_lengths_and_schemes_stay_unknown() -> None:
    entry = a_stored_entry(tags=(Tag(term="x"),), enclosures=(Enclosure(url="https://a/b", type="audio/mpeg"),))
    ours = read(entry)[0]["feedhub"]
    assert ours["tags"] == [{"term": "x", "scheme": None}]
    assert ours["enclosures"] == [{"url": "https://a/b", "type": "audio/mpeg", "length": None}]


def test_a_source_reads_back_with_what_it_lacks() -> None:
    entry = a_stored_entry(origin=an_origin(home=None, feed=None))
    assert read(entry)[0]["feedhub"]["source"]["home"] is None
