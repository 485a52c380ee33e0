"""What a hub has: its store, and the documents that are published of it."""

from feedhub import publish
from feedhub.app import published_faults
from feedhub.config import Settings, size_text
from feedhub.doctor.finding import Finding, broken, odd, well
from feedhub.errors import StoreError
from feedhub.model.document import may_wait
from feedhub.store import Checkup, checkup

_NAMED = 3


def store(settings: Settings) -> tuple[Finding, Checkup | None]:
    """Look through the whole store; None where there is none to look at."""
    try:
        seen = checkup(settings.store.database)
    except StoreError as problem:
        remedy = "`feedhub restore` brings a backup back; the database is left as it is"
        return broken("store", str(problem), remedy), None
    if seen.revision is None:
        return well("store", "there is none yet: the first run makes it"), None
    if seen.revision > seen.head:
        detail = f"written by a newer feedhub (revision {seen.revision}, this one knows {seen.head})"
        return broken("store", detail, "run that feedhub, or restore a backup made before the upgrade"), seen
    who = ", a daemon runs on it" if seen.running else ", no daemon runs on it"
    size = size_text(max(1, seen.bytes // 1000) * 1000)
    return well("store", f"sound: {seen.entries} entries, {size}{who}"), seen


def published(settings: Settings) -> Finding:
    """Hold every published document to its format, and see that none is missing."""
    if not settings.publish.directory.is_dir():
        return well("published documents", "nothing is published yet")
    outlet = publish.Outlet(settings.publish.directory)
    names = outlet.names()
    missing = [name for name in names if not (outlet.has(name) or may_wait(name))]
    if missing:
        detail = f"{len(missing)} of {len(names)} are missing: {_listed(missing)}"
        return broken("published documents", detail, "`feedhub publish` writes them again")
    wrong = sorted({name for name, _ in published_faults(settings)})
    if wrong:
        remedy = "`feedhub check --published` says what is wrong with each, `feedhub publish` writes them again"
        return odd("published documents", f"{len(wrong)} of {len(names)} are wrong: {_listed(wrong)}", remedy)
    return well("published documents", f"{len(names)}, all of them sound")


def _listed(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
