"""Turn what a document says into entries that can be stored and shown.

In: `ParsedFeed`, where nothing is trusted. Out: for every item an `Identity`, which costs next to nothing, and for
those that are new or changed an `Entry`: stable id, printable text, absolute links, `SafeHtml`, dates in UTC. Never in
here: the network, the store, the clock. Everything is computed from the arguments, so the same document gives the same
entries on any machine.
"""

from feedhub.clean.attachments import enclosures
from feedhub.clean.dates import read_date, settled
from feedhub.clean.identity import entry_id, identify
from feedhub.clean.images import article_image, head_image, page_image, recurring
from feedhub.clean.labels import language, paths, tags
from feedhub.clean.links import entry_url
from feedhub.clean.origins import facts, named_origin, own_origin
from feedhub.clean.packing import Ground, pack, unpack
from feedhub.clean.people import byline
from feedhub.clean.text import body, line, opening, stated_title, substitute_title, summary
from feedhub.model.entry import Entry, Identity, Origin, Raw, anchor
from feedhub.model.parsed import ParsedEntry, ParsedFeed
from feedhub.model.revision import CLEAN_VERSION, Kept, Recleaned
from feedhub.model.surroundings import Surroundings
from feedhub.model.visit import SourceFacts
from feedhub.sanitize import absolute, page_print, sanitize, words_print

__all__ = [
    "article_image",
    "clean",
    "facts",
    "identify",
    "opening",
    "own_origin",
    "page_image",
    "read_date",
    "reclean",
    "recurring",
]


def clean(
    entry: ParsedEntry,
    identity: Identity,
    feed: ParsedFeed,
    known: SourceFacts,
    origin: Origin,
    around: Surroundings,
    *,
    logos: frozenset[str] = frozenset(),
) -> Entry | None:
    """Return an item as an entry, or None where nothing in it could be shown: no title, no text, nothing to open.

    `origin` is what `own_origin` makes of the same feed, and `logos` what `recurring` finds in it: one for all entries.
    """
    spoken = language(entry.language, feed.language)
    place = known.home or around.address
    page = entry_url(entry, language=spoken, base=place)
    attached = enclosures(entry.media, base=page or place)
    url = page or next((one.url for one in attached), None)
    base = url or place
    content = body(entry, base=base, location=place)
    title = stated_title(entry.title)
    if not (title or url or content.html):
        return None
    published, updated = settled(
        read_date(entry.published, timezone=around.timezone, now=around.now),
        read_date(entry.updated, timezone=around.timezone, now=around.now),
    )
    image = head_image(entry, content, base=base, logos=logos, default=around.headimg)
    picture = image.url if image else None
    published_id = entry_id(entry, identity, feed, around)
    rights = line(entry.rights or feed.rights) or None
    ground = Ground(url=url, base=base, near=page or place, place=place, language=spoken, rights=rights)
    return Entry(
        key=identity.key,
        fingerprint=identity.fingerprint,
        id=published_id,
        title=title or substitute_title(content.text, url),
        # Readers open, and some of them recognise, an entry by its link: where it has none, the hub shows it.
        url=url or f"{around.page}#{anchor(published_id)}",
        author=byline(entry, feed, known, around),
        content=content.html,
        summary=summary(entry, content),
        published=published,
        updated=updated,
        headimg=picture,
        thumbnail=absolute(entry.thumbnail or "", base) or picture,
        language=spoken,
        rights=rights,
        categories=paths(entry.categories or ()),
        tags=tags(entry.tags),
        enclosures=attached,
        origin=named_origin(entry.origin, origin, updated or published, around) if entry.origin else origin,
        first_seen=read_date(entry.first_seen, timezone="UTC", now=around.now),
        image_tier=image.tier.value if image else None,
        page=page_print(url) if url else None,
        words=words_print(content.html),
        raw=Raw(data=pack(entry, ground), clean_version=CLEAN_VERSION),
    )


def reclean(kept: Kept) -> Recleaned:
    """Make of a stored item what this cleaner makes of it; what its document and configuration said stays."""
    entry, ground = unpack(kept.raw.data)
    if kept.page is None:
        content = body(entry, base=ground.base, location=ground.place)
    else:
        content = sanitize(kept.page, base=ground.base)
    image = head_image(entry, content, base=ground.base)
    picture = image.url if image else None
    return Recleaned(
        title=stated_title(entry.title) or substitute_title(content.text, ground.url),
        content=content.html,
        summary=summary(entry, content),
        headimg=picture,
        image_tier=image.tier.value if image else None,
        thumbnail=absolute(entry.thumbnail or "", ground.base) or picture,
        tags=tags(entry.tags),
        enclosures=enclosures(entry.media, base=ground.near),
        words=words_print(content.html),
    )
