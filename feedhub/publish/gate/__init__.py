"""The gate: a document that is about to go out in, what is wrong with it out. Nothing is mended here.

A document is held to its format, and to the last good version that it would replace: readers remember ids and dates, so
a document can be valid and still do harm. What stood in the last good version byte for byte is not looked into again.
"""

from feedhub.model.fault import Fault
from feedhub.publish.gate import atom, history, jsonfeed, rss
from feedhub.publish.gate.version import Version

_FORMS = {"atom": atom.FORM, "rss": rss.FORM, "json": jsonfeed.FORM}


def faults(name: str, new: bytes, last_good: bytes | None, *, may_shrink: bool = False) -> list[Fault]:
    """Name what keeps a document from going out; an empty list lets it pass, as does a form without rules.

    Args:
        name: where it is to stand, a path below the published folder.
        new: its bytes.
        last_good: the bytes that stand there now; None where there are none, or where nothing is to be compared.
        may_shrink: whether it is known why there are far fewer entries than before.
    """
    form = _FORMS.get(name.rpartition(".")[2])
    if form is None:
        return []
    version = form.cut(new)
    before = None if last_good is None else form.cut(last_good)
    found = [*form.check(name, *_unknown(version, before)), *history.alone(version)]
    if before is not None and not found:
        found += history.compared(version, before, may_shrink=may_shrink)
    return found


def _unknown(version: Version, before: Version | None) -> tuple[Version, tuple[bytes, ...]]:
    """Give a version with those of its entries that were not good already, in the same surroundings."""
    if before is None or before.opening != version.opening:
        return version, version.entries
    good = frozenset(before.entries)
    return version, tuple(entry for entry in version.entries if entry not in good)
