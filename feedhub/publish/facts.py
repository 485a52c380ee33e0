"""What is said of an entry, whatever the format: a stored entry in, values that may stand in any document out.

Text is printable, addresses are absolute and of the web, moments are UTC in whole seconds, and what every reader needs
is there. The writers only spell these out, so that no format can say anything another does not.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape

from feedhub.model.entry import Enclosure, Origin, StoredEntry, Tag
from feedhub.model.html import SafeHtml
from feedhub.model.hub import Hub, category_scheme
from feedhub.publish.addresses import is_iri, language_tag, web_url
from feedhub.publish.spelling import long_text
from feedhub.sanitize import lead_with, printable

_PLAYABLE = ("audio/", "video/")
_TO_SECONDS = len("2022-09-01T08:16:00")
REMEMBERED = 1024
"""Sources and terms that are spelled out once for all the entries that have them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A category's last name or a publisher's tag; `scheme` tells it from its namesakes."""

    name: str
    scheme: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Whence:
    """The feed that an entry comes from, as every format says it."""

    id: str
    title: str
    updated: str
    home: str | None
    feed: str | None
    rights: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An entry as every format says it.

    Moments are of RFC 3339. `content` is HTML in UTF-8 with the head image in front, empty where there is none, and
    `markup` the same as it stands in an XML element.
    """

    id: str
    title: str
    url: str | None
    author: str
    content: bytes
    markup: bytes
    summary: str
    published: str
    updated: str
    image: str | None
    language: str | None
    rights: str | None
    terms: tuple[Term, ...]
    enclosures: tuple[Enclosure, ...]
    origin: Whence
    image_tier: str | None
    others: tuple[Whence, ...]
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
    if content and not content.isspace():
        content = lead_with(SafeHtml(content), headimg, "")
    else:
        # An entry that leads nowhere has to say something itself (RFC 4287, section 4.1.2).
        content = "" if url else f"<p>{escape(summary or title, quote=False)}</p>"
    written = content.encode()
    origin = _whence(entry.origin)
    return Facts(
        id=entry.id,
        title=title,
        url=url,
        author=_author(entry),
        content=written,
        markup=long_text(written),
        summary=summary,
        published=_instant(entry.published),
        updated=_instant(entry.updated),
        image=headimg or web_url(entry.thumbnail),
        language=language_tag(entry.language),
        rights=(printable(entry.rights) or None) if entry.rights else origin.rights,
        terms=_terms(entry, hub),
        enclosures=_enclosures(entry),
        origin=origin,
        image_tier=entry.image_tier if headimg else None,
        others=tuple(_whence(each) for each in entry.others if is_iri(each.id)),
    )


def _author(entry: StoredEntry) -> str:
    """Name exactly one author: readers take the first, the last or the hub itself where there are two or none."""
    return printable(entry.author or entry.origin.title).strip() or entry.source


def _terms(entry: StoredEntry, hub: Hub) -> tuple[Term, ...]:
    """List category paths by their last name, then the publisher's tags; each term once, as readers show nothing else."""
    found: dict[str, Term] = {}
    for path in entry.categories:
        term = _category(path, hub.base_url)
        found.setdefault(term.name, term)
    for tag in entry.tags:
        term = _keyword(tag)
        found.setdefault(term.name, term)
    found.pop("", None)
    return tuple(found.values())


@lru_cache(maxsize=REMEMBERED)
def _category(path: str, base_url: str) -> Term:
    path = printable(path)
    return Term(name=path.rpartition("/")[2].strip(), scheme=category_scheme(base_url, path))


@lru_cache(maxsize=REMEMBERED)
def _keyword(tag: Tag) -> Term:
    scheme = tag.scheme if tag.scheme and is_iri(tag.scheme) else None
    return Term(name=printable(tag.term).strip(), scheme=scheme)


def _enclosures(entry: StoredEntry) -> tuple[Enclosure, ...]:
    """List what can be played; a file of another kind is no enclosure to readers."""
    return tuple(
        Enclosure(url=url, type=printable(each.type), length=each.length)
        for each in entry.enclosures
        if each.type.startswith(_PLAYABLE) and (url := web_url(each.url))
    )


@lru_cache(maxsize=REMEMBERED)
def _whence(origin: Origin) -> Whence:
    if not is_iri(origin.id):
        raise ValueError(f"the id of its source {origin.id!r} is no IRI")
    return Whence(
        id=origin.id,
        title=printable(origin.title),
        updated=_instant(origin.updated),
        home=web_url(origin.home),
        feed=web_url(origin.feed),
        rights=printable(origin.rights or "") or None,
    )


def _instant(moment: datetime) -> str:
    """Write a moment as nearly every feed does, with `Z` for UTC (RFC 3339, section 5.6)."""
    if moment.tzinfo is not UTC:
        if moment.utcoffset() is None:
            raise ValueError(f"its date {moment} has no time zone")
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat()[:_TO_SECONDS]}Z"
