"""Who an item is, and whether it says something else than last time.

In: a parsed document. Out: one `Identity` an item, before anything expensive is done to it. Never in a key: where the
document was fetched from, http or https, tracking parameters. Never in a fingerprint: dates, which some sources renew
at every visit; they are read again when something else changed. `docs/decisions/0004-identity.md` has the reasons.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from feedhub.clean.links import article_link, canonical_link, first_alternate, is_global_iri, without_session
from feedhub.model.entry import NO_PRINT, PRINT, Identity
from feedhub.model.parsed import MediaRole, ParsedEntry, ParsedFeed, Text
from feedhub.model.surroundings import Surroundings

_TEXT_IN_KEY = 1024
_TELLING = 20
"""Characters of text from which on two items hardly say the same by chance."""
_TAG = re.compile(r"<[^>]*>")


def identify(feed: ParsedFeed, around: Surroundings) -> list[Identity]:
    """Return an identity for each entry of a document, in its order; only exact repeats share a key."""
    shared = hashlib.blake2b(_packed(_shared(feed, around)), digest_size=16)
    page = next((link.href for link in feed.links if link.rel == "alternate"), None)
    home = article_link(page) if page else None
    found = []
    for entry, key in zip(feed.entries, _keys(feed.entries), strict=True):
        digest = shared.copy()
        digest.update(_packed(_said(entry)))
        body = next(_bodies(entry), None)
        says = digest.digest() + _link_print(entry, home) + _words_print(entry, body)
        found.append(Identity(key=key, fingerprint=says, telling=body is not None and _is_telling(body.value)))
    return found


def entry_id(entry: ParsedEntry, identity: Identity, feed: ParsedFeed, around: Surroundings) -> str:
    """Return the atom:id to publish: the item's own, character for character (RFC 4287, section 4.2.6), or a minted one.

    An id that several items of the document share belongs to none of them, so theirs are minted.
    """
    guid = entry.guid
    if guid and is_global_iri(guid, any_scheme=feed.format in _STRICT_FORMATS) and identity.key == _key(_name(entry)):
        return guid
    return f"tag:{around.authority}:{around.source}/{identity.key}"


_STRICT_FORMATS = frozenset({"atom10", "atom03", "post"})  # formats whose ids must be IRIs already


def _keys(entries: Sequence[ParsedEntry]) -> list[str]:
    names = [_name(entry) for entry in entries]
    shared = {name for name, times in Counter(names).items() if times > 1}
    if not shared:
        return [_key(name) for name in names]
    twins = {(name, _second_name(entry)) for name, entry in zip(names, entries, strict=True) if name in shared}
    ambiguous = {name for name, times in Counter(name for name, _ in twins).items() if times > 1}
    return [
        _key(name, _second_name(entry)) if name in ambiguous else _key(name)
        for name, entry in zip(names, entries, strict=True)
    ]


def _key(*names: str) -> str:
    return hashlib.sha256(_packed(names)).hexdigest()


def _name(entry: ParsedEntry) -> str:
    """Return what tells an item from its siblings: its guid, else its link, else what it says."""
    if entry.guid:
        return f"guid {_without_scheme(entry.guid)}"
    if link := first_alternate(entry):
        return f"link {canonical_link(link)}"
    text = next(_bodies(entry), None)
    media = next((media.url for media in entry.media if media.role is MediaRole.ENCLOSURE), "")
    body = text.value[:_TEXT_IN_KEY] if text else ""
    return "\x1f".join(("text", entry.title.value if entry.title else "", entry.published or "", media, body))


def _second_name(entry: ParsedEntry) -> str:
    """Return what tells apart items whose first name is the same: the link beside a guid, else the title."""
    link = first_alternate(entry) if entry.guid else None
    if link:
        return canonical_link(link)
    return entry.title.value if entry.title else ""


def _without_scheme(guid: str) -> str:
    head = guid[:8].lower()
    if head == "https://":
        return guid[6:]
    return guid[5:] if head.startswith("http://") else guid


def _bodies(entry: ParsedEntry) -> Iterator[Text]:
    yield from entry.contents[:1]
    for text in (entry.summary, entry.caption):
        if text:
            yield text


def _shared(feed: ParsedFeed, around: Surroundings) -> list[str | None]:
    added = [around.headimg] if around.headimg else []
    return [
        around.title,
        around.author,
        around.timezone,
        feed.language,
        feed.rights,
        *feed.authors,
        *added,
    ]


def _link_print(entry: ParsedEntry, home: str | None) -> bytes:
    """Return a digest of the link that leads to this item and, by its looks, to no other; none for the feed's home."""
    href = first_alternate(entry) or (entry.guid if entry.guid_is_link else None)
    link = article_link(href) if href else None
    return NO_PRINT if link is None or link == home else hashlib.blake2b(_packed([link]), digest_size=PRINT).digest()


def _words_print(entry: ParsedEntry, text: Text | None) -> bytes:
    """Return a short digest of what the item says in words: `compare` knows by it an item that lost id and links."""
    body = text.value if text else ""
    title = entry.title.value if entry.title else ""
    if not body.strip() and not title.strip():
        return NO_PRINT
    return hashlib.blake2b(_packed((title, f"{len(body)}", body[:_TEXT_IN_KEY])), digest_size=PRINT).digest()


def _is_telling(body: str) -> bool:
    return len(_TAG.sub("", body[:_TEXT_IN_KEY]).strip()) >= _TELLING


def _said(entry: ParsedEntry) -> list[str | None]:
    """Return everything of an item that can reach an output; the sizes of its groups stand in front."""
    links, tags, media, own = entry.links, entry.tags, entry.media, entry.categories or ()
    said = [
        f"{len(entry.contents[:1])} {len(links)} {len(tags)} {len(media)} {len(own)} {len(entry.authors)}",
        entry.language,
        entry.rights,
        entry.thumbnail,
        None if links else entry.guid,
        *own,
        *entry.authors,
    ]
    for text in (entry.title, entry.summary, entry.caption, *entry.contents[:1]):
        said += (text.kind, text.value, text.base) if text else (None, None, None)
    for link in links:
        said += (link.rel, without_session(link.href), link.type, link.language)
    for tag in tags:
        said += (tag.term, tag.scheme, tag.label)
    for one in media:
        said += (one.url, one.role.value, one.type, one.medium, f"{one.width} {one.height} {one.length}")
    if origin := entry.origin:
        said += (origin.id, origin.title, origin.home, origin.feed, origin.rights)
    return said


def _packed(parts: Sequence[str | None]) -> bytes:
    """Join strings so that different lists never give the same bytes: their lengths stand in front."""
    texts = [part or "" for part in parts]
    lengths = ",".join(map(str, map(len, texts)))
    return f"{lengths}|{''.join(texts)}".encode("utf-8", "surrogatepass")
