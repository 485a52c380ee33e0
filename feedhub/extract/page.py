"""A page's markup in, what it says about itself out: where it goes on, its title, its picture, what a selector finds.

A door to selectolax beside the sanitiser's: this one only reads, and what it finds is cleaned afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedhub.sanitize import absolute

_NEXT = "link[rel~=next], a[rel~=next]"
_PICTURES = (
    'meta[property="og:image:secure_url"]',
    'meta[property="og:image"]',
    'meta[property="og:image:url"]',
    'meta[name="og:image"]',
    'meta[name="twitter:image"]',
)
_FURTHER = re.compile(r"[-_/](?:p(?:age)?[-_/]?)?\d{1,3}")
_FILE_TYPE = re.compile(r"\.[A-Za-z]{3,5}$")
_LONGEST_TITLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says about itself; addresses are absolute. `base` is what its relative ones are taken against."""

    base: str
    title: str
    further: str | None
    """Where the article that begins at the address asked for goes on."""
    image: str | None


def look(html: str, *, location: str, article: str) -> Page:
    """Read a page that was found at `location`, and belongs to the article that begins at `article`."""
    page = LexborHTMLParser(html)
    named = page.css_first("base[href]")
    base = (absolute(named.attributes.get("href") or "", location) if named else None) or location
    title = page.css_first("title")
    addresses = (absolute(node.attributes.get("href") or "", base) for node in page.css(_NEXT))
    return Page(
        base=base,
        title=" ".join(title.text().split())[:_LONGEST_TITLE] if title else "",
        further=next((each for each in addresses if each and _continues(article, each)), None),
        image=next(_pictures(page, base), None),
    )


def select(html: str, selector: str) -> str:
    """Give the markup of what a CSS selector finds, in document order; what lies inside of another find is not repeated."""
    found = LexborHTMLParser(html).css(selector)
    inside = {node.mem_id for node in found}
    return "".join(node.html or "" for node in found if not _lies_in(node, inside))


def of_one_site(url: str, other: str) -> bool:
    """Tell whether two addresses belong together: one host, or one of them above the other, `www.` being nothing."""
    one, two = ((urlsplit(each).hostname or "").removeprefix("www.") for each in (url, other))
    return bool(one and two) and (one == two or one.endswith(f".{two}") or two.endswith(f".{one}"))


def _lies_in(node: LexborNode, others: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in others:
            return True
        above = above.parent
    return False


def _pictures(page: LexborHTMLParser, base: str) -> Iterator[str]:
    for selector in _PICTURES:
        for node in page.css(selector):
            if url := absolute(node.attributes.get("content") or "", base):
                yield url


def _continues(article: str, further: str) -> bool:
    """Tell whether an address is that of a later page of an article: `rel=next` also leads to the next article.

    It is where the address goes on where the first ends, with a number: `/a.html` to `/a_2.html`, `/a/2`, `/a?page=2`.
    """
    first, then = urlsplit(article), urlsplit(further)
    if (first.scheme, first.netloc) != (then.scheme, then.netloc):
        return False
    if first.path == then.path:
        had, has = parse_qsl(first.query), parse_qsl(then.query)
        added = [value for pair in has if pair not in had for value in pair[1:]]
        return bool(added) and all(pair in has for pair in had) and all(value.isdecimal() for value in added)
    stem, further_stem = (_FILE_TYPE.sub("", path.rstrip("/")) for path in (first.path, then.path))
    return bool(stem) and further_stem.startswith(stem) and bool(_FURTHER.fullmatch(further_stem[len(stem) :]))
