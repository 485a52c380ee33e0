"""TLS: certificates are checked against the name, though the judged address is what is dialled."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Answer, Asked, Origin
from support.programs import need
from support.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A private certificate authority, and a server's context with a certificate for feeds.example."""

    trusted: ssl.SSLContext
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("tls")
    new = [
        need("openssl"),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    ca = ["-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem"]
    leaf = ["-subj", "/CN=feeds.example", "-addext", "subjectAltName=DNS:feeds.example", "-keyout", "leaf.key"]
    signed = ["-addext", "basicConstraints=CA:FALSE", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "leaf.pem"]
    for command in ([*new, *ca], [*new, *leaf, *signed]):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    return Authority(trusted=ssl.create_default_context(cafile=folder / "ca.pem"), server=server)


@pytest.fixture
def secure(authority: Authority) -> Iterator[Origin]:
    with Origin(tls=authority.server) as site:
        site.serve("/", b"<rss/>", etag='"a"')
        yield site


def visitor_of(authority: Authority) -> Visitor:
    """A visitor who trusts the authority and finds every name here."""
    here = ["127.0.0.1"]
    return Visitor(names={"feeds.example": here, "other.example": here}, tls=authority.trusted)


def test_the_right_name_is_served_through_the_judged_address(secure: Origin, authority: Authority) -> None:
    with visitor_of(authority) as visitor:
        first = visitor.visit(f"https://feeds.example:{secure.port}/")
        assert isinstance(first, Fetched)
        assert first.bodies[0].data == b"<rss/>"


def test_a_large_body_arrives_whole_through_tls(secure: Origin, authority: Authority) -> None:
    body = bytes(range(256)) * 8000
    secure.serve("/", body)
    with visitor_of(authority) as visitor:
        outcome = visitor.visit(f"https://feeds.example:{secure.port}/")
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].data == body


def test_a_certificate_for_another_name_is_refused(secure: Origin, authority: Authority) -> None:
    with visitor_of(authority) as visitor:
        outcome = visitor.visit(f"https://other.example:{secure.port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS
    assert "Hostname mismatch" in outcome.detail
    assert secure.requests == []


def test_an_authority_nobody_knows_is_refused(secure: Origin) -> None:
    with Visitor(names={"feeds.example": ["127.0.0.1"]}) as visitor:
        outcome = visitor.visit(f"https://feeds.example:{secure.port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS
    assert secure.requests == []


def test_https_to_a_server_without_it_is_a_failure_of_tls(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, visitor_of(authority) as visitor:

        def answer_in_plain_words() -> None:
            with server.accept()[0] as guest:
                guest.recv(1024)
                guest.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        plain = threading.Thread(target=answer_in_plain_words)
        plain.start()
        outcome = visitor.visit(f"https://feeds.example:{server.getsockname()[1]}/")
        plain.join()
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS


def test_a_redirect_may_lead_to_tls_but_never_back(secure: Origin, origin: Origin, authority: Authority) -> None:
    origin.redirect("/up", f"https://feeds.example:{secure.port}/", 301)
    secure.redirect("/down", f"http://feeds.example:{origin.port}/plain")
    origin.serve("/plain", b"<rss/>")
    with visitor_of(authority) as visitor:
        up = visitor.visit(f"http://feeds.example:{origin.port}/up")
        down = visitor.visit(f"https://feeds.example:{secure.port}/down")
    assert isinstance(up, Fetched)
    assert up.moved_to == f"https://feeds.example:{secure.port}/"
    assert isinstance(down, Failed)
    assert down.kind is FailureKind.REDIRECT
    assert origin.asked("/plain") == []


def test_a_reset_in_the_middle_of_a_secure_body_is_no_document(secure: Origin, authority: Authority) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")
        answer.reset()

    secure.script("/", handler)
    with visitor_of(authority) as visitor:
        outcome = visitor.visit(f"https://feeds.example:{secure.port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind in {FailureKind.NETWORK, FailureKind.TLS}
