"""Pages that a document names are asked for as politely as the document, and trusted with nothing of its source."""

import asyncio
from typing import Any

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched, FetchOutcome
from feedhub.model.request import FetchRequest, Manner
from support.origin import Origin
from support.visitor import Visitor

NAMES = {"feeds.example": ["127.0.0.1"], "elsewhere.example": ["127.0.0.1"]}
SECRETS = Manner(headers=(("Authorization", "Bearer hunter2"), ("Cookie", "a=b"), ("Accept", "text/x")))


def ask(visitor: Visitor, url: str, home: str, **said: Any) -> FetchOutcome:
    request = FetchRequest(source="a", location=url, home=home, manner=SECRETS, accept="text/html")
    return visitor.run(visitor.fetcher.fetch(request, **said))


def sent(origin: Origin, name: str) -> str | None:
    return origin.requests[-1].header(name)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(names=NAMES, allow=("feeds.example", "elsewhere.example"))


def test_secrets_go_to_pages_of_the_sources_own_origin_alone(visitor: Visitor) -> None:
    with Origin() as origin, Origin(host=origin.host) as other, visitor:
        for site in (origin, other):
            site.serve("/a", b"<p>", content_type="text/html")
        home = f"http://feeds.example:{origin.port}/feed"
        assert isinstance(ask(visitor, f"http://feeds.example:{origin.port}/a", home), Fetched)
        assert (sent(origin, "authorization"), sent(origin, "cookie")) == ("Bearer hunter2", "a=b")
        assert sent(origin, "accept") == "text/html"
        assert isinstance(ask(visitor, f"http://feeds.example:{other.port}/a", home), Fetched)
        assert (sent(other, "authorization"), sent(other, "cookie")) == (None, None)


def test_the_sources_own_name_and_password_go_along_and_those_of_a_page_nowhere() -> None:
    with Origin() as origin, Visitor(names=NAMES, allow=("feeds.example", "elsewhere.example")) as visitor:
        origin.serve("/a", b"<p>", content_type="text/html")
        page = f"feeds.example:{origin.port}/a"
        for home, expected in (
            (f"http://me:pw@feeds.example:{origin.port}/", "Basic bWU6cHc="),
            (f"http://{page}", None),
        ):
            request = FetchRequest(source="a", location=f"http://you:no@{page}", home=home)
            assert isinstance(visitor.run(visitor.fetcher.fetch(request)), Fetched)
            assert sent(origin, "authorization") == expected


def test_what_the_operator_allows_holds_for_the_host_of_the_source() -> None:
    with Origin() as origin, Visitor(names=NAMES, allow=("feeds.example", "elsewhere.example")) as visitor:
        origin.serve("/a", b"<p>", content_type="text/html")
        home = f"http://feeds.example:{origin.port}/feed"
        refused = ask(visitor, f"http://elsewhere.example:{origin.port}/a", home)
        assert isinstance(refused, Failed)
        assert refused.kind is FailureKind.BLOCKED
        assert origin.requests == []


def test_every_address_is_shown_before_it_is_asked() -> None:
    with Origin() as origin, Visitor(allow=("127.0.0.0/8",)) as visitor:
        origin.redirect("/a", "/b")
        origin.redirect("/b", "/c")
        shown: list[str] = []

        async def permit(url: str) -> None:
            await asyncio.sleep(0)
            shown.append(url)
            if url.endswith("/c"):
                raise LookupError(url)

        with pytest.raises(LookupError):
            ask(visitor, origin.url("/a"), origin.url("/feed"), permit=permit)
        assert [asked.path for asked in origin.requests] == ["/a", "/b"]
        assert shown == [origin.url("/a"), origin.url("/b"), origin.url("/c")]
