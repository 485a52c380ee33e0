"""Atom 1.0, written by feedgen: stored entries in, `<entry>` fragments and whole documents out.

The only door to feedgen. Each entry is written once, when it changes; a document is a head with the fragments of
its entries behind it, byte for byte what feedgen would write in one go. What feedgen cannot say is mended by one
extension, registered the way feedgen offers. Nothing here reads the clock: every date is an entry's own.
"""

from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub.model.document import FeedDocument, FeedHead
from feedhub.model.entry import Origin, StoredEntry
from feedhub.model.html import SafeHtml
from feedhub.publish.addresses import is_iri, language_tag, web_url
from feedhub.publish.hub import Hub
from feedhub.sanitize import lead_with, printable

RENDER_VERSION = 1
"""Goes up whenever an entry would be written differently than before."""
TAIL = b"</feed>"

_MEDIA = "http://search.yahoo.com/mrss/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARING_THUMBNAIL = f'<media:thumbnail xmlns:media="{_MEDIA}" '.encode()
_PLAYABLE = ("audio/", "video/")
_Attributes = dict[str, str]


def stamp(hub: Hub) -> str:
    """Tell what a fragment depends on besides its entry: when this changes, all are to be rendered anew."""
    return f"{RENDER_VERSION} {hub.root}"


def entry_fragment(entry: StoredEntry, hub: Hub) -> bytes:
    """Write one entry as `<entry>…</entry>`, UTF-8, as it stands in any document (RFC 4287, section 4.1.2).

    Raises:
        ValueError: the entry cannot stand in a valid document; the text names what is wrong with it.
    """
    written: bytes = etree.tostring(_feed_entry(entry, hub).atom_entry(), encoding="UTF-8")
    # the document declares the prefix; text cannot hold this, since there "<" is written "&lt;"
    return written.replace(_DECLARING_THUMBNAIL, b"<media:thumbnail ", 1)


def head_bytes(head: FeedHead) -> bytes:
    """Write all that stands before the first entry."""
    written: bytes = _feed(head).atom_str()
    return written.removesuffix(TAIL)


def atom_bytes(document: FeedDocument) -> bytes:
    """Write a whole document."""
    return b"".join((head_bytes(document.head), *document.fragments, TAIL))


def _feed(head: FeedHead) -> FeedGenerator:
    feed = _generator()
    feed.id(head.id)
    feed.title(head.title)
    feed.subtitle(head.subtitle)
    feed.updated(head.updated)
    feed.language(head.language)
    feed.link(href=head.self_url, rel="self", type="application/atom+xml")
    feed.link(href=head.page_url, rel="alternate", type="text/html")
    return feed


def _generator() -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("hub", _DeclareMedia)
    feed.generator("feedhub")  # without version: an upgrade alone changes no byte
    return feed


def _feed_entry(entry: StoredEntry, hub: Hub) -> FeedEntry:
    if not is_iri(entry.id):
        raise ValueError(f"its id {entry.id!r} is no IRI")
    title = printable(entry.title).strip()
    if not title:
        raise ValueError("it has no title")
    links = _links(entry)
    written = FeedEntry()
    written.id(entry.id)
    written.title(title)
    written.published(_instant(entry.published))
    written.updated(_instant(entry.updated))
    written.author(name=_author(entry))
    written.link([{"href": link["href"], "rel": link["rel"]} for link in links])
    written.category(_categories(entry, hub))
    written.rights(printable(entry.rights or entry.origin.rights or "") or None)
    _write_text(written, entry, title)
    written.register_extension("hub", partial(_Mend, entry, links))
    return written


def _author(entry: StoredEntry) -> str:
    """Name exactly one author: readers take the first, the last or the hub itself where there are two or none."""
    return printable(entry.author or entry.origin.title).strip() or entry.source


def _write_text(written: FeedEntry, entry: StoredEntry, title: str) -> None:
    """Write the content, else the summary, else (there being no link either) what there is as content."""
    content = printable(entry.content)
    summary = printable(entry.summary).strip()
    if content.strip():
        written.content(lead_with(SafeHtml(content), web_url(entry.headimg), ""), type="html")
    elif web_url(entry.url) is None:
        written.content(f"<p>{escape(summary or title, quote=False)}</p>", type="html")
    elif summary:
        written.summary(summary)


def _links(entry: StoredEntry) -> list[_Attributes]:
    """List the entry's links: its page, and what can be played; a file of another kind is no enclosure to readers."""
    links = []
    if url := web_url(entry.url):
        links.append({"href": url, "rel": "alternate", "type": "text/html"})
    for enclosure in entry.enclosures:
        url = web_url(enclosure.url)
        if url and enclosure.type.startswith(_PLAYABLE):
            link = {"href": url, "rel": "enclosure", "type": printable(enclosure.type)}
            links.append(link if enclosure.length is None else link | {"length": str(enclosure.length)})
    return links


def _categories(entry: StoredEntry, hub: Hub) -> list[_Attributes]:
    """List category paths by their last name, then the publisher's tags; each term once, as readers show nothing else."""
    found: dict[str, _Attributes] = {}
    for path in map(printable, entry.categories):
        leaf = path.rpartition("/")[2].strip()
        found.setdefault(leaf, {"term": leaf, "label": leaf, "scheme": hub.category(path)})
    for tag in entry.tags:
        term = printable(tag.term).strip()
        scheme = {"scheme": tag.scheme} if tag.scheme and is_iri(tag.scheme) else {}
        found.setdefault(term, {"term": term, "label": term} | scheme)
    found.pop("", None)
    return list(found.values())


def _instant(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"its date {moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def _shorten_dates(element: Any) -> None:
    """Write `Z` for UTC, as nearly every feed does (RFC 3339, section 5.6)."""
    for date in element.iter("published", "updated"):
        date.text = date.text.replace("+00:00", "Z")


class _DeclareMedia:
    """The feed's half of the extension: one prefix, declared once at the top."""

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}

    def extend_atom(self, feed: Any) -> Any:
        _shorten_dates(feed)
        return feed


class _Mend:
    """The entry's half of the extension: what feedgen drops (all of a link but its href) or cannot write."""

    def __init__(self, entry: StoredEntry, links: list[_Attributes]) -> None:
        self._entry = entry
        self._links = links

    def extend_atom(self, element: Any) -> Any:
        if language := language_tag(self._entry.language):
            element.set(_LANG, language)
        for written, link in zip(element.iterchildren("link"), self._links, strict=True):
            written.attrib.update(link)
        if picture := web_url(self._entry.headimg) or web_url(self._entry.thumbnail):
            etree.SubElement(element, f"{{{_MEDIA}}}thumbnail", nsmap={"media": _MEDIA}, url=picture)
        _write_source(element, self._entry.origin)
        _shorten_dates(element)
        return element


def _write_source(element: Any, origin: Origin) -> None:
    """Say where the entry comes from, without an author, which readers would add to the entry's own."""
    if not is_iri(origin.id):
        raise ValueError(f"the id of its source {origin.id!r} is no IRI")
    source = etree.SubElement(element, "source")
    etree.SubElement(source, "id").text = origin.id
    etree.SubElement(source, "title").text = printable(origin.title)
    etree.SubElement(source, "updated").text = _instant(origin.updated).isoformat()
    if feed := web_url(origin.feed):
        etree.SubElement(source, "link", rel="self", href=feed)
    if home := web_url(origin.home):
        etree.SubElement(source, "link", rel="alternate", type="text/html", href=home)
    if rights := printable(origin.rights or ""):
        etree.SubElement(source, "rights").text = rights
