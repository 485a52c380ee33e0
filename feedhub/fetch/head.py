"""A response's raw headers come in, the few that matter here go out, as text of known length."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedhub.model.request import Validators

_LONGEST_VALIDATOR = 1024
_LONGEST = 8192
_WANTED = frozenset(
    {
        b"age", b"cache-control", b"content-encoding", b"content-length", b"content-type", b"date", b"etag",
        b"expires", b"last-modified", b"location", b"retry-after",
    }
)  # fmt: skip
_NEVER_SENT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")
_LISTS = frozenset({b"cache-control", b"content-encoding"})  # lines of these add up (RFC 9110, section 5.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The headers a visit looks at; empty where the origin sent none. Bytes outside ASCII are kept as Latin-1."""

    age: str = ""
    cache_control: str = ""
    content_encoding: str = ""
    content_length: str = ""
    content_type: str = ""
    date: str = ""
    etag: str = ""
    expires: str = ""
    last_modified: str = ""
    location: str = ""
    retry_after: str = ""


def read_head(raw: Iterable[tuple[bytes, bytes]]) -> Head:
    """Pick the wanted headers: the first of each, and all lines of those that are lists."""
    found: dict[str, str] = {}
    for name, value in raw:
        lower = name.lower()
        if lower not in _WANTED:
            continue
        key, text = lower.decode("ascii").replace("-", "_"), value[:_LONGEST].decode("latin-1")
        if lower in _LISTS and key in found:
            found[key] = f"{found[key]}, {text}"
        else:
            found.setdefault(key, text)
    return Head(**found)


def validators_of(head: Head, given_by: str | None) -> Validators:
    """Take the validators byte for byte; one too long to be worth keeping is as good as none."""
    etag, modified = _kept(head.etag), _kept(head.last_modified)
    if etag is None and modified is None:
        return Validators()
    return Validators(etag=etag, last_modified=modified, given_by=given_by)


def _kept(value: str) -> str | None:
    return value if 0 < len(value) <= _LONGEST_VALIDATOR else None


def sendable(value: str | None) -> bytes | None:
    """Give a remembered validator as the bytes it was; None for one that never came out of a header."""
    if value is None or not _kept(value) or value != value.strip(" \t") or _NEVER_SENT.search(value):
        return None
    return value.encode("latin-1")
