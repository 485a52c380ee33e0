"""The gate: a document that is about to go out in, what is wrong with it out. Nothing is mended here.

A document is held to its format, and to the last good version that it would replace: readers remember ids and dates, so
a document can be valid and still do harm. An entry stands in many documents, byte for byte the same: what was found good
in one of them is not looked into again.
"""

import re
from itertools import islice

from feedhub.model.fault import Fault
from feedhub.publish.gate import atom, history, jsonfeed, rss
from feedhub.publish.gate.version import Form, Version

_FORMS = {"atom": atom.FORM, "rss": rss.FORM, "json": jsonfeed.FORM}
_NAMESPACE = re.compile(rb'xmlns(?!:fh=)(?::\w+)?="[^"]*"')
"""A declaration entries may rely on: all but that of archives (RFC 5005), which only heads use."""
_REMEMBERED = 50_000
"""Entries known to be good: some ten megabytes."""


class Gate:
    """Judges documents, and remembers the entries it found nothing wrong with."""

    def __init__(self) -> None:
        self._good: dict[tuple[int, int], None] = {}

    def faults(self, name: str, new: bytes, last_good: bytes | None, *, may_shrink: bool = False) -> list[Fault]:
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
        found = [*self._checked(name, form, version, before), *history.alone(version)]
        if before is not None and not found:
            found += history.compared(version, before, may_shrink=may_shrink)
        return found

    def _checked(self, name: str, form: Form, version: Version, before: Version | None) -> list[Fault]:
        """Hold to its format what is not known to be good in the same surroundings, here or in the last good version."""
        namespaces = b" ".join(sorted(_NAMESPACE.findall(version.opening)))
        around = hash((name.rpartition(".")[2], namespaces))
        good = frozenset(before.entries) if before is not None and before.opening == version.opening else frozenset()
        prints = {(around, hash(entry)): entry for entry in version.entries}
        unknown = tuple(entry for mark, entry in prints.items() if mark not in self._good and entry not in good)
        found = list(form.check(name, version, unknown))
        if not found:
            self._good.update(dict.fromkeys(prints))
            for oldest in [*islice(self._good, max(0, len(self._good) - _REMEMBERED))]:
                del self._good[oldest]
        return found


def faults(name: str, new: bytes, last_good: bytes | None, *, may_shrink: bool = False) -> list[Fault]:
    """Judge one document by itself; see `Gate.faults`."""
    return Gate().faults(name, new, last_good, may_shrink=may_shrink)
