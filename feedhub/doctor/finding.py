"""What was found of one thing that was looked at."""

import enum
from dataclasses import dataclass


class Verdict(enum.StrEnum):
    """How something is: good, worth a word, or broken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict on one thing; `remedy` says what to do unless all is well."""

    check: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def well(check: str, detail: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(check=check, verdict=Verdict.OK, detail=detail)


def odd(check: str, detail: str, remedy: str) -> Finding:
    """Say that something works and is yet worth a word."""
    return Finding(check=check, verdict=Verdict.WARN, detail=detail, remedy=remedy)


def broken(check: str, detail: str, remedy: str) -> Finding:
    """Say that something does not work."""
    return Finding(check=check, verdict=Verdict.FAIL, detail=detail, remedy=remedy)
