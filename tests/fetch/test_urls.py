"""Spellings of URLs: whatever they look like, the address that is dialled is judged."""

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Origin
from support.visitor import Visitor

LEADS_INSIDE = [
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://017700000001/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://public.example:80@127.0.0.1:8080/",
    "http://127.0.0.1#@public.example/",
    "http://public.example\\@127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%2]/",
]
NO_PLACE = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_x",
    "http+unix://%2fvar%2frun%2fdocker.sock/",
    "data:text/xml,<rss/>",
    "feed://public.example/x",
    "javascript:alert(1)",
    "http:///etc/passwd",
    "http://",
    "//public.example/x",
    "",
    "no url",
    "http://①②⑦.⓪.⓪.①/",
    "http://public.example:99999/",
    "http://public.example:0/",
    "http://public.example:port/",
    "http://public\x00.example/",
    "http://[::1/",
]


@pytest.mark.parametrize("url", LEADS_INSIDE)
def test_no_spelling_of_an_inner_address_gets_past_the_guard(url: str) -> None:
    with Visitor(allow=()) as visitor:
        outcome = visitor.visit(url)
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED
    assert "fetch.allow" in outcome.detail


@pytest.mark.parametrize("url", NO_PLACE)
def test_what_is_no_web_address_is_a_failure_that_says_so(url: str) -> None:
    with Visitor(names={}) as visitor:
        outcome = visitor.visit(url)
        assert visitor.names.asked == []
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED
    assert "the source's url" in outcome.detail


def test_a_backslash_does_not_change_whom_we_judge() -> None:
    """Browsers would go to 127.0.0.1 here; we go, and look, where we say."""
    with Visitor(names={}) as visitor:
        visitor.visit("http://127.0.0.1\\@public.example/")
        assert visitor.names.asked == ["public.example"]


def test_an_unusual_port_is_nobodys_business() -> None:
    with Visitor(names={}) as visitor:
        outcome = visitor.visit("http://public.example:22/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.DNS


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", "xn--", "-"])
def test_a_name_no_resolver_takes_is_a_name_not_found(host: str) -> None:
    with Visitor() as visitor:
        outcome = visitor.visit(f"http://{host}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind in {FailureKind.DNS, FailureKind.BLOCKED}


@pytest.mark.parametrize(
    "target", ["/Path", "/a//b/", "/%7efeed/%e4", "/x?", "/x?A=b+c&d=[1]|'", "/feed;v=1,2@3:4!$&'()*+=~", "/x?a=%20&a="]
)
def test_the_configured_path_and_query_are_asked_for_to_the_letter(
    origin: Origin, visitor: Visitor, target: str
) -> None:
    origin.serve(target.partition("?")[0], b"<rss/>")
    assert isinstance(visitor.visit(origin.url(target)), Fetched)
    assert origin.requests[0].target == target


def test_a_fragment_is_kept_to_ourselves(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/x", b"<rss/>")
    outcome = visitor.visit(origin.url("/x#part"))
    assert isinstance(outcome, Fetched)
    assert origin.requests[0].target == "/x"
    assert outcome.bodies[0].location == origin.url("/x")
