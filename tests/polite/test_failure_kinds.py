"""Every kind of failure: provoked, told in one sentence for the operator, with what to do next."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from feedhub.model.fetched import FailureKind
from support.guest import NOWHERE, Guest
from support.origin import Answer, Asked, Origin

Provoke = Callable[[Guest, Origin], str]
ELSEWHERE = {FailureKind.BUDGET, FailureKind.INTERNAL, FailureKind.TLS}
"""Provoked in tests/workers, tests/walks and tests/fetch: a process to kill, a defect, certificates."""
NEXT_STEP = re.compile(
    r"[;,] .*(check|correct|add|raise|ask|mend|lengthen|remove|open|again|look|enter|split|see|give)", re.DOTALL
)


def answered(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Provoke:
    def provoke(guest: Guest, origin: Origin) -> str:
        origin.answer("/", status, headers or {}, body)
        return guest.url("/")

    return provoke


def reset(guest: Guest, origin: Origin) -> str:
    async def handler(_asked: Asked, answer: Answer) -> None:
        answer.reset()

    origin.script("/", handler)
    return guest.url("/")


def hang(guest: Guest, origin: Origin) -> str:
    async def handler(_asked: Asked, answer: Answer) -> None:
        await answer.until_they_leave()

    origin.script("/", handler)
    return guest.url("/")


def closed(guest: Guest, origin: Origin) -> str:
    origin.close()
    return guest.url("/")


PROVOKED: dict[FailureKind, Provoke] = {
    FailureKind.DNS: lambda guest, _origin: guest.url("/", host=NOWHERE),
    FailureKind.REFUSED: closed,
    FailureKind.TIMEOUT: hang,
    FailureKind.NETWORK: reset,
    FailureKind.BLOCKED: lambda _guest, _origin: "http://10.0.0.1/",
    FailureKind.REDIRECT: answered(302),
    FailureKind.TOO_LARGE: answered(200, {}, b"x" * 2000),
    FailureKind.ENCODING: answered(200, {"Content-Encoding": "br"}, b"x"),
    FailureKind.THROTTLED: answered(429),
    FailureKind.CLIENT_ERROR: answered(404),
    FailureKind.SERVER_ERROR: answered(500),
    FailureKind.GONE: answered(410),
    FailureKind.NO_FILE: lambda _guest, _origin: "missing.xml",
    FailureKind.EMPTY: answered(200),
    FailureKind.NOT_A_FEED: answered(200, {}, b"<html><title>Hello</title></html>"),
}


def test_every_kind_is_provoked_somewhere() -> None:
    assert set(PROVOKED) | ELSEWHERE == set(FailureKind)


@pytest.mark.parametrize("kind", PROVOKED)
def test_a_failure_says_what_to_do_next(kind: FailureKind, guest: Guest, origin: Origin, tmp_path: Path) -> None:
    where = PROVOKED[kind](guest, origin)
    place = {"url": where} if "://" in where else {"path": where}
    guest.start({"name": "news", **place}, deadline="1s", max_bytes="1 kB")
    [report] = guest.tick()
    trouble = report.trouble
    assert trouble is not None
    assert trouble.kind is kind
    assert trouble.detail.isprintable()
    assert len(trouble.detail) < 300
    assert NEXT_STEP.search(trouble.detail), trouble.detail
    assert guest.status().trouble == trouble
