"""What of a document is new, changed or neither: a pure decision, taken before anything is cleaned or written.

In: what the store remembers of a source's entries, and the identities a document offers. Out: places in the document.
Nothing is ever called gone: an item that left its feed stays, it is only no longer offered.

An item is known by its key, or by another key that it was recognised under before. One under a key never seen is still
a stored one that the document does not offer beside it, if it says the same to the letter, or has the same link; a link
counts if it names an article and nobody else in the source has it. Where links change as well, words have to do; but
only when next to nothing in the document is known and nearly all of its words are.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from feedhub.model.entry import NO_PRINT, PRINT, Identity, Known

_K = TypeVar("_K")
_V = TypeVar("_V")
_NEARLY_ALL = 0.8
_MOST = 0.5
_A_DOCUMENT = 3
"""Items from which on a document can be told to have changed all its ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Indexes into the identities offered, in document order; `same` counts those that bring nothing.

    `stored_as` has, by index, the keys of items that are stored under another one than they come with; `renewed` are
    those of them that were recognised only now: the key they come with and the stored one.
    """

    new: tuple[int, ...]
    changed: tuple[int, ...]
    same: int
    stored_as: Mapping[int, str] = field(default_factory=dict)
    renewed: tuple[tuple[str, str], ...] = ()


def changes(known: Known, offered: Sequence[Identity]) -> Changes:
    """Compare what a document offers with what is stored; a key that is repeated counts once, where it stands first."""
    first: dict[str, int] = {}
    for place, identity in enumerate(offered):
        first.setdefault(identity.key, place)
    found = {place: key for key, place in first.items() if key in known.prints}
    recognised: dict[int, str] = {}
    if known.prints and len(found) < len(first):
        items = {place: offered[place] for place in first.values()}
        found |= _by_alias(known, items, found)
        recognised = _recognised(known, items, found)
        found |= recognised
    new: list[int] = []
    changed: list[int] = []
    for key, place in first.items():
        stored = found.get(place, key)
        before, says = known.prints.get(stored), offered[place].fingerprint
        if before is None:
            new.append(place)
        elif before == says or stored in known.removed:
            continue
        # Ids and links that are others at every visit are no news as long as the words stay.
        elif place not in recognised or _words(before) != _words(says):
            changed.append(place)
    return Changes(
        new=tuple(new),
        changed=tuple(changed),
        same=len(first) - len(new) - len(changed),
        stored_as={place: stored for place, stored in found.items() if stored != offered[place].key},
        renewed=tuple((offered[place].key, stored) for place, stored in recognised.items()),
    )


def _link(says: bytes) -> bytes:
    return says[-2 * PRINT : -PRINT]


def _words(says: bytes) -> bytes:
    return says[-PRINT:]


def _by_alias(known: Known, items: Mapping[int, Identity], found: Mapping[int, str]) -> dict[int, str]:
    """Find what came under these keys before.

    An item that stands beside the one it was once taken for is another one; so is one with another article's link and
    other words, as where all items of a source share a guid.
    """
    taken = set(found.values())
    again: dict[int, str] = {}
    for place, item in items.items() if known.aliases else ():
        stored = known.aliases.get(item.key)
        if place not in found and stored is not None and stored not in taken and _may_be(known, stored, item):
            again[place] = stored
            taken.add(stored)
    return again


def _may_be(known: Known, stored: str, item: Identity) -> bool:
    before, says = known.prints.get(stored), item.fingerprint
    if before is None or _words(before) == _words(says):
        return True
    return NO_PRINT in (_link(before), _link(says)) or _link(before) == _link(says)


def _recognised(known: Known, items: Mapping[int, Identity], found: Mapping[int, str]) -> dict[int, str]:
    """Find the stored entries that items under unknown keys are, each at most once."""
    unknown = {place: item for place, item in items.items() if place not in found}
    taken = set(found.values())
    left = {key: says for key, says in known.prints.items() if key not in taken}
    if not unknown or not left:
        return {}
    same = _paired(left, {place: item.fingerprint for place, item in unknown.items() if item.telling})
    if len(items) >= _A_DOCUMENT and len(unknown) >= _NEARLY_ALL * len(items):
        same |= _by_words(len(unknown), len(same), _but(unknown, same), _but(left, same.values()))
    return same | _by_link(known, items, _but(unknown, same), _but(left, same.values()))


def _by_link(
    known: Known, items: Mapping[int, Identity], unknown: Mapping[int, Identity], left: Mapping[str, bytes]
) -> dict[int, str]:
    """Find entries by links that one entry and one item have."""
    owners = _sole({key: _link(says) for key, says in known.prints.items()})
    bearers = _sole({place: _link(item.fingerprint) for place, item in items.items()})
    return {
        place: owner
        for link, place in bearers.items()
        if place in unknown and (owner := owners.get(link)) is not None and owner in left
    }


def _by_words(total: int, before: int, unknown: Mapping[int, Identity], left: Mapping[str, bytes]) -> dict[int, str]:
    """Find entries by their words, if nearly all items of a document have known ones and most have some of their own."""
    words = {place: _words(item.fingerprint) for place, item in unknown.items()}
    known = {key: _words(says) for key, says in left.items()}
    pairs = _paired(known, {place: each for place, each in words.items() if each != NO_PRINT})
    own = _sole(words).keys() & _sole(known).keys()
    nearly_all = before + len(pairs) >= _NEARLY_ALL * total
    return pairs if nearly_all and before + len(own) >= _MOST * total else {}


def _paired(left: Mapping[str, bytes], says: Mapping[int, bytes]) -> dict[int, str]:
    """Give each item an entry that says the same, in their order, and no entry twice."""
    keys: defaultdict[bytes, deque[str]] = defaultdict(deque)
    for key, said in left.items():
        keys[said].append(key)
    return {place: keys[said].popleft() for place, said in says.items() if keys.get(said)}


def _sole(prints: Mapping[_K, bytes]) -> dict[bytes, _K]:
    """Tell who has a print that nobody else has."""
    times = Counter(prints.values())
    return {each: who for who, each in prints.items() if times[each] == 1 and each.strip(b"\0")}


def _but(things: Mapping[_K, _V], without: Iterable[_K]) -> dict[_K, _V]:
    gone = set(without)
    return {key: value for key, value in things.items() if key not in gone}
