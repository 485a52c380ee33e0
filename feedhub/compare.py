"""What of a document is new, changed or neither: a pure decision, taken before anything is cleaned or written.

In: the fingerprints the store remembers, and the identities a document offers. Out: places in the document. Nothing
is ever called gone: an item that left its feed stays, it is only no longer offered.

Some sources give their items other ids at every visit. An item under an unknown key that says to the letter what a
stored one says, which is not offered beside it, is that one. Where links change as well, with a session in each of
them, words have to do; but only when next to nothing in the document is known and nearly all of its words are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedhub.model.entry import TEXT_PRINT, Identity

_NEARLY_ALL = 0.8
_A_DOCUMENT = 3
"""Items from which on a document can be told to have changed all its ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Indexes into the identities offered, in document order; `same` counts those that say nothing new.

    `renewed` are those of the latter that came under another key than they are stored under.
    """

    new: tuple[int, ...]
    changed: tuple[int, ...]
    same: int
    renewed: int = 0


def changes(known: Mapping[str, bytes], offered: Sequence[Identity]) -> Changes:
    """Compare what a document offers with what is stored; a key that is repeated counts once, where it stands first."""
    new: list[int] = []
    changed: list[int] = []
    seen: set[str] = set()
    for place, identity in enumerate(offered):
        if identity.key in seen:
            continue
        seen.add(identity.key)
        stored = known.get(identity.key)
        if stored is None:
            new.append(place)
        elif stored != identity.fingerprint:
            changed.append(place)
    unknown = _unknown(known, offered, new, seen) if new and known else new
    return Changes(
        new=tuple(unknown),
        changed=tuple(changed),
        same=len(seen) - len(unknown) - len(changed),
        renewed=len(new) - len(unknown),
    )


def _unknown(known: Mapping[str, bytes], offered: Sequence[Identity], new: list[int], seen: set[str]) -> list[int]:
    """Leave out the items that are stored under another key."""
    left = {says for key, says in known.items() if key not in seen}
    unknown = [place for place in new if offered[place].fingerprint not in left]
    if len(seen) < _A_DOCUMENT or len(unknown) < _NEARLY_ALL * len(seen):
        return unknown
    words = {says[-TEXT_PRINT:] for says in left}
    unsaid = [place for place in unknown if offered[place].fingerprint[-TEXT_PRINT:] not in words]
    return unsaid if len(unknown) - len(unsaid) >= _NEARLY_ALL * len(unknown) else unknown
