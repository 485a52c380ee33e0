"""Feeds that others collected, read one by one: what is refused, lost or repaired, a line a file and the sums.

`FEEDHUB_CORPUS=DIR make corpus` prints it. What lxml finds when it forgives everything is what an entry is measured by,
so a loss is worth a look and no verdict: nested items, or a document that breaks off, count as lost too.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from lxml import etree

from feedhub.errors import NotAFeed
from feedhub.parse import read
from support.documents import body
from support.parsed import cleaned

SLOW = 2.0
"""Seconds of CPU that a document of a megabyte may take."""
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one file: `kind` to count by, `detail` to read."""

    name: str
    kind: str
    entries: int = 0
    lost: int = 0
    detail: str = ""

    def __str__(self) -> str:
        """Write the line of the report."""
        counts = f"{self.entries} entries" + (f", {self.lost} lost" if self.lost else "")
        return f"{self.kind:8} {self.name}: {'; '.join(filter(None, (counts, self.detail)))}"


def judge(path: Path, name: str) -> Verdict:
    """Read and clean a file as a visit would."""
    data = path.read_bytes()
    began = process_time()
    try:
        feed = read(body(data, name=path.name))
        shown = sum(entry is not None for entry in cleaned(feed))
    except NotAFeed as reason:
        return Verdict(name=name, kind="refused", detail=str(reason))
    except Exception as defect:  # noqa: BLE001  this is what the report is for
        return Verdict(name=name, kind="FAILED", detail=f"{type(defect).__name__}: {defect}")
    took = process_time() - began
    if took > SLOW * max(1.0, len(data) / _MEGABYTE):
        return Verdict(name=name, kind="SLOW", entries=shown, detail=f"{took:.1f} s of CPU")
    lost = max(0, _items(data) - len(feed.entries))
    kind = "lost" if lost else "repaired" if feed.notes else "ok"
    empty = [f"{len(feed.entries) - shown} with nothing to show"] if shown < len(feed.entries) else []
    return Verdict(name=name, kind=kind, entries=shown, lost=lost, detail="; ".join((*empty, *feed.notes)))


def verdicts(folder: Path) -> Iterator[Verdict]:
    """Judge every file below a folder, by name."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield judge(path, path.relative_to(folder).as_posix())


def totals(found: list[Verdict]) -> str:
    """Sum up: files by what became of them, and entries."""
    kinds = Counter(each.kind for each in found)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    entries, lost = sum(each.entries for each in found), sum(each.lost for each in found)
    return f"{len(found)} files: {counted or 'none'}; {entries} entries, {lost} lost"


def _items(data: bytes) -> int:
    """Count the items and entries that a parser finds which forgives everything."""
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return 0
    names = (str(each.tag).rpartition("}")[2] for each in root.iter(etree.Element)) if root is not None else ()
    return sum(name in {"item", "entry"} for name in names)
