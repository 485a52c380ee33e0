"""Addresses: absolute, harmless, without tracking, and otherwise as their publisher wrote them."""

import pytest

from feedhub.sanitize import absolute, sanitize, without_tracking

BASE = "https://blog.example/posts/7?x=1"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("/a.png", "https://blog.example/a.png"),
        ("a.png", "https://blog.example/posts/a.png"),
        ("../a.png", "https://blog.example/a.png"),
        ("?p=2", "https://blog.example/posts/7?p=2"),
        ("//cdn.example/a.png", "https://cdn.example/a.png"),
        ("HTTP://A.example/X", "http://A.example/X"),
        (" \n https://a.example/ ", "https://a.example/"),
        ("https://a.ex\nample/\tx", "https://a.example/x"),
        ("https://user:pass@a.example/x", "https://a.example/x"),
        ("https://a.example/a b\"c'd\\e", "https://a.example/a%20b%22c%27d%5Ce"),
        ("https://a.example/<x>`{|}^", "https://a.example/%3Cx%3E%60%7B%7C%7D%5E"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%E9%87%91", "https://a.example/%E9%87%91"),
        ("https://a.example/金融\u3000a", "https://a.example/金融%E3%80%80a"),
        ("https://例え.example/", "https://xn--r8jz45g.example/"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("/\\evil.example/x", "https://blog.example/%5Cevil.example/x"),
        ("", None),
        ("  ", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("mailto:a@b.example", None),
        ("https://", None),
        ("https:///x", None),
        ("https://[::1/x", None),
        ("https://a b.example/", None),
        ("https://a.example:port/", None),
        ("https://" + "é" * 64 + ".example/", None),
        ("https://a.example/" + "x" * 3000, None),
    ],
)
def test_an_address_becomes_absolute_or_none(url: str, found: str | None) -> None:
    assert absolute(url, BASE) == found
    if found:
        assert absolute(found, "https://other.example/") == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("//cdn.example/a.png", "https://cdn.example/a.png"),
        ("/a.png", None),
        ("a.png", None),
        ("http://a.example/", "http://a.example/"),
    ],
)
def test_without_a_base_only_whole_addresses_count(url: str, found: str | None) -> None:
    assert absolute(url, None) == found


def test_a_base_that_is_none_does_no_harm() -> None:
    assert absolute("/a", "mailto:a@b.example") is None
    assert absolute("/a", "https://[") is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/p?utm_source=rss&id=3&UTM_Campaign=x", "https://a.example/p?id=3"),
        ("https://a.example/p?utm_source=rss", "https://a.example/p"),
        ("https://a.example/p?fbclid=1#top", "https://a.example/p#top"),
        ("https://a.example/p?id=3&spm=a.b.c", "https://a.example/p?id=3"),
        ("https://a.example/p?b=2&&a=1&c", "https://a.example/p?b=2&&a=1&c"),
        ("https://a.example/#/r?utm_source=x", "https://a.example/#/r?utm_source=x"),
        ("https://a.example/p#utm_source=rss", "https://a.example/p"),
        ("https://a.example/utm_source=1/?source=utm_x", "https://a.example/utm_source=1/?source=utm_x"),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_only_tracking_leaves_an_address(url: str, kept: str) -> None:
    assert without_tracking(url) == kept


def test_pictures_keep_their_parameters() -> None:
    html = sanitize("<img src=/a.png?utm_source=x>", base=BASE).html
    assert "https://blog.example/a.png?utm_source=x" in html


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("TEL:+49 30 1", "tel:+49%2030%201"),
        ("magnet:?xt=urn:btih:1", "magnet:?xt=urn:btih:1"),
        ("xmpp:a@b.example", "xmpp:a@b.example"),
    ],
)
def test_links_may_lead_to_people_too(href: str, kept: str) -> None:
    assert f'href="{kept}"' in sanitize(f'<a href="{href}">x</a>', base=BASE).html


def test_a_link_that_leads_nowhere_leaves_its_text() -> None:
    assert sanitize('<p><a href="#note">1</a> <a name=x>y</a></p>', base=BASE).html == "<p>1 y</p>"
