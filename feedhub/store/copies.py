"""Copies: entries that another source brought before, and the entry they are copies of, their *leader*.

Comes in: rows about to be inserted, in order. Goes out: the leader of each that is a copy. The leader is whichever was
stored first, and only its row stands in categories; a copy stands in the feed of its own source. What makes a copy is
the same id; failing that the same page, failing that the same text (`docs/decisions/0017`). What is stored never
joins another group, so an id that was published never gives way to another.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag

from sqlalchemy import Connection, Select, func, or_, select

from feedhub.store import filing, plain
from feedhub.store.among import among
from feedhub.store.filing import Leader
from feedhub.store.forms import Columns
from feedhub.store.tables import entry

NEAR = 48 * 3600
"""Seconds within which entries of different titles may be one."""

_LEADER = func.coalesce(entry.c.copy_of, entry.c.id)
_lead = entry.alias("lead")
BY_ID: Select[Any] = (
    select(entry.c.atom_id, _lead.c.id, _lead.c.published, _lead.c.tie)
    .join_from(entry, _lead, _lead.c.id == _LEADER)
    .where(among(entry.c.tie, "ties"))
    .order_by(_lead.c.id.desc())
)
_COMPARED = ("page", "words", "title", "url", "published")
_PRINTED: Select[Any] = select(
    entry.c.id, _LEADER.label("leader"), entry.c.source_id, *(entry.c[name] for name in _COMPARED)
)
BY_PAGE = _PRINTED.where(among(entry.c.page, "prints"))
BY_WORDS = _PRINTED.where(among(entry.c.words, "prints"))
_SOURCES = select(_LEADER, entry.c.source_id).where(
    or_(among(entry.c.id, "leaders"), among(entry.c.copy_of, "leaders"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """An entry, stored or about to be, as far as others are compared with it."""

    leader: int
    source: int
    page: int | None
    words: int | None
    title: str
    url: str | None
    published: int


class Kin:
    """The entries that newcomers may be copies of: what is stored, and what of their own batch was before them."""

    def __init__(self, db: Connection, newcomers: Sequence[Columns], *, merge: bool) -> None:
        """Look up everything at once; without `merge` only the same id makes a copy."""
        ids = plain.rows(db, BY_ID, {"ties": [row["tie"] for row in newcomers]})
        self._by_id = {atom_id: Leader(*leader) for atom_id, *leader in ids}
        self._merge = merge
        self._pages: defaultdict[int, list[_Member]] = defaultdict(list)
        self._words: defaultdict[int, list[_Member]] = defaultdict(list)
        self._shared: frozenset[int] = frozenset()
        self._leaders: dict[int, Leader] = {}
        self._sources: defaultdict[int, set[int]] = defaultdict(set)
        self._times: Counter[tuple[int, int]] = Counter()
        if merge:
            self._remember(db, newcomers)

    def join(self, row: Columns) -> Leader:
        """Give a newcomer's leader, itself where it is nobody's copy, and have those behind it compared with it."""
        me = Leader(row["id"], row["published"], row["tie"])
        leader = self._by_id.get(row["atom_id"])
        # Most say what nobody else says, and there is nothing to compare them with.
        member = None if self._shared.isdisjoint((row["page"], row["words"])) else _newcomer(row)
        if leader is None:
            leader = (self._same_entry(member) if member is not None else None) or me
            self._by_id[row["atom_id"]] = leader
        if self._merge:
            self._leaders.setdefault(leader.id, leader)
            self._sources[leader.id].add(row["source_id"])
            if member is not None:
                self._keep(replace(member, leader=leader.id))
        return leader

    def _remember(self, db: Connection, newcomers: Sequence[Columns]) -> None:
        found: dict[int, _Member] = {}
        for statement, column in ((BY_PAGE, "page"), (BY_WORDS, "words")):
            prints = sorted({row[column] for row in newcomers if row[column] is not None})
            found |= {row[0]: _stored(row) for row in plain.rows(db, statement, {"prints": prints})} if prints else {}
        stored = list(found.values())
        for each in stored:
            self._keep(each)
        numbers = sorted({each.leader for each in stored} | {it.id for it in self._by_id.values()})
        if numbers:
            self._leaders = {leader.id: leader for leader in filing.leaders(db, numbers)}
            for leader, of in db.execute(_SOURCES, {"leaders": numbers}):
                self._sources[leader].add(of)
        said = Counter(row[column] for row in newcomers for column in ("page", "words"))
        said.update(print_ for each in stored for print_ in (each.page, each.words))
        del said[None]
        self._shared = frozenset(print_ for print_, times in said.items() if times > 1)
        if self._shared:
            for each in (*stored, *map(_newcomer, newcomers)):
                self._times.update((each.source, said) for said in (each.page, each.words) if said is not None)

    def _keep(self, it: _Member) -> None:
        if it.page is not None:
            self._pages[it.page].append(it)
        if it.words is not None:
            self._words[it.words].append(it)

    def _same_entry(self, it: _Member) -> Leader | None:
        """Find what another source brought, the nearest in time; a group never holds two entries of one source."""
        for alike, is_same in (
            (self._pages.get(it.page, ()) if it.page is not None else (), self._is_same_page),
            (self._words.get(it.words, ()) if it.words is not None else (), self._is_same_text),
        ):
            found = [each for each in alike if it.source not in self._sources[each.leader] and is_same(each, it)]
            if found:
                return self._leaders[min(found, key=lambda each: (_apart(each, it), each.leader)).leader]
        return None

    def _is_same_page(self, one: _Member, other: _Member) -> bool:
        from feedhub.sanitize import same_words  # noqa: PLC0415  40 ms, and most polls bring nothing to compare

        if same_words(one.title, other.title):
            return True
        alone = self._says_it_once(one, one.page) and self._says_it_once(other, other.page)
        return alone and _apart(one, other) <= NEAR and _fragment(one) == _fragment(other)

    def _is_same_text(self, one: _Member, other: _Member) -> bool:
        from feedhub.sanitize import is_long, same_words  # noqa: PLC0415  see above

        if same_words(one.title, other.title):
            return True
        alone = self._says_it_once(one, one.words) and self._says_it_once(other, other.words)
        return alone and _apart(one, other) <= NEAR and one.words is not None and is_long(one.words)

    def _says_it_once(self, it: _Member, said: int | None) -> bool:
        """Tell a page or text from what a source puts under many of its entries."""
        return said is not None and self._times[it.source, said] == 1


def _newcomer(row: Columns) -> _Member:
    return _Member(leader=row["id"], source=row["source_id"], **{name: row[name] for name in _COMPARED})


def _stored(row: Sequence[Any]) -> _Member:
    _, leader, source, *compared = row
    return _Member(leader=leader, source=source, **dict(zip(_COMPARED, compared, strict=True)))


def _apart(one: _Member, other: _Member) -> int:
    return abs(one.published - other.published)


def _fragment(it: _Member) -> str:
    return urldefrag(it.url).fragment if it.url else ""
