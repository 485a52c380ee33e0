"""Addresses as a feed writes them in, absolute and harmless ones out, or None. Nothing is ever looked up here."""

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from feedhub.sanitize.lists import items

MAX_URL = 2048
"""Characters; longer ones are cut off or refused by too many readers to be published."""

_READY = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]+)?"
    r"(?:[/?][!$&()*+,\-./0-9:;=?@A-Z_a-z~]*+(?:%[0-9A-Fa-f]{2}[!$&()*+,\-./0-9:;=?@A-Z_a-z~]*+)*+"
    r"(?:#[!$&()*+,\-./0-9:;=?@A-Z_a-z~]*+)?)?"
)
_ROOTED = re.compile(r"/(?![/.])(?:[!$&()*+,\-0-9:;=?@A-Z_a-z~]|/(?!\.)|\.|%[0-9A-Fa-f]{2})*+")
_SHORT = MAX_URL // 2
_EDGES = "".join(map(chr, range(33))) + "\x7f\xa0\u200b\u2028\u2029\u3000\ufeff"
_LINE_BREAKS = re.compile(r"[\t\n\r]")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s\x00-\x20\x7f!-,/:-@\[-^`{-~]+)(?::[0-9]*)?")
_UNSAFE = re.compile(
    r"""[\s\x00-\x20\x7f-\xa0"'<>\\^`{|}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|%(?![0-9A-Fa-f]{2})"""
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTACT = re.compile(r"(mailto|tel|xmpp|magnet):(?=.)", re.IGNORECASE)
_PARAMETER = re.compile(r"[?#&]([^=&#]*)")
_HOLLOW = re.compile(r"\?(?:#|\Z)|#\Z")
"""A query or fragment with nothing in it, which is not written again."""
_TRACKING = re.compile(
    "|".join(re.escape(name).replace(r"\*", ".*") for name in items("tracking_parameters")), re.IGNORECASE
)


def absolute(url: str, base: str | None) -> str | None:
    """Resolve `url` against `base` (RFC 3986, section 5); None where no http(s) address of usable length comes of it.

    User names and passwords are taken off; spaces, quotes and backslashes are percent-encoded; other characters stay
    as they are, in IRIs too. A protocol-relative address without a base is taken as https.
    """
    if len(url) <= MAX_URL and _READY.fullmatch(url):
        return url
    if base and len(url) <= _SHORT and _ROOTED.fullmatch(url) and (origin := _origin(base)):
        return origin + url
    text = _LINE_BREAKS.sub("", url.strip(_EDGES))
    if not text:
        return None
    try:
        scheme, netloc, path, query, fragment = urlsplit(
            text if _SCHEME.match(text) else urljoin(base or "https:", text)
        )
        host = _host(netloc)
    except ValueError:
        return None
    if scheme not in {"http", "https"} or host is None:
        return None
    found = urlunsplit((scheme, host, _encoded(path), _encoded(query), _encoded(fragment.replace("#", "%23"))))
    return found if len(found) <= MAX_URL else None


def link_target(url: str, base: str | None) -> str | None:
    """Make a link's address absolute, as `absolute` does, and free of tracking; mail, phone and chat ones stay too.

    None for a place inside the page: the names it would lead to are not kept.
    """
    if len(url) <= MAX_URL and _READY.fullmatch(url):
        return without_tracking(url)
    text = url.strip(_EDGES)
    if not text or text.startswith("#"):
        return None
    if contact := _CONTACT.match(text):
        kept = contact[1].lower() + ":" + _encoded(_LINE_BREAKS.sub("", text[contact.end() :]))
        return kept if len(kept) <= MAX_URL else None
    found = absolute(text, base)
    return without_tracking(found) if found else None


def is_final(url: str) -> bool:
    """Tell whether this is an address that `link_target` gives back as it is; no where finding out takes more."""
    if len(url) > MAX_URL or not _READY.fullmatch(url):
        return False
    if "?" not in url and "#" not in url:
        return True
    return not _HOLLOW.search(url) and not any(map(_is_tracking, _PARAMETER.findall(url)))


def without_tracking(url: str) -> str:
    """Drop the parameters that only tell where a reader came from, from query and fragment; the rest stays as it is."""
    if "?" not in url and "#" not in url:
        return url
    rest, hashed, fragment = url.partition("#")
    place, asked, query = rest.partition("?")
    if asked:
        query = _untracked(query)
    if "=" in fragment:
        fragment = _untracked(fragment)
    return place + ("?" + query if query else "") + ("#" + fragment if fragment else "") if asked or hashed else url


@lru_cache(maxsize=256)
def _origin(base: str) -> str | None:
    """Find what an address that begins with a slash is put behind; None where that takes more than joining."""
    root = absolute("/./", base)
    return root[:-1] if root is not None and len(root) <= _SHORT else None


def _untracked(query: str) -> str:
    return "&".join([pair for pair in query.split("&") if not _is_tracking(pair.partition("=")[0])])


@lru_cache(maxsize=512)
def _is_tracking(parameter: str) -> bool:
    return _TRACKING.fullmatch(parameter) is not None


def _host(netloc: str) -> str | None:
    host = netloc.rpartition("@")[2]
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host if _HOST.fullmatch(host) else None


def _encoded(part: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="ignore"), part)
