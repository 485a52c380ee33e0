"""The gate: a document that is about to go out in, what is wrong with it out. Nothing is mended here.

A document is held to its format, and to the last good version that it would replace: readers remember ids and dates, so
a document can be valid and still do harm. An entry stands in many documents, byte for byte the same: what was found good
in one of them is not looked into again.
"""

import re
from itertools import islice

from feedhub.model.document import Written, digest_of
from feedhub.model.fault import Fault
from feedhub.publish.gate import atom, history, jsonfeed, rss
from feedhub.publish.gate.version import Form, Former, former, opening

FORMS = {"atom": atom.FORM, "rss": rss.FORM, "json": jsonfeed.FORM}
_NAMESPACE = re.compile(rb'xmlns(?!:fh=)(?::\w+)?="[^"]*"')
"""A declaration entries may rely on: all but that of archives (RFC 5005), which only heads use."""
_AROUND = 8
"""Bytes that tell the surroundings of an entry, of which there are few, from others."""
_REMEMBERED = 50_000
"""Entries known to be good: some eight megabytes."""


class Gate:
    """Judges documents, and remembers the entries it found nothing wrong with."""

    def __init__(self) -> None:
        self._good: dict[bytes, None] = {}

    def faults(self, name: str, new: Written, last_good: bytes | None, *, may_shrink: bool = False) -> list[Fault]:
        """Name what keeps a document from going out; an empty list lets it pass, as does a form without rules.

        Args:
            name: where it is to stand, a path below the published folder.
            new: the document.
            last_good: the bytes that stand there now; None where there are none, or where nothing is to be compared.
            may_shrink: whether it is known why there are far fewer entries than before.
        """
        form = FORMS.get(name.rpartition(".")[2])
        if form is None:
            return []
        before = None if last_good is None else former(form, last_good, new)
        found = [*self._checked(name, form, new, before), *history.alone(form, new)]
        if before is not None and not found:
            found += history.compared(form, new, before, may_shrink=may_shrink)
        return found

    def _checked(self, name: str, form: Form, new: Written, before: Former | None) -> list[Fault]:
        """Hold to its format what is not known to be good in the same surroundings, here or in the last good version."""
        surroundings = (name.rpartition(".")[2].encode(), *sorted(_NAMESPACE.findall(opening(new.head))))
        around = digest_of(b" ".join(surroundings))[:_AROUND]
        kept = before.kept if before is not None and before.opening == opening(new.head) else ()
        looked_for = {around + digest_of(entry): entry for at, entry in enumerate(new.entries) if at not in kept}
        unknown = [entry for mark, entry in looked_for.items() if mark not in self._good]
        if form.is_plain_head(name, new):
            unknown = [entry for entry in unknown if not form.is_plain_entry(entry)]
            found = list(form.check(name, new, unknown)) if unknown else []
        else:
            found = list(form.check(name, new, unknown))
        if not found:
            self._good.update(dict.fromkeys(looked_for))
            for oldest in [*islice(self._good, max(0, len(self._good) - _REMEMBERED))]:
                del self._good[oldest]
        return found


def faults(name: str, new: bytes, last_good: bytes | None, *, may_shrink: bool = False) -> list[Fault]:
    """Judge one document by itself, as it is written; see `Gate.faults`."""
    return Gate().faults(name, cut(name, new), last_good, may_shrink=may_shrink)


def cut(name: str, data: bytes) -> Written:
    """Take a document apart into the pieces it is joined from; in a form without rules it is one."""
    form = FORMS.get(name.rpartition(".")[2])
    return Written(head=data) if form is None else form.cut(data)
