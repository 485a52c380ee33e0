"""Who is dialled: every answer of the resolver is judged, and only what was judged is dialled."""

import pytest

from feedhub.errors import ConfigError
from feedhub.fetch.guard import read_allowance
from feedhub.model.fetched import Failed, FailureKind, Fetched
from support.origin import Origin
from support.visitor import Visitor


def test_a_name_that_leads_inside_is_not_visited(origin: Origin) -> None:
    origin.serve("/", b"secret")
    with Visitor(names={"feeds.example": ["127.0.0.1"]}, allow=()) as visitor:
        outcome = visitor.visit(f"http://feeds.example:{origin.port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED
    assert "feeds.example resolves to 127.0.0.1, a loopback address" in outcome.detail
    assert f"add feeds.example:{origin.port} to fetch.allow" in outcome.detail
    assert origin.connections == 0


@pytest.mark.parametrize(
    "answers", [["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["93.184.216.34", "::ffff:10.0.0.1"]]
)
def test_one_special_address_among_public_ones_refuses_the_name(answers: list[str]) -> None:
    with Visitor(names={"feeds.example": answers}, allow=()) as visitor:
        outcome = visitor.visit("http://feeds.example/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED


def test_a_name_is_looked_up_once_and_that_answer_is_dialled(origin: Origin) -> None:
    """A second look-up could give another address than the one that was judged."""
    origin.serve("/", b"<rss/>")
    with Visitor(names={"feeds.example": ["127.0.0.1"]}) as visitor:
        outcome = visitor.visit(f"http://feeds.example:{origin.port}/")
        assert isinstance(outcome, Fetched)
        assert visitor.names.asked == ["feeds.example"]
    assert origin.requests[0].header("host") == f"feeds.example:{origin.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(origin: Origin) -> None:
    origin.serve("/", b"<rss/>")
    with Visitor(names={"feeds.example": ["127.9.9.9", "127.0.0.1"]}) as visitor:
        assert isinstance(visitor.visit(f"http://feeds.example:{origin.port}/"), Fetched)


@pytest.mark.parametrize(
    "entry", ["feeds.example", "FEEDS.example.", "feeds.example:{port}", "127.0.0.1", "127.0.0.0/8"]
)
def test_an_allowed_host_is_visited(origin: Origin, entry: str) -> None:
    origin.serve("/", b"<rss/>")
    with Visitor(names={"feeds.example": ["127.0.0.1"]}, allow=(entry.format(port=origin.port),)) as visitor:
        assert isinstance(visitor.visit(f"http://feeds.example:{origin.port}/"), Fetched)


@pytest.mark.parametrize("entry", ["feeds.example:1", "example", "other.example", "10.0.0.0/8", "::1"])
def test_an_allowance_reaches_no_further_than_it_says(origin: Origin, entry: str) -> None:
    with Visitor(names={"feeds.example": ["127.0.0.1"]}, allow=(entry,)) as visitor:
        outcome = visitor.visit(f"http://feeds.example:{origin.port}/")
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.BLOCKED
    assert origin.connections == 0


@pytest.mark.parametrize("entry", ["", "http://x", "x:y", "x/y", "me@x"])
def test_an_entry_that_is_neither_host_nor_network_is_a_fault_of_the_configuration(entry: str) -> None:
    with pytest.raises(ConfigError, match=r"fetch\.allow"):
        read_allowance([entry])


def test_an_address_is_shown_with_brackets_where_a_port_follows() -> None:
    with Visitor(allow=()) as visitor:
        outcome = visitor.visit("http://[::1]:8080/")
    assert isinstance(outcome, Failed)
    assert "add [::1]:8080 to fetch.allow" in outcome.detail
