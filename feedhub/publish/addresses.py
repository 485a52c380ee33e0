"""The last look at every address before it goes out, whatever the rooms before have done. Never resolves anything."""

import re
from urllib.parse import quote

_FORBIDDEN = r"\s\x00-\x20\x7f-\x9f<>\"{}|\\^`\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_NOT_IN_IRI = re.compile(f"[{_FORBIDDEN}]")
_IRI = re.compile(f"[A-Za-z][A-Za-z0-9+.-]*:[^{_FORBIDDEN}]+")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def web_url(url: str | None) -> str | None:
    """Give back an absolute http(s) URL with what no IRI may hold percent-encoded; None for anything else."""
    if url is None or not _WEB.match(url):
        return None
    return _NOT_IN_IRI.sub(lambda found: quote(found[0], errors="replace"), url)


def is_iri(text: str) -> bool:
    """Tell whether an id can stand in Atom as it is: a scheme, and no character that no IRI may hold (RFC 3987)."""
    return bool(_IRI.fullmatch(text))


def language_tag(text: str | None) -> str | None:
    """Give back a language tag that may stand in xml:lang (RFC 4287, section 2); None for anything else."""
    return text if text and _LANGUAGE.fullmatch(text) else None
