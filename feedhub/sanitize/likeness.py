"""By what two entries of different sources are known for one: an address or clean HTML in, a number of 64 bits out.

Equal numbers say that two addresses lead to one page, or that two bodies say the same. None says that the address or
the body is too common or too small to say anything. Both are stored: a change here needs a migration that makes them
anew. `docs/decisions/0017-one-entry-across-sources.md` has the rules that build on them.
"""

import re
from hashlib import blake2b
from urllib.parse import unquote_to_bytes, urlsplit

from feedhub.sanitize.urls import without_tracking

SHORT_TEXT = 200
"""Letters and digits; a body with fewer says nothing that another could not say by chance."""
LONG_TEXT = 1000
"""Letters and digits from which on nobody writes the same twice."""

_LONGEST = 1 << 17
"""Characters of HTML that are looked at."""
_PORTS = {"http": ":80", "https": ":443"}
_FRONT_PAGE = re.compile(r"/(?:index|default|home)\.(?:x?html?|php|aspx?|jsp)", re.IGNORECASE)
_OWN_PAGE = re.compile(r"/source/[a-z0-9][a-z0-9._-]*#[0-9a-f]{12}")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(rb"[0-9A-Za-z._~-]")
_AMP = re.compile(r"/amp/*$")
_AMP_QUERY = frozenset({"amp", "amp=1", "amp=true", "outputType=amp"})
_MARKUP = re.compile("<[^<>]*>")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_TYPESET = tuple(sign.encode() for sign in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\xa0")
"""Signs that one program writes for the plain ones of another."""


def page_print(url: str) -> int | None:
    """Take the print of an absolute http(s) address; None for a site's front page, and for the hub's own pages.

    Not looked at are the scheme, `www.`, the default port, tracking parameters and their order, a slash at the end,
    `/amp`, escapes that need not be, and the fragment, unless it stands for a path (`#!` and `#/`).
    """
    if _OWN_PAGE.search(url):
        return None
    try:
        scheme, netloc, path, query, fragment = urlsplit(without_tracking(url))
    except ValueError:  # brackets that are no IPv6 address
        return None
    host = netloc.lower().removesuffix(_PORTS.get(scheme, "")).removeprefix("www.")
    path = _AMP.sub("", _ESCAPED.sub(_least_escaped, path)).rstrip("/")
    asked = "&".join(sorted(pair for pair in query.split("&") if pair and pair not in _AMP_QUERY))
    place = fragment if fragment.startswith(("!", "/")) else ""
    if not (asked or place) and (not path or _FRONT_PAGE.fullmatch(path)):
        return None
    return _number(f"{host}{path}?{asked}#{place}".encode("utf-8", "surrogatepass"))


def words_print(html: str) -> int | None:
    """Take the print of a body's letters and digits, in whatever case, markup and punctuation; None for a short one.

    The last bit says whether the text is a long one (see `is_long`).
    """
    words = _words(_without_markup(html[:_LONGEST]))
    length = len(words.decode("utf-8", "surrogatepass"))
    return None if length < SHORT_TEXT else _number(words) & ~1 | (length >= LONG_TEXT)


def is_long(words: int) -> bool:
    """Tell whether the text behind a print has at least `LONG_TEXT` letters and digits."""
    return bool(words & 1)


def same_words(one: str, other: str) -> bool:
    """Tell whether two titles say the same, apart from case and punctuation; those without words say nothing."""
    return one == other or ((words := _words(one)) != b"" and words == _words(other))


def _words(text: str) -> bytes:
    # A byte is taken out ten times as fast as a character.
    words = text.encode("utf-8", "surrogatepass").translate(None, _SIGNS).lower()
    if not words.isascii():
        for sign in _TYPESET if b"\xe2\x80" in words or b"\xc2\xa0" in words else ():
            words = words.replace(sign, b"")
    return words


def _without_markup(html: str) -> str:
    return _MARKUP.sub("", html.replace("&nbsp;", ""))


def _least_escaped(found: re.Match[str]) -> str:
    """Write an escape as RFC 3986, section 6.2.2, wants it: none for what is unreserved, capitals for the rest."""
    byte = unquote_to_bytes(found[0])
    return byte.decode() if _UNRESERVED.fullmatch(byte) else found[0].upper()


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
