"""XML of ours, read back: bytes in, a tree out, or the fault that keeps it from being one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from feedhub.model.fault import Fault, Rule
from feedhub.publish.gate.version import Version

Rules = Callable[[str, Any], Iterator[Fault]]


def check(name: str, version: Version, entries: tuple[bytes, ...], rules: Rules) -> Iterator[Fault]:
    """Hold a document with these of its entries to well-formedness and to `rules`, and find the entry that fails."""
    found = list(_faults(name, version.holding(entries), rules))
    if not found or found[0].entry:
        yield from found
        return
    without = list(_faults(name, version.holding(()), rules))
    ids = {entry: line.id for entry, line in zip(version.entries, version.lines, strict=True)}
    alone = ((ids[entry], list(_faults(name, version.holding((entry,)), rules))) for entry in entries)
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
