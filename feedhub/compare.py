"""What of a document is new, changed or neither: a pure decision, taken before anything is cleaned or written.

In: the fingerprints the store remembers, and the identities a document offers. Out: places in the document. Nothing
is ever called gone: an item that left its feed stays, it is only no longer offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedhub.model.entry import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Indexes into the identities offered, in document order; `same` counts those that say nothing new."""

    new: tuple[int, ...]
    changed: tuple[int, ...]
    same: int


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
    return Changes(new=tuple(new), changed=tuple(changed), same=len(seen) - len(new) - len(changed))
