"""Redirects: five hops, by hand, judged like the first one."""

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Origin
from support.visitor import Visitor


def failed(outcome: object, kind: FailureKind) -> str:
    """Check that a visit failed this way, and give the operator's sentence."""
    assert isinstance(outcome, Failed)
    assert outcome.kind is kind
    return outcome.detail


@pytest.mark.parametrize(("status", "kept"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_a_redirect_is_followed_and_only_a_permanent_one_moves_the_source(
    origin: Origin, visitor: Visitor, status: int, *, kept: bool
) -> None:
    origin.redirect("/old", "/new?a=b", status)
    origin.serve("/new", b"<rss/>")
    outcome = visitor.visit(origin.url("/old"))
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to == (origin.url("/new?a=b") if kept else None)
    assert outcome.bodies[0].location == origin.url("/new?a=b")
    assert [asked.target for asked in origin.requests] == ["/old", "/new?a=b"]


@pytest.mark.parametrize("statuses", [(301, 302), (302, 301), (308, 301)])
def test_a_chain_is_permanent_only_when_every_step_is(
    origin: Origin, visitor: Visitor, statuses: tuple[int, int]
) -> None:
    origin.redirect("/a", "/b", statuses[0])
    origin.redirect("/b", "/c", statuses[1])
    origin.serve("/c", b"<rss/>")
    outcome = visitor.visit(origin.url("/a"))
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to == (None if 302 in statuses else origin.url("/c"))


def test_five_hops_are_followed_and_no_more(origin: Origin, visitor: Visitor) -> None:
    for hop in range(20):
        origin.redirect(f"/{hop}", f"/{hop + 1}")
    assert "more than 5 times" in failed(visitor.visit(origin.url("/0")), FailureKind.REDIRECT)
    assert len(origin.requests) == 6
    origin.serve("/5", b"<rss/>")
    assert isinstance(visitor.visit(origin.url("/0")), Fetched)


@pytest.mark.parametrize(("steps", "requests"), [({"/a": "/a"}, 1), ({"/a": "/b", "/b": "/a"}, 2), ({"/a": "#x"}, 1)])
def test_a_circle_ends_where_it_closes(origin: Origin, visitor: Visitor, steps: dict[str, str], requests: int) -> None:
    for path, target in steps.items():
        origin.redirect(path, target)
    assert "in a circle" in failed(visitor.visit(origin.url("/a")), FailureKind.REDIRECT)
    assert len(origin.requests) == requests


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://127.0.0.1/", "data:text/xml,<rss/>", "feed://x/y"]
)
def test_nothing_but_the_web_is_followed(origin: Origin, visitor: Visitor, target: str) -> None:
    origin.redirect("/", target)
    assert "only http:// and https:// are followed" in failed(visitor.visit(origin.url()), FailureKind.REDIRECT)


@pytest.mark.parametrize("target", ["http://[::1", "http://a:b:c/", "http://①②⑦.⓪.⓪.①/".encode().decode("latin-1")])
def test_a_target_that_is_no_url_is_a_failure(origin: Origin, visitor: Visitor, target: str) -> None:
    origin.redirect("/", target)
    assert "which is no URL" in failed(visitor.visit(origin.url()), FailureKind.REDIRECT)


def test_a_redirect_to_nowhere_is_a_failure(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 302)
    assert "without saying where" in failed(visitor.visit(origin.url()), FailureKind.REDIRECT)


def test_user_names_in_a_target_are_dropped(origin: Origin, visitor: Visitor) -> None:
    origin.redirect("/", f"http://me:secret@127.0.0.1:{origin.port}/new", 301)
    origin.serve("/new", b"<rss/>")
    outcome = visitor.visit(origin.url())
    assert origin.requests[1].header("authorization") is None
    assert "secret" not in repr(outcome)


@pytest.mark.parametrize(
    ("location", "path"),
    [("/金融".encode().decode("latin-1"), "/%E9%87%91%E8%9E%8D"), ("/caf\xe9", "/caf%C3%A9"), ("/a b", "/a%20b")],
    ids=["UTF-8", "Latin-1", "space"],
)
def test_letters_that_belong_in_no_url_are_escaped(origin: Origin, visitor: Visitor, location: str, path: str) -> None:
    origin.redirect("/", location)
    origin.serve(path, b"<rss/>")
    assert isinstance(visitor.visit(origin.url()), Fetched)


def test_an_allowance_does_not_reach_a_redirect(origin: Origin) -> None:
    """The operator allowed the host they configured, not whomever it sends us to."""
    with Origin(host="127.0.0.2") as inner, Visitor(allow=("127.0.0.0/8",)) as visitor:
        origin.redirect("/", inner.url("/"), 301)
        inner.serve("/", b"secret")
        # The network is allowed, so the first host is; the second would be too, had it been configured.
        assert isinstance(visitor.visit(inner.url()), Fetched)
        inner.reset()
        detail = failed(visitor.visit(origin.url()), FailureKind.BLOCKED)
        assert inner.requests == []
    assert "127.0.0.2 is a loopback address" in detail


def test_an_allowed_host_may_redirect_within_itself(origin: Origin) -> None:
    origin.redirect("/", "/feed/")
    origin.serve("/feed/", b"<rss/>")
    with Visitor(allow=(f"127.0.0.1:{origin.port}",)) as visitor:
        assert isinstance(visitor.visit(origin.url()), Fetched)


def test_an_allowance_for_one_port_does_not_open_the_next(origin: Origin) -> None:
    with Origin() as neighbour, Visitor(allow=(f"127.0.0.1:{origin.port}",)) as visitor:
        origin.redirect("/", neighbour.url("/"))
        failed(visitor.visit(origin.url()), FailureKind.BLOCKED)
        assert neighbour.connections == 0


def test_the_body_of_a_redirect_is_not_read(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 302, {"Location": "/new", "Content-Encoding": "br", "Content-Length": "99999999999"})
    origin.serve("/new", b"<rss/>")
    assert isinstance(visitor.visit(origin.url()), Fetched)


def test_a_location_on_another_answer_is_no_redirect(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 300, {"Location": "/new"})
    assert "no document" in failed(visitor.visit(origin.url()), FailureKind.NETWORK)
    assert len(origin.requests) == 1
