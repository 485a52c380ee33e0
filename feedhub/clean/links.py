"""Which of an item's links is its address, and when two links are the same one.

In: links as documents write them. Out: absolute http(s) URLs, and canonical forms to compare by. Nothing is fetched.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from feedhub.model.parsed import Link, ParsedEntry, ParsedFeed
from feedhub.sanitize import absolute

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_ID = 2048
_IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    # RFC 3987, section 4.1, has no marks of direction either: two ids that look the same would be two.
    r"[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`\u200e\u200f\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)
_GLOBAL = re.compile(r"(?:[a-z][a-z0-9+.-]*://[^/?#]|(?:tag|urn|doi|info|ni|did|at|mid|cid|acct|oai):.)", re.IGNORECASE)
# What a reader might run, and what parsing calls a post without an id: the name of its file.
_NEVER_GLOBAL = re.compile(r"(?:javascript|vbscript|data|post):", re.IGNORECASE)
_WEB = re.compile(r"https?:", re.IGNORECASE)
# These names are part of every key made from a link: an item changes its identity when one is added or taken away.
_TRACKING = re.compile(r"(?:utm_\w+|ref|spm|fbclid|gclid|msclkid|mc_[ce]id|igshid)=", re.IGNORECASE)

_SESSION = re.compile(
    r"(?:;|(?<=[?&]))(?:jsessionid|phpsessid|aspsessionid\w*|session_?id|sid)=[^&#;?/]*&?", re.IGNORECASE
)
_NAMES_AN_ARTICLE = re.compile(r"\d|[^\W_][-_][^\W_]+[-_][^\W_]|[^\x00-\x7f]{6}")


def is_global_iri(text: str, *, any_scheme: bool = True) -> bool:
    """Tell whether `text` is an absolute IRI (RFC 3987) that may be published as it is.

    Without `any_scheme` only those count that are unique in the world by their form: `article:17` in an RSS guid is a
    number of somebody's database, and two sources may both have one.
    """
    if len(text) > _LONGEST_ID or not _IRI.fullmatch(text) or _NEVER_GLOBAL.match(text):
        return False
    return bool(_GLOBAL.match(text)) if not any_scheme or _WEB.match(text) else True


def canonical_link(href: str) -> str:
    """Return a link without what changes while its target stays: scheme, case of the host, tracking, query order."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:  # brackets that are no IPv6 address; such a link is compared as it stands
        return href
    if parts.scheme not in {"", "http", "https"}:
        return href
    query = "&".join(sorted(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair)))
    return f"//{parts.netloc.lower()}{parts.path}?{query}#{parts.fragment}"


def without_session(href: str) -> str:
    """Return a link without the id of the visit that it was written for."""
    return _SESSION.sub("", href) if "=" in href else href


def article_link(href: str) -> str | None:
    """Return what two links to one article have in common; None for one that looks like a page of many, as a home does.

    A link names an article by a number, a title of several words with hyphens between them, or one in letters that need
    no spaces. Unlike `canonical_link` this is part of no key, so it may forget more: `www.`, case, the last slash.
    """
    canonical = canonical_link(without_session(href)).lower()
    host, slash, rest = canonical.removeprefix("//").removeprefix("www.").partition("/")
    path, _, query = rest.partition("?")
    if not _NAMES_AN_ARTICLE.search(unquote(rest)):
        return None
    return f"{host}{slash}{path.rstrip('/')}?{query}"


def first_alternate(entry: ParsedEntry, *, language: str | None = None) -> str | None:
    """Return the href of the item's own page: an HTML one before others, one in its language before others."""
    return _best(entry.links, language)


def entry_url(entry: ParsedEntry, *, language: str | None, base: str | None) -> str | None:
    """Return an item's address: its page, else a permalink guid, else what it points to."""
    for link in _ranked(entry.links, language):
        if url := absolute(link.href, base):
            return url
    if entry.guid and entry.guid_is_link and _WEB.match(entry.guid) and (url := absolute(entry.guid, None)):
        return url
    pointers = (absolute(link.href, base) for link in entry.links if link.rel == "related")
    return next(filter(None, pointers), None)


def home_of(feed: ParsedFeed, location: str | None) -> str | None:
    """Return the absolute address of the page a feed belongs to."""
    href = _best(feed.links, feed.language)
    return absolute(href, location) if href else None


def self_of(feed: ParsedFeed, location: str | None) -> str | None:
    """Return where a feed says it lives, else where it was read."""
    declared = next((link.href for link in feed.links if link.rel == "self"), None)
    return (absolute(declared, location) if declared else None) or (absolute(location, None) if location else None)


def _best(links: Iterable[Link], language: str | None) -> str | None:
    return next((link.href for link in _ranked(links, language)), None)


def _ranked(links: Iterable[Link], language: str | None) -> list[Link]:
    pages = [link for link in links if link.rel == "alternate" and link.href]
    if len(pages) > 1:
        pages.sort(key=lambda link: _rank(link, (language or "").lower()))
    return pages


def _rank(link: Link, language: str) -> tuple[bool, bool]:
    html = link.type is None or link.type.partition(";")[0].strip().lower() in _HTML
    return not html, bool(link.language and language and not language.startswith(link.language.lower()[:2]))
