"""A status and its headers come in, what they mean for the source goes out; bodies are read elsewhere."""

from datetime import datetime
from http import HTTPStatus

from feedhub.fetch import freshness
from feedhub.fetch.head import Head
from feedhub.model.fetched import Failed, FailureKind, Gone
from feedhub.model.request import Validators

DOCUMENT = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_HOLDING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT})
_CLIENT_ERRORS = range(400, 500)
_SERVER_ERRORS = range(500, 600)
_ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "wants a name and password; put them into the url or ask its owner",
    HTTPStatus.PAYMENT_REQUIRED: "wants to be paid first; ask its owner",
    HTTPStatus.FORBIDDEN: "refuses us; ask its owner, and check fetch.user_agent",
    HTTPStatus.NOT_FOUND: "has nothing there; check the url",
    HTTPStatus.NOT_ACCEPTABLE: "has no feed to offer there; check the url",
    HTTPStatus.TOO_MANY_REQUESTS: "finds we come too often; it is left alone for a while, lengthen `every`",
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: "may not show it for legal reasons; look for another source",
}


def refusal(status: int, head: Head, host: str, now: datetime) -> Gone | Failed:
    """Say what any status other than a document, a redirect or a 304 means."""
    if status == HTTPStatus.GONE:
        return Gone(detail=f"{host} says the feed is gone for ever (410); remove the source or find its new url")
    if status in _WITHOUT_BODY:
        return Failed(kind=FailureKind.EMPTY, status=status, detail=empty(host))
    wait = freshness.retry_after(head.retry_after, now) if status in _HOLDING else None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        kind, advice = FailureKind.THROTTLED, _ADVICE[HTTPStatus.TOO_MANY_REQUESTS]
    elif status in _CLIENT_ERRORS:
        kind, advice = (
            FailureKind.CLIENT_ERROR,
            _ADVICE.get(status, "does not like our request; open the url in a browser"),
        )
    elif status in _SERVER_ERRORS:
        kind, advice = FailureKind.SERVER_ERROR, "has trouble of its own; it is tried again later"
    else:
        kind, advice = FailureKind.NETWORK, "gave an answer that is no document; open the url in a browser"
    return Failed(kind=kind, status=status, retry_after=wait, detail=f"{host} {advice} (HTTP {status})")


def empty(host: str) -> str:
    """Say that an answer held nothing."""
    return f"{host} answered with an empty document; it is asked again later, and what is known stays"


def kept_validators(remembered: Validators, fresh: Validators) -> Validators:
    """Bring what a 304 confirms up to date with what it says anew (RFC 9111, section 4.3.4)."""
    return Validators(
        etag=fresh.etag or remembered.etag,
        last_modified=fresh.last_modified or remembered.last_modified,
        given_by=remembered.given_by,
    )
