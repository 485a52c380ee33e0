"""Sentences for the operator: what happened, what to do, and nobody's secrets."""

import httpx
import pytest

from feedhub import config
from feedhub.errors import ConfigError
from feedhub.fetch import Fetcher
from feedhub.fetch.trouble import quoted, redacted
from feedhub.model.fetched import Failed
from support.origin import Origin
from support.visitor import Clock, Visitor


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@feeds.example/x", "https://feeds.example/x"),
        ("https://feeds.example:8443/x?a=b&page=2", "https://feeds.example:8443/x?a=b&page=2"),
        ("https://feeds.example/x?token=abc&a=b", "https://feeds.example/x?token=…&a=b"),
        ("https://feeds.example/x?API_KEY=abc&auth=x", "https://feeds.example/x?API_KEY=…&auth=…"),
        ("https://feeds.example/x?q=0123456789abcdef0123456789abcdef", "https://feeds.example/x?q=…"),
        ("https://feeds.example/0123456789abcdef0123456789abcdef/feed", "https://feeds.example/…/feed"),
        ("https://feeds.example/2026/a-post-about-the-year", "https://feeds.example/2026/a-post-about-the-year"),
    ],
)
def test_a_url_is_shown_without_what_may_be_a_secret(url: str, shown: str) -> None:
    assert redacted(httpx.URL(url)) == shown


def test_foreign_text_stays_on_one_line_and_short() -> None:
    assert quoted("a\nb\x1b[31m\u202e") == "a\ufffdb\ufffd[31m\ufffd"
    assert quoted("x" * 1000, longest=10) == "x" * 10 + "…"


def test_a_failure_does_not_tell_the_secrets_of_its_urls(origin: Origin, visitor: Visitor) -> None:
    hidden = f"http://me:hunter2@127.0.0.1:{origin.port}/?token=hunter2"
    origin.redirect("/", hidden.replace("http://", "gopher://"))
    first = visitor.visit(hidden)
    origin.redirect("/", "/?token=hunter2")
    second = visitor.visit(hidden)
    for outcome in (first, second):
        assert isinstance(outcome, Failed)
        assert "hunter2" not in outcome.detail


def test_a_user_agent_of_two_lines_is_a_fault_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"fetch\.user_agent"):
        Fetcher(config.Fetch(), user_agent="a\r\nX-Evil: 1", now=Clock())
