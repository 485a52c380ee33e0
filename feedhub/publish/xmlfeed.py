"""Atom 1.0: the facts of an entry in, an `<entry>` out; a feed's head in, what stands before them out.

The only door to feedgen, which writes every head. Each entry is written once, when it changes, byte for byte as feedgen
with an extension would write it, in a tenth of the time: the tests hold it to that (decision 30). A document is a head with the
fragments of its entries behind it. Nothing here reads the clock: every date is an entry's own.
"""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub.model.document import FeedHead, Format
from feedhub.publish.facts import REMEMBERED, Facts, Term, Whence
from feedhub.publish.spelling import address, attribute, text

TAIL = b"</feed>"

HISTORY = "http://purl.org/syndication/history/1.0"
"""The namespace of feed paging and archiving (RFC 5005)."""
_MEDIA = "http://search.yahoo.com/mrss/"


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as `<entry>…</entry>`, UTF-8, as it stands in any document (RFC 4287, section 4.1.2)."""
    opening, closing = "".join(_before_content(facts)), "".join(_behind_content(facts))
    if not facts.markup:
        return f"{opening}{closing}".encode()
    return b"".join((opening.encode(), b'<content type="html">', facts.markup, b"</content>", closing.encode()))


def _before_content(facts: Facts) -> Iterator[str]:
    yield f'<entry xml:lang="{facts.language}">' if facts.language else "<entry>"
    yield f"<id>{address(facts.id)}</id><title>{text(facts.title)}</title><updated>{facts.updated}</updated>"
    yield f"<author><name>{text(facts.author)}</name></author>"


def _behind_content(facts: Facts) -> Iterator[str]:
    if facts.url:
        yield f'<link href="{address(facts.url)}" rel="alternate" type="text/html"/>'
    for file in facts.enclosures:
        length = "" if file.length is None else f' length="{file.length}"'
        yield f'<link href="{address(file.url)}" rel="enclosure" type="{attribute(file.type)}"{length}/>'
    if facts.summary and not facts.markup:
        yield f"<summary>{text(facts.summary)}</summary>"
    yield from map(_category, facts.terms)
    yield f"<published>{facts.published}</published>"
    if facts.rights:
        yield f"<rights>{text(facts.rights)}</rights>"
    if facts.image:
        yield f'<media:thumbnail url="{address(facts.image)}"/>'
    yield _source(facts.origin)
    yield "</entry>"


@lru_cache(maxsize=REMEMBERED)
def _category(term: Term) -> str:
    name = attribute(term.name)
    scheme = f' scheme="{attribute(term.scheme)}"' if term.scheme else ""
    return f'<category term="{name}"{scheme} label="{name}"/>'


@lru_cache(maxsize=REMEMBERED)
def _source(origin: Whence) -> str:
    """Say where the entry comes from, without an author, which readers would add to the entry's own."""
    feed = f'<link rel="self" href="{address(origin.feed)}"/>' if origin.feed else ""
    home = f'<link rel="alternate" type="text/html" href="{address(origin.home)}"/>' if origin.home else ""
    rights = f"<rights>{text(origin.rights)}</rights>" if origin.rights else ""
    said = f"<id>{address(origin.id)}</id><title>{text(origin.title)}</title><updated>{origin.updated}</updated>"
    return f"<source>{said}{feed}{home}{rights}</source>"


def head_bytes(head: FeedHead) -> bytes:
    """Write all that stands before the first entry."""
    written: bytes = _feed(head).atom_str()
    return written.removesuffix(TAIL)


def _feed(head: FeedHead) -> FeedGenerator:
    feed = _generator(is_archive=head.archive_url is not None)
    feed.id(head.id)
    feed.title(head.title)
    feed.subtitle(head.subtitle)
    feed.updated(head.updated)
    feed.language(head.language)
    feed.link(href=head.self_url(Format.ATOM), rel="self", type="application/atom+xml")
    feed.link(href=head.page_url, rel="alternate", type="text/html")
    for relation, url in head.history(Format.ATOM):
        feed.link(href=url, rel=relation, type="application/atom+xml")
    return feed


def _generator(*, is_archive: bool) -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("hub", partial(_Frame, is_archive=is_archive))
    feed.generator("feedhub")  # without version: an upgrade alone changes no byte
    return feed


class _Frame:
    """The extension: one prefix, declared once at the top, and the mark of an archive."""

    def __init__(self, *, is_archive: bool) -> None:
        self._is_archive = is_archive

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}

    def extend_atom(self, feed: Any) -> Any:
        updated = feed.find("updated")
        updated.text = updated.text.replace("+00:00", "Z")  # as nearly every feed does (RFC 3339, section 5.6)
        if self._is_archive:
            etree.SubElement(feed, f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
        return feed
