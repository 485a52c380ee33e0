"""Every status has a meaning, and a sentence that says what to do."""

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched, Gone
from support.origin import Origin
from support.visitor import Visitor


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, FailureKind.EMPTY),
        (205, FailureKind.EMPTY),
        (202, FailureKind.NETWORK),
        (206, FailureKind.NETWORK),
        (305, FailureKind.NETWORK),
        (400, FailureKind.CLIENT_ERROR),
        (401, FailureKind.CLIENT_ERROR),
        (403, FailureKind.CLIENT_ERROR),
        (404, FailureKind.CLIENT_ERROR),
        (451, FailureKind.CLIENT_ERROR),
        (499, FailureKind.CLIENT_ERROR),
        (429, FailureKind.THROTTLED),
        (500, FailureKind.SERVER_ERROR),
        (503, FailureKind.SERVER_ERROR),
        (599, FailureKind.SERVER_ERROR),
        (999, FailureKind.NETWORK),
    ],
)
def test_a_status_has_a_kind(origin: Origin, visitor: Visitor, status: int, kind: FailureKind) -> None:
    origin.answer("/", status, {"ETag": '"a"'}, b"" if status in {204, 205} else b"<rss/>")
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.status) == (kind, status)
    assert outcome.detail.startswith("127.0.0.1 ")
    assert len(origin.requests) == 1


def test_gone_is_gone(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 410)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Gone)
    assert "remove the source" in outcome.detail


def test_a_document_is_whole_and_knows_where_it_is_from(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/feed", b"\x00\xff<rss/>", content_type="application/rss+xml; charset=gb18030")
    outcome = visitor.visit(origin.url("/feed"))
    assert isinstance(outcome, Fetched)
    (body,) = outcome.bodies
    assert body.data == b"\x00\xff<rss/>"
    assert body.content_type == "application/rss+xml; charset=gb18030"
    assert (body.location, body.name) == (origin.url("/feed"), "")
    assert outcome.moved_to is None


def test_an_answer_may_lack_a_content_type(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"<rss/>", content_type=None)
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].content_type is None


def test_equal_bytes_have_equal_digests_and_others_have_not(origin: Origin, visitor: Visitor) -> None:
    digests = []
    for body in (b"one", b"two", b"one"):
        origin.serve("/", body)
        outcome = visitor.visit(origin.url())
        assert isinstance(outcome, Fetched)
        digests.append(outcome.digest)
    assert digests[0] == digests[2] != digests[1]


def test_an_empty_document_is_a_failure(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"", etag='"a"')
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.EMPTY
