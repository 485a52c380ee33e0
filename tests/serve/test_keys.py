"""What a token opens, what it closes to others, and how it is given."""

import base64

import pytest

from feedhub.serve.keys import Keys, Offered, key, offered, with_token

HOME, WORK, ALL, ADMIN = "h" * 16, "w" * 16, "a" * 16, "o" * 16
SOURCES = {"photos": ("家/照片",), "news": ("新闻",), "both": ("家", "新闻"), "posts": None, "plain": ()}
KEYS = Keys(
    (key(HOME, ["家"]), key(WORK, ["工作/内部"]), key(ADMIN, closes=False)),
    SOURCES,
)


def opens(keys: Keys, secret: str, name: str, *, in_address: bool = False) -> bool:
    """Tell whether a secret opens a document."""
    needed = keys.needed(name)
    return not needed or keys.admits(needed, Offered(secret=secret.encode(), in_address=in_address))


@pytest.mark.parametrize(
    "name",
    [
        "category/家.atom",
        "category/家/照片.html",
        "archive/2026-01/category/家.atom",
        "category/工作.rss",
        "all.atom",
        "archive/2026-01/all.json",
        "index.html",
        "feeds.opml",
        "sources.opml",
        "tag/python.atom",
        "source/photos.atom",
        "source/both.json",
        "source/posts.atom",
        "source/removed.atom",
    ],
)
def test_what_may_show_something_closed_is_closed(name: str) -> None:
    assert KEYS.needed(name)
    assert not opens(KEYS, "wrong", name)
    assert opens(KEYS, ADMIN, name)
    assert not opens(KEYS, ADMIN, name, in_address=True)


@pytest.mark.parametrize(
    "name",
    [
        "category/新闻.atom",
        "category/家园.atom",
        "category/工作/公开.html",
        "source/news.atom",
        "source/plain.rss",
        "static/a.css",
    ],
)
def test_what_cannot_show_it_stays_open(name: str) -> None:
    assert not KEYS.needed(name)


def test_a_token_opens_its_categories_with_all_below_and_nothing_else() -> None:
    opened = ["category/家.atom", "category/家/照片.atom", "source/photos.atom", "source/both.atom"]
    assert all(opens(KEYS, HOME, name) for name in opened)
    assert not any(opens(KEYS, WORK, name) for name in opened)
    assert opens(KEYS, WORK, "category/工作.atom")
    assert not any(opens(KEYS, each, "all.atom") for each in (HOME, WORK))


def test_a_token_without_categories_closes_and_opens_everything() -> None:
    keys = Keys((key(ALL), key(HOME, ["家"])), SOURCES)
    names = ("index.html", "all.atom", "category/新闻.atom", "source/plain.atom", "category/家.atom")
    assert all(keys.needed(name) and opens(keys, ALL, name) for name in names)
    assert [name for name in names if opens(keys, HOME, name)] == ["category/家.atom"]


@pytest.mark.parametrize(
    ("query", "authorization", "secret"),
    [
        (b"token=abc", None, b"abc"),
        (b"raw=1&token=abc&x", b"Bearer other", b"abc"),
        (b"", b"Bearer abc", b"abc"),
        (b"", b"bearer  abc ", b"abc"),
        (b"", b"Basic " + base64.b64encode(b"anna:abc:d"), b"abc:d"),
        (b"", b"Basic no base64!", None),
        (b"", b"Digest abc", None),
        (b"mytoken=abc", None, None),
        (b"token=%61bc", None, None),
        (b"", None, None),
    ],
)
def test_a_token_is_read_from_the_address_or_the_header(
    query: bytes, authorization: bytes | None, secret: bytes | None
) -> None:
    found = offered(query, authorization)
    assert (found.secret if found else None) == secret


def test_only_links_to_this_hub_take_a_token_along() -> None:
    page = (
        b'<a href="/category/a"><a href="/static/a.css"><a href="//evil.example/x"><a href="https://hub.example/all.atom">'
        b'<a href="https://hub.example.evil/all.atom"><a href="https://other.example/"><a href="#top">'
    )
    assert with_token(page, b"T", root=b"https://hub.example", prefix=b"", page=True) == (
        b'<a href="/category/a?token=T"><a href="/static/a.css"><a href="//evil.example/x">'
        b'<a href="https://hub.example/all.atom?token=T">'
        b'<a href="https://hub.example.evil/all.atom"><a href="https://other.example/"><a href="#top">'
    )
    feed = b'<link rel="self" href="https://hub.example/category/a.atom"/><id>tag:hub.example,2026:a.atom</id>'
    assert with_token(feed, b"T", root=b"https://hub.example", prefix=b"", page=False) == feed.replace(
        b'a.atom"', b'a.atom?token=T"'
    )
