"""A page in, the feeds it names out: what its `link` elements declare, then what its links look like.

Only the standard library's tokenizer reads the page: nothing of it is shown, and nothing in it can be run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from feedhub.model.media import FEED_TYPES

_LOOKS_LIKE_FEED = re.compile(r"(?:^|[/._?=&-])(?:rss|atom|feeds?)(?:[/._?=&-]|$)|\.rdf$|/index\.xml$", re.IGNORECASE)
_NO_FEED = re.compile(r"\.(?:png|jpe?g|gif|svg|css|js|html?)$|wp-json|oembed", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?(?:[/_-]?feed|/)|评论|留言", re.IGNORECASE)
_MOST = 20
_LONGEST = 2_000_000
"""Characters of a page that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a feed's: absolute, with the title its page gives it; whether the page declares it one."""

    url: str
    title: str = ""
    declared: bool = True


def feeds_of(page: str, base: str) -> list[Candidate]:
    """List what may be feeds, the surest first: declared ones in the page's order, feeds of comments last, 20 at most."""
    reader = _Reader(base)
    reader.feed(page[:_LONGEST])
    unique = {each.url: each for each in reversed(reader.found)}
    found = [unique.pop(each.url) for each in reader.found if each.url in unique]
    return sorted(found, key=_doubt)[:_MOST]


def _doubt(candidate: Candidate) -> tuple[bool, bool]:
    comments = _COMMENTS.search(candidate.url) or _COMMENTS.search(candidate.title)
    return not candidate.declared, comments is not None


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self.found: list[Candidate] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        match tag:
            case "base" if "href" in given:
                self._base = _joined(self._base, given["href"]) or self._base
            case "link":
                self.found.extend(self._declared(given))
            case "a" if _LOOKS_LIKE_FEED.search(_path(given.get("href", ""))):
                self._take(given["href"], "", declared=False)

    def _declared(self, given: dict[str, str]) -> Iterator[Candidate]:
        relations = given.get("rel", "").lower().split()
        kind = given.get("type", "").partition(";")[0].strip().lower()
        is_feed = "feed" in relations or ("alternate" in relations and kind in FEED_TYPES)
        url = _joined(self._base, given.get("href", ""))
        if is_feed and url and not _NO_FEED.search(_path(url)):
            yield Candidate(url=url, title=" ".join(given.get("title", "").split()))

    def _take(self, href: str, title: str, *, declared: bool) -> None:
        url = _joined(self._base, href)
        if url and not _NO_FEED.search(_path(url)) and len(self.found) < _LONGEST:
            self.found.append(Candidate(url=url, title=title, declared=declared))


def _path(url: str) -> str:
    """Give an address without what names its host: `rss.example.org` is no feed for its name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}"


def _joined(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip())
        is_web = urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname
    except ValueError:
        return None
    return url.partition("#")[0] if href.strip() and is_web else None
