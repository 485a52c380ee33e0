"""Entries into columns and back: the only place that knows how one looks in the other."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from struct import Struct
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from feedhub.model.entry import Edition, Enclosure, Entry, Listed, Origin, StoredEntry, Tag
from feedhub.model.html import SafeHtml
from feedhub.model.residence import Move
from feedhub.model.standing import EDITION, SPANS, Standing
from feedhub.model.visit import Pace
from feedhub.store.moments import epoch, moment

if TYPE_CHECKING:
    from feedhub.model.revision import Recleaned

Columns = dict[str, Any]
"""Column names and values, as Core statements take them."""

NO_PACE = "[null,[],[]]"
_UNHURRIED = Pace()
_MOST_MOVES = 20

_STANDING = Struct(f"{EDITION.format}{SPANS}s")

_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def tie_of(atom_id: str) -> int:
    """Give an id its place among entries of the same second: the same in every store that holds it."""
    return int.from_bytes(sha256(atom_id.encode()).digest()[:8], "big", signed=True)


def paths_text(paths: Iterable[str]) -> str:
    """Write category paths as a column."""
    return _pack(tuple(paths))


@lru_cache(maxsize=1024)
def paths_from(column: str) -> tuple[str, ...]:
    """Read category paths from a column."""
    return tuple(json.loads(column))


def terms_from(column: str) -> tuple[str, ...]:
    """Read the terms of an entry's tags from a column."""
    return () if column == "[]" else tuple(term for term, _ in json.loads(column))


def notes_text(notes: Sequence[str]) -> str:
    """Write notes as a column."""
    return _pack(notes) if notes else "[]"


def moves_added(column: str, at: int, before: str, after: str) -> str:
    """Add a change of address to a column of them; the oldest of more than twenty is forgotten."""
    return _pack([*json.loads(column), (at, before, after)][-_MOST_MOVES:])


def moves_from(column: str) -> tuple[Move, ...]:
    """Read changes of address from a column."""
    return tuple(Move(at=moment(at), before=before, after=after) for at, before, after in json.loads(column))


def alarm_text(at: int, said: str) -> str:
    """Write what looked like a flood, and when, as a column."""
    return _pack((at, said))


def alarm_from(column: str | None) -> tuple[int, str | None]:
    """Read when something looked like a flood, and what; never and nothing where nothing did."""
    at, said = (0, None) if column is None else json.loads(column)
    return at, said


def pace_text(pace: Pace) -> str:
    """Write how often a document wants to be asked for as a column."""
    ttl = None if pace.ttl is None else round(pace.ttl.total_seconds())
    return _pack((ttl, pace.skip_hours, pace.skip_days))


def pace_from(column: str) -> Pace:
    """Read how often a document wants to be asked for from a column."""
    if column == NO_PACE:
        return _UNHURRIED
    ttl, hours, days = json.loads(column)
    return Pace(ttl=None if ttl is None else timedelta(seconds=ttl), skip_hours=tuple(hours), skip_days=tuple(days))


def paths_of(own: str | None, of_source: str) -> tuple[str, ...]:
    """Read an entry's effective paths: its own, or its source's."""
    return paths_from(of_source if own is None else own)


def form(entry: Entry, published: int) -> Columns:
    """Give the columns of `entry` that a later version of the same entry may change."""
    updated = published if entry.updated is None else max(published, epoch(entry.updated))
    return {
        "title": entry.title,
        "url": entry.url,
        "author": entry.author,
        "summary": entry.summary,
        "headimg": entry.headimg,
        "thumbnail": entry.thumbnail,
        "language": entry.language,
        "rights": entry.rights,
        "categories": None if entry.categories is None else _pack(entry.categories),
        "tags": _tags_text(entry.tags),
        "enclosures": _enclosures_text(entry.enclosures),
        "updated": updated,
        "image_tier": entry.image_tier,
        "page": entry.page,
        "words": entry.words,
    }


def recleaned_form(it: "Recleaned") -> Columns:
    """Give the columns that a newer cleaner may change."""
    return {
        "title": it.title,
        "summary": it.summary,
        "headimg": it.headimg,
        "image_tier": it.image_tier,
        "thumbnail": it.thumbnail,
        "tags": _tags_text(it.tags),
        "enclosures": _enclosures_text(it.enclosures),
        "words": it.words,
    }


def _tags_text(tags: Sequence[Tag]) -> str:
    return _pack([(tag.term, tag.scheme) for tag in tags]) if tags else "[]"


def _enclosures_text(enclosures: Sequence[Enclosure]) -> str:
    return _pack([(each.url, each.type, each.length) for each in enclosures]) if enclosures else "[]"


def origin_form(origin: Origin) -> Columns:
    """Give the columns of an origin; its `updated` stands with the entry."""
    said = (origin.id, origin.title, origin.home, origin.feed, origin.rights)
    digest = sha256(_pack(said).encode()).digest()
    return {"digest": digest, **dict(zip(("iri", "title", "home", "feed", "rights"), said, strict=True))}


def stored(row: Row[Any], copies: Sequence[Row[Any]]) -> StoredEntry:
    """Read a whole entry from its row; categories, tags and feeds of its copies stand behind its own."""
    own = _origin(row)
    everywhere = (row, *copies)
    paths = chain.from_iterable(paths_of(each.categories, each.source_categories) for each in everywhere)
    tags = chain.from_iterable(map(_tags, everywhere)) if copies else _tags(row)
    others = {each.id: each for each in map(_origin, copies)}
    return StoredEntry(
        row=row.id,
        source=row.source_name,
        key=row.key,
        id=row.atom_id,
        title=row.title,
        url=row.url,
        author=row.author,
        content=SafeHtml(row.content),
        summary=row.summary,
        published=moment(row.published),
        updated=moment(row.updated),
        first_seen=moment(row.first_seen),
        changed=moment(row.changed),
        headimg=row.headimg,
        thumbnail=row.thumbnail,
        language=row.language,
        rights=row.rights,
        categories=tuple(dict.fromkeys(paths)),
        tags=_each_once(tags) if copies else tuple(tags),
        enclosures=_enclosures(json.loads(row.enclosures)) if row.enclosures != "[]" else (),
        origin=own,
        image_tier=row.image_tier,
        others=tuple(each for iri, each in others.items() if iri != own.id),
    )


def listed(line: Sequence[Any]) -> Listed:
    """Read an entry's line from a row of `reading.NEWEST_FILED`."""
    row, atom_id, source, title, url, author, summary, headimg, language, published, updated, changed, tie, origin = (
        line
    )
    return Listed(
        row=row,
        edition=Edition(row, tie, changed),
        id=atom_id,
        source=source,
        title=title,
        url=url,
        author=author,
        summary=summary,
        headimg=headimg,
        language=language,
        published=moment(published),
        updated=moment(updated),
        origin_title=origin,
    )


def _origin(row: Row[Any]) -> Origin:
    said = row.origin_iri, row.origin_title, row.origin_updated, row.origin_home, row.origin_feed, row.origin_rights
    return _origin_from(*said)


@lru_cache(maxsize=256)
def _origin_from(iri: str, title: str, updated: int, home: str | None, feed: str | None, rights: str | None) -> Origin:
    """Give one origin to all the entries that say the same, as the entries of a document do."""
    return Origin(id=iri, title=title, updated=moment(updated), home=home, feed=feed, rights=rights)


def _tags(row: Row[Any]) -> list[Tag]:
    return [Tag(term=term, scheme=scheme) for term, scheme in json.loads(row.tags)] if row.tags != "[]" else []


def _each_once(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    found: dict[str, Tag] = {}
    for tag in tags:
        found.setdefault(tag.term, tag)
    return tuple(found.values())


def _enclosures(rows: Sequence[Sequence[Any]]) -> tuple[Enclosure, ...]:
    return tuple(Enclosure(url=url, type=media_type, length=length) for url, media_type, length in rows)


def standing_blob(standing: Standing) -> bytes:
    """Write what documents show as a column."""
    return b"".join(chain.from_iterable((EDITION.pack(*edition), spans) for edition, spans in standing.items()))


def standing_from(column: bytes) -> Standing:
    """Read what documents show from a column."""
    return {Edition(row, tie, changed): spans for row, tie, changed, spans in _STANDING.iter_unpack(column)}
