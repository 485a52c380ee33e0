"""What a publisher sees of us."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedhub.model.fetched import Fetched
from support.origin import Answer, Asked, Origin
from support.visitor import USER_AGENT, Visitor


def test_a_first_visit_is_one_get_with_a_name_and_without_conditions(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/feed", b"<rss/>", etag='"a"')
    visitor.visit(origin.url("/feed"))
    (asked,) = origin.requests
    assert asked.method == "GET"
    assert {name.lower(): value for name, value in asked.headers} == {
        "host": f"127.0.0.1:{origin.port}",
        "user-agent": USER_AGENT,
        "accept": asked.header("accept"),
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }
    assert (asked.header("accept") or "").startswith("application/atom+xml, application/rss+xml")


def test_a_cookie_is_never_given_back(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/feed", b"<rss/>", headers={"Set-Cookie": "id=1; Path=/"})
    for _ in range(3):
        visitor.visit(origin.url("/feed"))
    assert [asked.header("cookie") for asked in origin.requests] == [None, None, None]


def test_the_environment_has_no_say(origin: Origin, visitor: Visitor, elsewhere: Path) -> None:
    """No proxy is set by whoever started us, and no password is taken from a file in their home."""
    (elsewhere / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    origin.serve("/feed", b"<rss/>")
    assert isinstance(visitor.visit(origin.url("/feed")), Fetched)
    assert origin.requests[0].header("authorization") is None


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """An environment with proxies that lead nowhere, and a home of its own."""
    kept = dict(os.environ)
    os.environ.update(dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9/"))
    os.environ["HOME"] = str(tmp_path)
    yield tmp_path
    os.environ.clear()
    os.environ.update(kept)


def test_credentials_in_the_url_are_shown_to_its_origin_and_to_nobody_else(origin: Origin, visitor: Visitor) -> None:
    with Origin() as other:
        origin.redirect("/feed", "/moved")
        origin.redirect("/moved", other.url("/feed"))
        other.serve("/feed", b"<rss/>")
        outcome = visitor.visit(f"http://me:p%40ss@127.0.0.1:{origin.port}/feed")
    assert [asked.header("authorization") for asked in origin.requests] == ["Basic bWU6cEBzcw=="] * 2
    assert other.requests[0].header("authorization") is None
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].location == other.url("/feed")


def test_credentials_do_not_travel_on_with_the_document(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/feed", b"<rss/>")
    outcome = visitor.visit(f"http://me:secret@127.0.0.1:{origin.port}/feed")
    assert isinstance(outcome, Fetched)
    assert "secret" not in repr(outcome)


def test_a_connection_is_closed_with_its_answer(origin: Origin, visitor: Visitor) -> None:
    """An origin that leaves closing to us must not be left waiting."""
    gone = threading.Event()

    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.send(200, {}, b"<rss/>")
        await answer.until_they_leave()
        gone.set()

    origin.script("/feed", handler)
    assert isinstance(visitor.visit(origin.url("/feed")), Fetched)
    assert gone.wait(5)
