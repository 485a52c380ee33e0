"""XML of ours, read back: bytes in, a tree out, or the fault that keeps it from being one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from feedhub.model.document import Written
from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate.version import text

Rules = Callable[[str, Any], Iterator[Fault]]
Place = Callable[[bytes], tuple[bytes, bytes]]


def check(name: str, version: Written, entries: Sequence[bytes], rules: Rules, place: Place) -> Iterator[Fault]:
    """Hold a document with these of its entries to well-formedness and to `rules`, and find the entry that fails."""
    found = list(_faults(name, version.holding(entries), rules))
    if not found or found[0].entry:
        yield from found
        return
    without = list(_faults(name, version.holding(()), rules))
    alone = ((text(place(entry)[0]), list(_faults(name, version.holding((entry,)), rules))) for entry in entries)
    blamed = [replace(fault, entry=id_) for id_, some in alone for fault in some]
    yield from without or blamed or found


def _faults(name: str, data: bytes, rules: Rules) -> Iterator[Fault]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as reason:
        yield Fault(rule=Rule.WELL_FORMED, entry="", detail=f"it is no XML: {reason}")
        return
    if root.getroottree().docinfo.doctype:
        yield Fault(rule=Rule.WELL_FORMED, entry="", detail="it has a DOCTYPE")
    yield from rules(name, root)
