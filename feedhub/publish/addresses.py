"""The last look at every address before it goes out, whatever the rooms before have done. Never resolves anything."""

import re
from urllib.parse import quote

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ud800-\udfff]")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.+", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def web_url(url: str | None) -> str | None:
    """Give back an absolute http(s) URL with what no IRI may hold percent-encoded; None for anything else."""
    if url is None or not _WEB.match(url):
        return None
    return _NOT_IN_IRI.sub(lambda found: quote(found[0], errors="replace"), url)


def is_iri(text: str) -> bool:
    """Tell whether an id can stand in Atom as it is: a scheme, and no character that no IRI may hold (RFC 3987)."""
    return bool(_IRI.fullmatch(text)) and not _NOT_IN_IRI.search(text)


def language_tag(text: str | None) -> str | None:
    """Give back a language tag that may stand in xml:lang (RFC 4287, section 2); None for anything else."""
    return text if text and _LANGUAGE.fullmatch(text) else None
