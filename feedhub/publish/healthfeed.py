"""The health feed: turns that sources took in, Atom out. The same turns give the same bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from feedhub.model.condition import Happening, Turn
from feedhub.model.fetched import FailureKind
from feedhub.model.hub import Hub
from feedhub.publish.remedies import remedy
from feedhub.sanitize import printable

_ATOM = "http://www.w3.org/2005/Atom"


def health_feed(happenings: Sequence[Happening], hub: Hub) -> bytes:
    """Write the feed, the newest turn first (RFC 4287); an entry's id is its number's, for good."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", _feed_id(hub))
    _add(feed, "title", _feed_title(hub))
    _add(feed, "updated", _instant(max((each.at for each in happenings), default=hub.started)))
    _link(feed, "self", hub.url("status.atom"), "application/atom+xml")
    _link(feed, "alternate", hub.url("status"), "text/html")
    for each in happenings:
        _entry(feed, each, hub)
    written: bytes = etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def sentence(happening: Happening) -> str:
    """Say what happened, as a headline."""
    name = happening.title or happening.source
    match happening.turn:
        case Turn.DIED:
            return f"{name} is dead"
        case Turn.SILENT:
            return f"{name} has fallen silent"
        case Turn.MOVED:
            return f"{name} has moved"
        case Turn.BACK:
            return f"{name} is back"


def explanation(happening: Happening) -> str:
    """Say what it means, and what there is to do."""
    match happening.turn:
        case Turn.DIED:
            known = happening.detail in set(FailureKind)
            why = remedy(FailureKind(happening.detail)) if known else None
            return f"{why.meaning} {why.step}" if why else "It fails."
        case Turn.SILENT:
            return "It answers, but has brought nothing new for much longer than it usually takes."
        case Turn.MOVED:
            address = happening.detail or "another address"
            return f"It is asked at {address} from now on. Make that its url, or keep the old one with pin: true."
        case Turn.BACK:
            return "It works again and there is nothing to do."


def _entry(feed: etree._Element, happening: Happening, hub: Hub) -> None:
    entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", f"tag:{hub.authority}:status/{happening.number}")
    _add(entry, "title", sentence(happening))
    _add(entry, "updated", _instant(happening.at))
    _add(entry, "published", _instant(happening.at))
    _link(entry, "alternate", hub.url(f"status/source/{happening.source}"), "text/html")
    _add(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", hub.title)
    etree.SubElement(entry, f"{{{_ATOM}}}category", term=happening.turn.value, label=happening.turn.value)
    _add(entry, "summary", explanation(happening))
    source = etree.SubElement(entry, f"{{{_ATOM}}}source")
    _add(source, "id", _feed_id(hub))
    _add(source, "title", _feed_title(hub))
    _add(source, "updated", _instant(happening.at))


def _feed_id(hub: Hub) -> str:
    return f"tag:{hub.authority}:status"


def _feed_title(hub: Hub) -> str:
    return f"{hub.title}: how the sources are"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = printable(text)


def _link(parent: etree._Element, rel: str, href: str, media: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=rel, href=href, type=media)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
