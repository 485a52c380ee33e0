"""RSS 2.0, written with lxml: the facts of an entry in, an `<item>` out; a feed's head in, what stands before them out.

Not with feedgen, which changes the locale of the whole process for each date it writes, dates the channel by the
clock, and has no words for most of what stands here. Whatever RSS has no element for is said in the namespaces that
readers know: one `dc:creator`, as `author` must be an e-mail address; `atom:updated`; `content:encoded`.
"""

import re
from datetime import datetime
from email.utils import format_datetime
from html import escape

from lxml import etree

from feedhub.model.document import FeedHead, Format
from feedhub.publish.facts import Facts
from feedhub.publish.xmlfeed import HISTORY

TAIL = b"</channel></rss>"

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_NAMESPACES = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "media": _MEDIA}
_DECLARED = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items()).encode()
_CLOSING = re.compile(r"</\w")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DOCS = "https://www.rssboard.org/rss-specification"


def entry_bytes(facts: Facts) -> bytes:
    """Write one entry as `<item>…</item>`, UTF-8, as it stands in any document (RSS 2.0.11)."""
    item = etree.Element("item", nsmap=_NAMESPACES)
    _say(item, "title", _title(facts.title))
    if facts.url:
        _say(item, "link", facts.url)
    _say(item, "guid", facts.id, isPermaLink="true" if facts.id == facts.url else "false")
    _say(item, "pubDate", _date(facts.published))
    _say(item, f"{{{_ATOM}}}updated", f"{facts.updated:%Y-%m-%dT%H:%M:%SZ}")
    _say(item, f"{{{_DC}}}creator", facts.author)
    _write_text(item, facts)
    for term in facts.terms:
        _say(item, "category", term.name, **({"domain": term.scheme} if term.scheme else {}))
    for file in facts.enclosures[:1]:  # more than one, and every reader takes another
        etree.SubElement(item, "enclosure", url=file.url, type=file.type, length=str(file.length or 0))
    if facts.image:
        etree.SubElement(item, f"{{{_MEDIA}}}thumbnail", url=facts.image)
    if facts.language:
        _say(item, f"{{{_DC}}}language", facts.language)
    if facts.rights:
        _say(item, f"{{{_DC}}}rights", facts.rights)
    if facts.origin.feed:
        _say(item, "source", facts.origin.title, url=facts.origin.feed)
    written: bytes = etree.tostring(item, encoding="UTF-8")
    # the document declares the prefixes; this stands in the first tag
    return written.replace(_DECLARED, b"", 1)


def head_bytes(head: FeedHead) -> bytes:
    """Write all that stands before the first item."""
    root = etree.Element("rss", version="2.0", nsmap=_NAMESPACES)
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", head.title)
    _say(channel, "link", head.page_url)
    _say(channel, "description", head.subtitle)
    link = {"rel": "self", "type": "application/rss+xml", "href": head.self_url(Format.RSS)}
    etree.SubElement(channel, f"{{{_ATOM}}}link", link)
    for relation, url in head.history(Format.RSS):
        etree.SubElement(channel, f"{{{_ATOM}}}link", rel=relation, type="application/rss+xml", href=url)
    if head.archive_url:
        etree.SubElement(channel, f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
    if head.language:
        _say(channel, "language", head.language)
    _say(channel, "lastBuildDate", _date(head.updated))
    _say(channel, "generator", "feedhub")  # without version: an upgrade alone changes no byte
    _say(channel, "docs", _DOCS)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written.removesuffix(TAIL)


def _title(title: str) -> str:
    """Leave tags out of a title that readers would take for HTML: they lose them too, and garble every `&` beside."""
    return (_TAG.sub("", title).strip() or title) if _CLOSING.search(title) else title


def _write_text(item: etree._Element, facts: Facts) -> None:
    """Write the summary as HTML, which every reader takes a description for, and the content behind it."""
    if facts.summary or not facts.content:
        _say(item, "description", escape(facts.summary, quote=False))
    if facts.content:
        _say(item, f"{{{_CONTENT}}}encoded", facts.content)


def _say(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text


def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
