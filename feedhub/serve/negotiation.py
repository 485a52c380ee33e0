"""What a request says it has and wants, as plain answers: header values in, decisions out (RFC 9110, sections 12, 13)."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

from feedhub.model.media import FEED_TYPES

Coding = Literal["identity", "gzip", "br"]

_LONGEST = 1000
"""A longer Accept or Accept-Encoding is no reader's; it is answered as if it were not there, and not remembered."""
_UNLISTED = 0.0001
_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d*)?)\s*", re.IGNORECASE)
_OPAQUE = re.compile(rb'"([!#-~\x80-\xff]*)"')


def coding(accept_encoding: bytes | None) -> Coding:
    """Choose the content coding a client likes best, br before gzip where it likes both the same.

    Whatever it refuses, it gets an answer: identity is the last resort (RFC 9110, section 12.5.3).
    """
    if accept_encoding is None or len(accept_encoding) > _LONGEST:
        return "identity"
    return _coding(accept_encoding)


@lru_cache(maxsize=256)
def _coding(accept_encoding: bytes) -> Coding:
    wanted = _qualities(accept_encoding)
    others = wanted.get("*", 0.0)
    br = wanted.get("br", others)
    gzip = wanted.get("gzip", wanted.get("x-gzip", others))
    identity = wanted.get("identity", wanted.get("*", _UNLISTED))
    if br > 0 and br >= max(gzip, identity):
        return "br"
    return "gzip" if gzip > 0 and gzip >= identity else "identity"


def prefers_page(accept: bytes | None) -> bool:
    """Tell whether HTML is wanted more than every type a feed may have.

    Readers name text/html beside XML, at the same quality or with a wildcard: they shall have their feed.
    """
    return accept is not None and len(accept) <= _LONGEST and _prefers_page(accept)


@lru_cache(maxsize=256)
def _prefers_page(accept: bytes) -> bool:
    wanted = _qualities(accept)

    def quality(media: str) -> float:
        family = media.partition("/")[0]
        return wanted.get(media, wanted.get(f"{family}/*", wanted.get("*/*", 0.0)))

    return quality("text/html") > max(quality(media) for media in FEED_TYPES)


def _qualities(header: bytes) -> dict[str, float]:
    """Read `a, b;q=0.5`: names in lower case, and 0 where a quality is no number."""
    wanted: dict[str, float] = {}
    for item in header.decode("latin-1").split(","):
        name, *parameters = item.split(";")
        quality = 1.0
        for parameter in parameters:
            if parameter.strip()[:1] in "qQ":
                match = _QUALITY.fullmatch(parameter)
                quality = float(match[1]) if match else 0.0
        wanted[name.strip().lower()] = quality
    return wanted


def has_version(if_none_match: bytes, tag: bytes) -> bool:
    """Tell whether a client names this version, in whatever coding it got it.

    The comparison is weak (RFC 9110, section 13.1.2), and what follows a hyphen is not looked at: it is our own `-gz`
    and `-br`, or what a proxy that compresses has added.
    """
    if tag in if_none_match:
        return any(opaque.partition(b"-")[0] == tag for opaque in _OPAQUE.findall(if_none_match))
    return if_none_match.strip() == b"*"


def opaque_tags(if_none_match: bytes) -> list[bytes]:
    """List the tags a client names, without quotes and weakness."""
    return _OPAQUE.findall(if_none_match)


def takes_deltas(a_im: bytes | None) -> bool:
    """Tell whether a client takes a feed of only what is new for it: `A-IM: feed` (RFC 3229, section 10.5.3)."""
    return a_im is not None and len(a_im) <= _LONGEST and _qualities(a_im).get("feed", 0.0) > 0


def has_since(if_modified_since: bytes, modified: int) -> bool:
    """Tell whether nothing has changed since the client's date; a date that is none is ignored (section 13.1.3)."""
    try:
        moment = parsedate_to_datetime(if_modified_since.decode("latin-1"))
        return modified <= moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
