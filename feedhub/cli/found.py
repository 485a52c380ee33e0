"""What was found behind an address, as a list to choose from."""

from collections.abc import Sequence

from feedhub import discover
from feedhub.admission import Admission, Turned
from feedhub.cli.printing import data, iso, moment, table
from feedhub.config import Addition
from feedhub.examine import Examination
from feedhub.fetch import shown
from feedhub.scout import Look

_SHOWN = 3


def found(looks: Sequence[Look]) -> None:
    """List feeds with their number, title, cadence and newest entries."""
    rows = []
    for number, look in enumerate(looks, 1):
        if look.examination is not None:
            newest = "; ".join(each.entry.title[:50] for each in look.examination.entries[:_SHOWN])
            rows.append((str(number), look.examination.title, shown(look.url), _rhythm(look.examination), newest))
    table(("no", "title", "address", "brings", "newest"), rows)


def found_as_data(looks: Sequence[Look]) -> None:
    """Print feeds for programs."""
    data([_fields(look, look.examination) for look in looks if look.examination is not None])


def added(addition: Addition, look: Look, *, as_json: bool, path: str) -> None:
    """Say what was written."""
    if as_json:
        fields = {"name": addition.name, "categories": list(addition.categories), "config": path}
        data({**fields, **(_fields(look, look.examination) if look.examination else {})})
        return
    where = f", in {addition.categories[0]}" if addition.categories else ", in no category"
    print(f"added {addition.name} to {path}{where}: {shown(addition.url)}")  # noqa: T201  a result


def admitted(admission: Admission, *, as_json: bool, path: str) -> None:
    """Say what became of a subscription list, one line each, and how many of each kind."""
    if as_json:
        added = [{"name": each.name, "categories": list(each.categories)} for each in admission.added]
        turned = {"skipped": admission.skipped, "refused": admission.refused}
        data({"config": path, "added": added, **{kind: _turned(some) for kind, some in turned.items()}})
        return
    rows = [("added", each.title or each.name, f"{each.name} {', '.join(each.categories)}") for each in admission.added]
    rows += [("skipped", each.title, each.reason) for each in admission.skipped]
    rows += [("refused", each.title, each.reason) for each in admission.refused]
    table(("result", "title", "name and categories, or reason"), rows)
    counts = f"{len(admission.added)} added, {len(admission.skipped)} skipped, {len(admission.refused)} refused"
    print(f"{counts}: {path}")  # noqa: T201  a result


def _turned(some: Sequence[Turned]) -> list[dict[str, str]]:
    return [{"title": each.title, "reason": each.reason} for each in some]


def _fields(look: Look, examination: Examination) -> dict[str, object]:
    newest = [{"title": each.entry.title, "published": iso(each.entry.published)} for each in examination.entries]
    return {
        "url": shown(look.url),
        "title": examination.title,
        "format": examination.format,
        "entries": examination.offered,
        "cadence": _cadence(examination),
        "newest": newest[:_SHOWN],
    }


def _cadence(examination: Examination) -> str:
    return discover.cadence(each.entry.published for each in examination.entries if each.entry.published)


def _rhythm(examination: Examination) -> str:
    newest = max((each.entry.published for each in examination.entries if each.entry.published), default=None)
    return f"{_cadence(examination)}, last {moment(newest)}" if newest else f"{examination.offered} entries, no dates"
