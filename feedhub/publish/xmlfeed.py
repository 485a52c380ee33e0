"""Atom 1.0, written by feedgen: the facts of an entry in, an `<entry>` out; a feed's head in, what stands before them out.

The only door to feedgen. Each entry is written once, when it changes; a document is a head with the fragments of
its entries behind it, byte for byte what feedgen would write in one go. What feedgen cannot say is mended by one
extension, registered the way feedgen offers. Nothing here reads the clock: every date is an entry's own.
"""

from functools import partial
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub.model.document import FeedHead, Format
from feedhub.model.entry import Origin
from feedhub.publish.facts import Facts, Term

TAIL = b"</feed>"

HISTORY = "http://purl.org/syndication/history/1.0"
"""The namespace of feed paging and archiving (RFC 5005)."""
_MEDIA = "http://search.yahoo.com/mrss/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARING_THUMBNAIL = f'<media:thumbnail xmlns:media="{_MEDIA}" '.encode()
_Attributes = dict[str, str]


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as `<entry>…</entry>`, UTF-8, as it stands in any document (RFC 4287, section 4.1.2)."""
    written: bytes = etree.tostring(_feed_entry(facts).atom_entry(), encoding="UTF-8")
    # the document declares the prefix; text cannot hold this, since there "<" is written "&lt;"
    return written.replace(_DECLARING_THUMBNAIL, b"<media:thumbnail ", 1)


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


def _feed_entry(facts: Facts) -> FeedEntry:
    links = _links(facts)
    written = FeedEntry()
    written.id(facts.id)
    written.title(facts.title)
    written.published(facts.published)
    written.updated(facts.updated)
    written.author(name=facts.author)
    written.link([{"href": link["href"], "rel": link["rel"]} for link in links])
    written.category(list(map(_category, facts.terms)))
    written.rights(facts.rights)
    if facts.content:
        written.content(facts.content, type="html")
    elif facts.summary:
        written.summary(facts.summary)
    written.register_extension("hub", partial(_Mend, facts, links))
    return written


def _links(facts: Facts) -> list[_Attributes]:
    links = [{"href": facts.url, "rel": "alternate", "type": "text/html"}] if facts.url else []
    for enclosure in facts.enclosures:
        link = {"href": enclosure.url, "rel": "enclosure", "type": enclosure.type}
        links.append(link if enclosure.length is None else link | {"length": str(enclosure.length)})
    return links


def _category(term: Term) -> _Attributes:
    named = {"term": term.name, "label": term.name}
    return named | {"scheme": term.scheme} if term.scheme else named


def _shorten_dates(element: Any) -> None:
    """Write `Z` for UTC, as nearly every feed does (RFC 3339, section 5.6)."""
    for date in element.iter("published", "updated"):
        date.text = date.text.replace("+00:00", "Z")


class _Frame:
    """The feed's half of the extension: one prefix, declared once at the top, and the mark of an archive."""

    def __init__(self, *, is_archive: bool) -> None:
        self._is_archive = is_archive

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}

    def extend_atom(self, feed: Any) -> Any:
        _shorten_dates(feed)
        if self._is_archive:
            etree.SubElement(feed, f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
        return feed


class _Mend:
    """The entry's half of the extension: what feedgen drops (all of a link but its href) or cannot write."""

    def __init__(self, facts: Facts, links: list[_Attributes]) -> None:
        self._facts = facts
        self._links = links

    def extend_atom(self, element: Any) -> Any:
        if self._facts.language:
            element.set(_LANG, self._facts.language)
        for written, link in zip(element.iterchildren("link"), self._links, strict=True):
            written.attrib.update(link)
        if self._facts.image:
            etree.SubElement(element, f"{{{_MEDIA}}}thumbnail", nsmap={"media": _MEDIA}, url=self._facts.image)
        _write_source(element, self._facts.origin)
        _shorten_dates(element)
        return element


def _write_source(element: Any, origin: Origin) -> None:
    """Say where the entry comes from, without an author, which readers would add to the entry's own."""
    source = etree.SubElement(element, "source")
    etree.SubElement(source, "id").text = origin.id
    etree.SubElement(source, "title").text = origin.title
    etree.SubElement(source, "updated").text = origin.updated.isoformat()
    if origin.feed:
        etree.SubElement(source, "link", rel="self", href=origin.feed)
    if origin.home:
        etree.SubElement(source, "link", rel="alternate", type="text/html", href=origin.home)
    if origin.rights:
        etree.SubElement(source, "rights").text = origin.rights
