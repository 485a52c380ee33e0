"""RSS 2.0: the facts of an entry in, an `<item>` out; a feed's head in, what stands before them out.

Not with feedgen, which changes the locale of the whole process for each date it writes, dates the channel by the
clock, and has no words for most of what stands here. Whatever RSS has no element for is said in the namespaces that
readers know: one `dc:creator`, as `author` must be an e-mail address; `atom:updated`; `content:encoded`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from feedhub.model.document import FeedHead, Format
from feedhub.publish.facts import REMEMBERED, Facts, Term, Whence
from feedhub.publish.spelling import address, attribute, mail_date, text
from feedhub.publish.xmlfeed import HISTORY

TAIL = b"</channel></rss>"

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
_DECLARED = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
_OPENING = f"<?xml version='1.0' encoding='UTF-8'?>\n<rss{_DECLARED} version=\"2.0\"><channel>"
_CLOSING = re.compile(r"</\w")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DOCS = "https://www.rssboard.org/rss-specification"


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as `<item>…</item>`, UTF-8, as it stands in any document (RSS 2.0.11)."""
    opening, closing = "".join(_before_content(facts)), "".join(_behind_content(facts))
    if not facts.markup:
        return f"{opening}{closing}".encode()
    return b"".join(
        (opening.encode(), b"<content:encoded>", facts.markup, b"</content:encoded>", closing.encode()),
    )


def _before_content(facts: Facts) -> Iterator[str]:
    yield f"<item><title>{text(title_text(facts.title))}</title>"
    if facts.url:
        yield f"<link>{address(facts.url)}</link>"
    is_link = "true" if facts.id == facts.url else "false"
    yield f'<guid isPermaLink="{is_link}">{address(facts.id)}</guid><pubDate>{mail_date(facts.published)}</pubDate>'
    yield f"<atom:updated>{facts.updated}</atom:updated><dc:creator>{text(facts.author)}</dc:creator>"
    if facts.summary or not facts.markup:  # every reader takes a description for HTML
        yield f"<description>{text(escape(facts.summary, quote=False))}</description>"


def _behind_content(facts: Facts) -> Iterator[str]:
    yield from map(_category, facts.terms)
    for file in facts.enclosures[:1]:  # more than one, and every reader takes another
        kind, length = attribute(file.type), file.length or 0
        yield f'<enclosure url="{address(file.url)}" type="{kind}" length="{length}"/>'
    if facts.image:
        yield f'<media:thumbnail url="{address(facts.image)}"/>'
    if facts.language:
        yield f"<dc:language>{facts.language}</dc:language>"
    if facts.rights:
        yield f"<dc:rights>{text(facts.rights)}</dc:rights>"
    yield _source(facts.origin)
    yield "</item>"


@lru_cache(maxsize=REMEMBERED)
def _category(term: Term) -> str:
    domain = f' domain="{attribute(term.scheme)}"' if term.scheme else ""
    return f"<category{domain}>{text(term.name)}</category>"


@lru_cache(maxsize=REMEMBERED)
def _source(origin: Whence) -> str:
    return f'<source url="{address(origin.feed)}">{text(origin.title)}</source>' if origin.feed else ""


def head_bytes(head: FeedHead) -> bytes:
    """Write all that stands before the first item."""
    return "".join((_OPENING, *_channel(head))).encode()


def _channel(head: FeedHead) -> Iterator[str]:
    yield f"<title>{text(head.title)}</title><link>{text(head.page_url)}</link>"
    yield f"<description>{text(head.subtitle)}</description>"
    for relation, url in (("self", head.self_url(Format.RSS)), *head.history(Format.RSS)):
        yield f'<atom:link rel="{relation}" type="application/rss+xml" href="{attribute(url)}"/>'
    if head.archive_url:
        yield f'<fh:archive xmlns:fh="{HISTORY}"/>'
    if head.language:
        yield f"<language>{head.language}</language>"
    yield f"<lastBuildDate>{mail_date(head.updated.isoformat())}</lastBuildDate>"
    yield f"<generator>feedhub</generator><docs>{_DOCS}</docs>"  # without version: an upgrade alone changes no byte


def title_text(title: str) -> str:
    """Leave tags out of a title that readers would take for HTML: they lose them too, and garble every `&` beside."""
    return (_TAG.sub("", title).strip() or title) if _CLOSING.search(title) else title
