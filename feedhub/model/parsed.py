"""What a document says, whatever its format. Nothing in here is trusted: any text may be hostile, any URL relative.

The first line behind each field says what fills it from RSS (0.9x to 2.0 and RDF), Atom and JSON Feed.
`docs/fields.md` has the rules of precedence.
"""

import enum
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and how to read it: `html` holds markup, `plain` is literal. `base` is the in-document xml:base."""

    value: str
    kind: Literal["plain", "html"] = "plain"
    base: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An Atom link, or what stands for one in the other formats; `href` may be relative."""

    href: str
    rel: str = "alternate"
    type: str | None = None
    language: str | None = None
    title: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A publisher's keyword. RSS category + domain, Atom category term + scheme + label, JSON Feed tags."""

    term: str
    scheme: str | None = None
    label: str | None = None


class MediaRole(enum.Enum):
    """Which element declared a picture or recording."""

    CONTENT = "media:content"
    THUMBNAIL = "media:thumbnail"
    ENCLOSURE = "enclosure"
    IMAGE = "image"
    BANNER = "banner_image"
    ITUNES = "itunes:image"
    HEADIMG = "headimg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture or recording an entry declares; `url` may be relative, sizes are pixels, `length` is bytes."""

    url: str
    role: MediaRole
    type: str | None = None
    medium: str | None = None
    width: int | None = None
    height: int | None = None
    length: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedOrigin:
    """The feed an entry was taken from before this one (Atom source; the `feedhub:` map of an exported post)."""

    id: str | None = None
    title: str | None = None
    home: str | None = None
    feed: str | None = None
    updated: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item as its document gives it."""

    guid: str | None = None
    """RSS guid, RDF rdf:about, Atom id, JSON Feed id: stripped, entities decoded once, never resolved."""
    guid_is_link: bool = False
    """RSS guid without isPermaLink="false"."""
    title: Text | None = None
    """RSS title, Atom title, JSON Feed title."""
    links: tuple[Link, ...] = ()
    """RSS link, atom:link, comments (rel replies); Atom links; JSON Feed url and external_url (rel related)."""
    contents: tuple[Text, ...] = ()
    """RSS content:encoded then description, Atom content, JSON Feed content_html then content_text; best first."""
    summary: Text | None = None
    """RSS description beside content:encoded, Atom summary, JSON Feed summary; never a copy of the content."""
    caption: Text | None = None
    """media:description or itunes:summary: the body only where there is nothing else."""
    authors: tuple[str, ...] = ()
    """RSS author and dc:creator, Atom author names, JSON Feed author(s): names in document order, no blanks."""
    tags: tuple[Tag, ...] = ()
    """See `Tag`; media:keywords and itunes:keywords are left out."""
    published: str | None = None
    """RSS pubDate or dc:date, Atom published (0.3: issued), JSON Feed date_published: the raw string."""
    updated: str | None = None
    """dcterms:modified, Atom updated (0.3: modified), JSON Feed date_modified: the raw string."""
    media: tuple[Media, ...] = ()
    """Media RSS, enclosures, itunes:image, JSON Feed image, banner_image and attachments; a post's headimg."""
    language: str | None = None
    """dc:language, xml:lang, JSON Feed language."""
    rights: str | None = None
    """dc:rights, Atom rights."""
    origin: ParsedOrigin | None = None
    """Atom source, RSS source (title and url); none for JSON Feed."""
    categories: tuple[str, ...] | None = None
    """Category paths `a/b/c` that the entry itself claims: a front-matter post's `categories`; None elsewhere."""
    thumbnail: str | None = None
    """A post's `thumbnail`."""
    first_seen: str | None = None
    """When the hub that exported a post first saw the entry: the raw string."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One document. `partial` says that it was cut short: its entries count, its validators do not."""

    format: str
    """`rss20`, `atom10`, `rss10` …, `json1`, `post`: feedparser's names where it has one."""
    entries: tuple[ParsedEntry, ...] = ()
    title: Text | None = None
    subtitle: Text | None = None
    id: str | None = None
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    updated: str | None = None
    language: str | None = None
    rights: str | None = None
    image: str | None = None
    ttl_minutes: int | None = None
    """RSS ttl, or sy:updatePeriod divided by sy:updateFrequency."""
    skip_hours: tuple[int, ...] = ()
    """RSS skipHours: hours of the day, GMT, 0 to 23, in which nobody needs to come."""
    skip_days: tuple[int, ...] = ()
    """RSS skipDays: days of the week, Monday is 0."""
    partial: bool = False
    notes: tuple[str, ...] = ()
    """What was repaired, refused or left out, one sentence each, for the operator."""
