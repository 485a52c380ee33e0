"""Subscription lists as other programs write them, and as nobody should."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub import subscriptions
from feedhub.admission import admit
from feedhub.config import Settings, Source
from feedhub.subscriptions import NotOpml

LISTS = Path(__file__).parent / "lists"


def hub_with(*sources: Source) -> Settings:
    return Settings.model_validate({"sources": sources}, context=Path("/hub"))


def taken(name: str, *sources: Source) -> tuple[list[tuple[str, str, str | None, tuple[str, ...]]], list[str]]:
    """Give what is added of a list, and why the rest is not."""
    admission = admit(
        subscriptions.read((LISTS / f"{name}.opml").read_bytes()),
        hub_with(*sources),
    )
    added = [(each.name, each.url, each.title, each.categories) for each in admission.added]
    return added, [f"{each.title}: {each.reason}" for each in (*admission.skipped, *admission.refused)]


def test_miniflux_with_its_folder_for_everything() -> None:
    assert taken("miniflux") == (
        [
            ("unfiled-notes", "https://notes.example/feed.xml", "Unfiled notes", ()),
            ("shao-shu-pai", "https://sspai.example/feed", "少数派", ("科技",)),
        ],
        [],
    )


def test_freshrss_with_pages_it_scrapes() -> None:
    assert taken("freshrss") == (
        [
            ("annas-blog", "https://anna.example/atom.xml", "Anna's blog", ("Blogs & more",)),
            ("loose", "https://loose.example/rss", "Loose", ()),
        ],
        ["A page: is scraped from a page there (HTML+XPath), and no feed"],
    )


def test_newsboat_with_its_own_kinds_of_address() -> None:
    assert taken("newsboat") == (
        [
            ("lwn-example", "https://lwn.example/headlines/rss", "LWN.example", ()),
            ("old", "http://old.example/rss.xml", None, ()),
        ],
        ["Made here: has no http(s) address", "Unread: has no http(s) address"],
    )


def test_feedly_with_one_feed_in_two_folders_and_two_of_a_title() -> None:
    assert taken("feedly") == (
        [
            ("hacker-paper", "https://paper.example/rss", "Hacker Paper", ("Must Read", "Tech")),
            ("hacker-paper-2", "https://other.example/rss", "Hacker Paper", ("Tech",)),
        ],
        [],
    )


def test_rsshub_with_bare_ampersands_and_nested_folders() -> None:
    there = Source(name="up", url="http://rsshub.example/bilibili/user/video/2267573/")
    assert taken("rsshub", there) == (
        [
            (
                "zheng-quan-shi-bao-wang-yao-wen",
                "https://rsshub.example/stcn/yw?key=abc123&limit=30",
                "证券时报网 - 要闻",
                ("金融/证券时报网",),
            )
        ],
        ["某 UP 主 的 bilibili 空间: is there already, as up"],
    )


def a_list(body: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def test_a_category_is_written_as_its_like_is_already() -> None:
    there = Source(name="a", url="https://a.example/", categories=("Tech/Linux",))
    listed = subscriptions.read(
        a_list('<outline text="TECH"><outline text="x" xmlUrl="https://b.example/"/></outline>')
    )
    assert admit(listed, hub_with(there)).added[0].categories == ("Tech",)


def test_the_hubs_own_feeds_are_not_subscribed_to() -> None:
    listed = subscriptions.read(a_list('<outline xmlUrl="http://127.0.0.1:8080/all.atom" text="All"/>'))
    assert [each.reason for each in admit(listed, hub_with()).skipped] == ["is a feed of this hub"]


@pytest.mark.parametrize(
    ("folder", "path"),
    [("a/b", "a-b"), ("x.rss", "x rss"), ("..", ""), ("\u202eevil", "evil"), ("y" * 200, "y" * 60), (" a  b ", "a b")],
)
def test_a_folder_of_any_name_becomes_a_category_there_can_be(folder: str, path: str) -> None:
    listed = subscriptions.read(a_list(f'<outline text="{folder}"><outline xmlUrl="https://b.example/"/></outline>'))
    (added,) = admit(listed, hub_with()).added
    assert "/".join(added.categories) == path


def test_deeper_folders_than_a_category_may_have_are_cut() -> None:
    deep = "".join(f'<outline text="{level}">' for level in range(14))
    listed = subscriptions.read(a_list(f'{deep}<outline xmlUrl="https://b.example/"/>{"</outline>" * 14}'))
    (added,) = admit(listed, hub_with()).added
    assert added.categories == ("0/1/2/3/4/5/6/7/8/9",)


BOMB = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
HOSTILE = {
    "entity bomb": (f'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY l0 "ha">{BOMB}]><opml>&l9;</opml>', "entities"),
    "file": ('<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;"/></opml>', "entities"),
    "empty": ("", "is empty"),
    "html": ("<!doctype html><html><body>x</body></html>", "is a web page"),
    "text": ("https://example.org/feed\n", "is no XML: .*line 1"),
    "cut": ('<?xml version="1.0"?><opml><body><outline text="a"', "is no XML: .*line 1"),
    "no feeds": ("<opml><body><outline text='a'/></body></opml>", "holds no subscription"),
    "deep": ("<opml>" + '<outline text="a">' * 5000, "is no XML: .*line 1"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_is_no_list_is_refused_in_a_sentence_and_at_once(name: str) -> None:
    text, words = HOSTILE[name]
    began = time.process_time()
    with pytest.raises(NotOpml, match=words):
        subscriptions.read(text.encode())
    assert time.process_time() - began < 1


def test_an_entity_bomb_in_sixteen_bits_is_one_too() -> None:
    with pytest.raises(NotOpml, match="entities"):
        subscriptions.read(HOSTILE["entity bomb"][0].encode("utf-16"))


def test_what_is_too_large_is_not_read() -> None:
    with pytest.raises(NotOpml, match="larger than 20 MB"):
        subscriptions.read(b" " * (subscriptions.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<?xml version="1.0" encoding="utf-8"?><opml>' + "要闻".encode("gbk"), "not in the encoding it says"),
        (a_list("", '<?xml version="1.0" encoding="klingon"?>'), "the encoding klingon, which nobody knows"),
    ],
)
def test_a_wrong_encoding_is_named(data: bytes, words: str) -> None:
    with pytest.raises(NotOpml, match=words):
        subscriptions.read(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_any_honest_encoding_is_read(encoding: str) -> None:
    head = '<?xml version="1.0" encoding="gb18030"?>' if encoding == "gb18030" else ""
    text = a_list('<outline text="证券" xmlUrl="https://b.example/"/>', head).decode()
    (read,) = subscriptions.read(text.encode(encoding))
    assert isinstance(read, subscriptions.Subscription)
    assert read.title == "证券"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    for document in (data, b"<opml><body>" + data + b"</body></opml>"):
        with suppress(NotOpml):
            assert len(admit(subscriptions.read(document), hub_with()).added) <= len(document)


def test_twenty_thousand_of_one_title_are_named_in_seconds() -> None:
    body = "".join(f'<outline text="Same" xmlUrl="https://s{number}.example/"/>' for number in range(20_000))
    began = time.process_time()
    added = admit(subscriptions.read(a_list(body)), hub_with()).added
    assert len({each.name for each in added}) == 20_000
    assert time.process_time() - began < 10
