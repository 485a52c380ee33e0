"""A source's own headers, credentials, cookies, trust and proxy: sent where they belong, and shown nowhere."""

import asyncio
import contextlib
import logging
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedhub import config
from feedhub.model.fetched import Failed, FailureKind, Fetched, FetchOutcome
from feedhub.model.request import FetchRequest, Manner
from support.origin import Answer, Asked, Origin
from support.programs import need
from support.visitor import Visitor

SECRET = "hunter2"  # noqa: S105  nobody's


def visit(visitor: Visitor, url: str, *, moved: str | None = None, manner: Manner) -> FetchOutcome:
    return visitor.run(visitor.fetcher.fetch(FetchRequest(source="a", location=url, moved=moved, manner=manner)))


def a_source(**said: object) -> config.Source:
    return config.Source.model_validate({"name": "a", "url": "https://feeds.example/", **said})


def headers_of(source: config.Source) -> dict[str, str]:
    return dict(config.request_headers(source.headers, source.auth, source.cookies))


def test_settings_become_headers() -> None:
    source = a_source(headers={"X-Key": SECRET}, auth={"user": "me", "password": "p:w"}, cookies={"a": "1", "b": "2"})
    assert headers_of(source) == {"X-Key": SECRET, "Authorization": "Basic bWU6cDp3", "Cookie": "a=1; b=2"}
    assert headers_of(a_source(auth={"bearer": SECRET})) == {"Authorization": f"Bearer {SECRET}"}


def test_no_text_of_a_source_shows_a_secret() -> None:
    source = a_source(
        headers={"X-Key": SECRET},
        auth={"user": "me", "password": SECRET},
        cookies={"a": SECRET},
        proxy=f"http://me:{SECRET}@proxy.example:3128",
    )
    manner = Manner(headers=config.request_headers(source.headers, source.auth, source.cookies), proxy=SECRET)
    for text in (repr(source), str(source), source.model_dump_json(), repr(manner), repr(source.model_dump())):
        assert SECRET not in text


@pytest.mark.parametrize(
    "said",
    [
        {"headers": {"Host": "x"}},
        {"headers": {"Cookie": "a=b"}},
        {"headers": {"a b": "x"}},
        {"headers": {"A": "x\r\nB: y"}},
        {"cookies": {"a": "x; b=y"}},
        {"auth": {"user": "me"}},
        {"auth": {"user": "me", "password": "x", "bearer": "y"}},
        {"auth": {}},
        {"auth": {"user": "a:b", "password": "x"}},
        {"proxy": "socks5://a:1"},
        {"proxy": "http://proxy.example"},
        {"ca_file": "/nowhere/ca.pem"},
    ],
)
def test_what_cannot_be_sent_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        a_source(**said)


def test_what_is_the_sources_own_goes_to_its_origin_alone(origin: Origin, visitor: Visitor) -> None:
    manner = Manner(user_agent="special/1", headers=(("X-Key", SECRET), ("Cookie", "a=b"), ("Accept", "text/xml")))
    with Origin() as elsewhere:
        origin.redirect("/", "/again")
        origin.redirect("/again", elsewhere.url("/feed"))
        elsewhere.serve("/feed", b"<rss/>")
        assert isinstance(visit(visitor, origin.url(), manner=manner), Fetched)
        [there] = elsewhere.requests
    for asked in origin.requests:
        assert (asked.header("x-key"), asked.header("cookie"), asked.header("accept")) == (SECRET, "a=b", "text/xml")
    assert (there.header("x-key"), there.header("cookie")) == (None, None)
    assert {asked.header("user-agent") for asked in [*origin.requests, there]} == {"special/1"}


def test_an_address_it_moved_to_is_trusted_no_more_than_a_redirect(origin: Origin, visitor: Visitor) -> None:
    manner = Manner(headers=(("X-Key", SECRET),))
    with Origin() as elsewhere:
        elsewhere.serve("/feed", b"<rss/>")
        moved = visit(visitor, origin.url(), moved=elsewhere.url("/feed"), manner=manner)
        [asked] = elsewhere.requests
    assert isinstance(moved, Fetched)
    assert (moved.moved_to, asked.header("x-key")) == (elsewhere.url("/feed"), None)
    assert origin.requests == []
    blocked = visit(visitor, "http://feeds.example/", moved=origin.url("/feed"), manner=manner)
    assert isinstance(blocked, Failed)
    assert blocked.kind is FailureKind.BLOCKED


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    command = [need("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:feeds.example", "-days", "2"]
    subprocess.run(
        [*command, *subject, "-keyout", "key.pem", "-out", "cert.pem"], cwd=tmp_path, check=True, capture_output=True
    )
    return tmp_path / "cert.pem"


@pytest.fixture
def secure(certificate: Path) -> Iterator[Origin]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with Origin(tls=context) as site:
        site.serve("/", b"<rss/>")
        yield site


def test_a_source_may_trust_its_own_authorities_or_anybody(secure: Origin, certificate: Path) -> None:
    url = f"https://feeds.example:{secure.port}/"
    with Visitor(names={"feeds.example": ["127.0.0.1"]}) as visitor:
        usual = visit(visitor, url, manner=Manner())
        assert isinstance(usual, Failed)
        assert usual.kind is FailureKind.TLS
        assert isinstance(visit(visitor, url, manner=Manner(ca_file=str(certificate))), Fetched)
        assert isinstance(visit(visitor, url, manner=Manner(verify=False)), Fetched)
        broken = visit(visitor, url, manner=Manner(ca_file=__file__))
    assert isinstance(broken, Failed)
    assert "ca_file" in broken.detail


def test_a_proxy_is_asked_in_absolute_form_with_its_own_credentials(
    origin: Origin, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    origin.serve("http://feeds.example/feed", b"<rss/>")
    manner = Manner(proxy=f"http://me:{SECRET}@127.0.0.1:{origin.port}")
    with caplog.at_level(logging.WARNING):
        assert isinstance(visit(visitor, "http://feeds.example/feed", manner=manner), Fetched)
        visit(visitor, "http://feeds.example/feed", manner=manner)
    assert origin.requests[0].header("host") == "feeds.example"
    assert origin.requests[0].header("proxy-authorization") == "Basic bWU6aHVudGVyMg=="
    assert len([one for one in caplog.messages if "is not guarded" in one]) == 1
    assert SECRET not in caplog.text


def test_https_goes_through_a_tunnel_and_the_name_is_still_checked(
    secure: Origin, origin: Origin, visitor: Visitor, certificate: Path
) -> None:
    async def tunnel(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b"HTTP/1.1 200 Connection established\r\n\r\n")
        reader, writer = await asyncio.open_connection("127.0.0.1", secure.port)

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while piece := await source.read(1000):
                    target.write(piece)

        await asyncio.wait(
            [asyncio.create_task(pump(answer.reader, writer)), asyncio.create_task(pump(reader, answer.writer))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        writer.close()

    origin.script("feeds.example:443", tunnel)
    origin.script("other.example:443", tunnel)
    origin.answer("closed.example:443", 403)
    manner = Manner(proxy=origin.url(), ca_file=str(certificate))
    assert isinstance(visit(visitor, "https://feeds.example/", manner=manner), Fetched)
    outcomes = [visit(visitor, f"https://{name}.example/", manner=manner) for name in ("other", "closed")]
    assert [one.kind for one in outcomes if isinstance(one, Failed)] == [FailureKind.TLS, FailureKind.REFUSED]


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://169.254.169.254/", "http://localhost/", "https://[::1]/"])
def test_private_addresses_are_refused_before_a_proxy(url: str, origin: Origin) -> None:
    with Visitor(allow=()) as visitor:
        outcome = visit(visitor, url, manner=Manner(proxy=origin.url()))
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED
    assert origin.requests == []
