"""What is said of an entry, whatever the format: a stored entry in, values that may stand in any document out.

Text is printable, addresses are absolute and of the web, moments are UTC in whole seconds, and what every reader needs
is there. The writers only spell these out, so that no format can say anything another does not.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feedhub.model.entry import Enclosure, Origin, StoredEntry
from feedhub.model.html import SafeHtml
from feedhub.publish.addresses import is_iri, language_tag, web_url
from feedhub.publish.hub import Hub
from feedhub.sanitize import lead_with, printable

_PLAYABLE = ("audio/", "video/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category's last name or a publisher's tag; `scheme` tells it from its namesakes."""

    name: str
    scheme: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An entry as every format says it: `content` is HTML with the head image in front, empty where there is none."""

    id: str
    title: str
    url: str | None
    author: str
    content: str
    summary: str
    published: datetime
    updated: datetime
    image: str | None
    language: str | None
    rights: str | None
    terms: tuple[Term, ...]
    enclosures: tuple[Enclosure, ...]
    origin: Origin
    image_tier: str | None
    others: tuple[Origin, ...]
    """The feeds of other sources that have the entry too."""


def facts(entry: StoredEntry, hub: Hub, *, whole: bool = True) -> Facts:
    """Say what is to be said of an entry; all but `whole`, its content gives way to its summary.

    Raises:
        ValueError: the entry cannot stand in a valid document; the text names what is wrong with it.
    """
    if not is_iri(entry.id):
        raise ValueError(f"its id {entry.id!r} is no IRI")
    title = printable(entry.title).strip()
    if not title:
        raise ValueError("it has no title")
    url, headimg = web_url(entry.url), web_url(entry.headimg)
    summary = printable(entry.summary).strip()
    content = printable(entry.content) if whole else ""
    if content.strip():
        content = lead_with(SafeHtml(content), headimg, "")
    else:
        # An entry that leads nowhere has to say something itself (RFC 4287, section 4.1.2).
        content = "" if url else f"<p>{escape(summary or title, quote=False)}</p>"
    return Facts(
        id=entry.id,
        title=title,
        url=url,
        author=_author(entry),
        content=content,
        summary=summary,
        published=_instant(entry.published),
        updated=_instant(entry.updated),
        image=headimg or web_url(entry.thumbnail),
        language=language_tag(entry.language),
        rights=printable(entry.rights or entry.origin.rights or "") or None,
        terms=_terms(entry, hub),
        enclosures=_enclosures(entry),
        origin=_origin(entry.origin),
        image_tier=entry.image_tier if headimg else None,
        others=tuple(_origin(each) for each in entry.others if is_iri(each.id)),
    )


def _author(entry: StoredEntry) -> str:
    """Name exactly one author: readers take the first, the last or the hub itself where there are two or none."""
    return printable(entry.author or entry.origin.title).strip() or entry.source


def _terms(entry: StoredEntry, hub: Hub) -> tuple[Term, ...]:
    """List category paths by their last name, then the publisher's tags; each term once, as readers show nothing else."""
    found: dict[str, Term] = {}
    for path in map(printable, entry.categories):
        leaf = path.rpartition("/")[2].strip()
        found.setdefault(leaf, Term(name=leaf, scheme=hub.category(path)))
    for tag in entry.tags:
        name = printable(tag.term).strip()
        found.setdefault(name, Term(name=name, scheme=tag.scheme if tag.scheme and is_iri(tag.scheme) else None))
    found.pop("", None)
    return tuple(found.values())


def _enclosures(entry: StoredEntry) -> tuple[Enclosure, ...]:
    """List what can be played; a file of another kind is no enclosure to readers."""
    return tuple(
        Enclosure(url=url, type=printable(each.type), length=each.length)
        for each in entry.enclosures
        if each.type.startswith(_PLAYABLE) and (url := web_url(each.url))
    )


def _origin(origin: Origin) -> Origin:
    if not is_iri(origin.id):
        raise ValueError(f"the id of its source {origin.id!r} is no IRI")
    return Origin(
        id=origin.id,
        title=printable(origin.title),
        updated=_instant(origin.updated),
        home=web_url(origin.home),
        feed=web_url(origin.feed),
        rights=printable(origin.rights or "") or None,
    )


def _instant(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"its date {moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)
