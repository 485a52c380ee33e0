"""Validators: taken byte for byte, given back byte for byte, to the URL they came from, and never made up."""

import pytest

from feedhub.model.fetched import Failed, FailureKind, Fetched, NotModified
from feedhub.model.request import Validators
from support.origin import Answer, Asked, Origin
from support.visitor import Visitor

ETAGS = ['"a"', 'W/"a"', "a", '""', '"with  spaces"', '"a,b, c"', '"caf\xe9 \xff"', "-gzip\"odd'", "\xa0" * 3, "a\tb"]
DATES = [
    "yesterday",
    "Mon, 01 Jan 2024 01:00:00 +0100",
    "Fri, 01 Jan 2099 00:00:00 GMT",
    "mon, 01 JAN 2024 00:00:00 gmt",
]


@pytest.mark.parametrize("etag", ETAGS)
def test_an_etag_comes_back_as_it_was(origin: Origin, visitor: Visitor, etag: str) -> None:
    origin.serve("/", b"<rss/>", headers={"ETag": etag})
    first = visitor.visit(origin.url())
    visitor.again(origin.url(), first)
    assert f"If-None-Match: {etag}\r\n".encode("latin-1") in origin.requests[1].raw
    assert origin.requests[1].header("if-modified-since") is None


@pytest.mark.parametrize("date", DATES)
def test_a_date_comes_back_as_it_was_even_when_it_is_none(origin: Origin, visitor: Visitor, date: str) -> None:
    origin.serve("/", b"<rss/>", headers={"Last-Modified": date})
    first = visitor.visit(origin.url())
    visitor.again(origin.url(), first)
    assert f"If-Modified-Since: {date}\r\n".encode() in origin.requests[1].raw
    assert origin.requests[1].header("if-none-match") is None


def test_both_are_sent_when_both_were_given(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"<rss/>", etag='"a"', modified="x")
    outcome = visitor.visit(origin.url(), etag='"a"', modified="x")
    assert outcome == NotModified(validators=Validators(etag='"a"', last_modified="x"))


def test_none_given_means_none_kept(origin: Origin, visitor: Visitor) -> None:
    """Neither our clock nor the Date header is a validator."""
    origin.serve("/", b"<rss/>", headers={"Date": "Mon, 01 Jan 2024 00:00:00 GMT"})
    outcome = visitor.visit(origin.url(), etag='"old"', modified="old")
    assert isinstance(outcome, Fetched)
    assert outcome.validators == Validators()


@pytest.mark.parametrize("value", ["", "x" * 1025])
def test_a_value_not_worth_keeping_is_not_kept(origin: Origin, visitor: Visitor, value: str) -> None:
    origin.serve("/", b"<rss/>", headers={"ETag": value, "Last-Modified": value})
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Fetched)
    assert outcome.validators == Validators()


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "\x00", "金融", " a", "a ", "x" * 1025, ""])
def test_what_never_came_out_of_a_header_never_goes_into_one(origin: Origin, visitor: Visitor, value: str) -> None:
    origin.serve("/", b"<rss/>")
    assert isinstance(visitor.visit(origin.url(), etag=value, modified=value), Fetched)
    assert b"If-" not in origin.requests[0].raw


def test_a_304_without_validators_leaves_those_we_have(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 304)
    outcome = visitor.visit(origin.url(), etag='"a"', modified="x")
    assert outcome == NotModified(validators=Validators(etag='"a"', last_modified="x"))


def test_a_304_may_bring_new_ones(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 304, {"ETag": '"b"'})
    outcome = visitor.visit(origin.url(), etag='"a"', modified="x")
    assert outcome == NotModified(validators=Validators(etag='"b"', last_modified="x"))


def test_a_304_to_a_question_nobody_asked_is_a_failure(origin: Origin, visitor: Visitor) -> None:
    origin.answer("/", 304, {"ETag": '"a"'})
    outcome = visitor.visit(origin.url())
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.status) == (FailureKind.NETWORK, 304)


def test_the_same_bytes_are_not_modified_whatever_the_status(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"<rss/>", etag='"a"')
    first = visitor.visit(origin.url())
    origin.serve("/", b"<rss/>", etag='"b"', headers={"Cache-Control": "max-age=60"})
    second = visitor.again(origin.url(), first)
    assert isinstance(second, NotModified)
    assert second.validators == Validators(etag='"b"')
    assert second.fresh_for is not None


def test_compressed_and_plain_bytes_are_the_same_document(origin: Origin, visitor: Visitor) -> None:
    origin.serve("/", b"<rss/>" * 100)
    first = visitor.visit(origin.url())
    origin.serve("/", b"<rss/>" * 100, gzipped=True)
    assert isinstance(visitor.again(origin.url(), first), NotModified)


def test_validators_from_behind_a_redirect_go_only_to_who_gave_them(origin: Origin, visitor: Visitor) -> None:
    with Origin() as other:
        origin.redirect("/feed", other.url("/feed"), 301)
        other.serve("/feed", b"<rss/>", etag='"a"')
        first = visitor.visit(origin.url("/feed"))
        assert isinstance(first, Fetched)
        assert first.validators == Validators(etag='"a"', given_by=other.url("/feed"))
        second = visitor.again(origin.url("/feed"), first)
        assert second == NotModified(validators=first.validators, moved_to=other.url("/feed"))
        assert [asked.header("if-none-match") for asked in origin.requests] == [None, None]
        assert [asked.header("if-none-match") for asked in other.requests] == [None, '"a"']


def test_validators_of_the_configured_url_do_not_follow_a_redirect(origin: Origin, visitor: Visitor) -> None:
    with Origin() as other:
        origin.redirect("/feed", other.url("/feed"))
        other.serve("/feed", b"<rss/>", etag='"a"')
        assert isinstance(visitor.visit(origin.url("/feed"), etag='"a"'), Fetched)
        assert other.requests[0].header("if-none-match") is None


@pytest.mark.parametrize("bad", [b"", b"Content-Length: 100\r\n"])
def test_a_failed_visit_brings_no_validators(origin: Origin, visitor: Visitor, bad: bytes) -> None:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.raw(b'HTTP/1.1 200 OK\r\nETag: "new"\r\n' + bad + b"\r\n")

    origin.script("/", handler)
    outcome = visitor.visit(origin.url(), etag='"old"')
    assert isinstance(outcome, Failed)
    assert not hasattr(outcome, "validators")
