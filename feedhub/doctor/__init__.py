"""The doctor: looks at everything a hub stands on, changes nothing, and has a remedy for what it finds.

Comes in: the path of config.yaml. Goes out: a `Finding` for each thing looked at, in the order a start needs them.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from feedhub import config
from feedhub.doctor import ground, kept, reach
from feedhub.doctor.finding import Finding, Verdict
from feedhub.errors import ConfigError

__all__ = ["Finding", "Verdict", "look"]


async def look(path: Path, environ: Mapping[str, str], each: Callable[[str], None]) -> list[Finding]:
    """Look at everything; `each` is told of each thing before it is looked at."""
    each("configuration")
    try:
        settings = config.load(path, environ)
    except ConfigError as problem:
        lines = str(problem).splitlines()
        detail = lines[0] if len(lines) == 1 else f"{lines[0]} (and {len(lines) - 1} more)"
        remedy = "correct what `feedhub check` names; nothing else can be looked at before"
        return [Finding(check="configuration", verdict=Verdict.FAIL, detail=detail, remedy=remedy), ground.extras("")]
    found = [ground.configuration(path, settings)]
    each("permissions")
    found += [ground.permissions(path, settings), ground.disk(settings)]
    each("store")
    store, checkup = kept.store(settings)
    found.append(store)
    each("published documents")
    found += [kept.published(settings), ground.clock(checkup), ground.extras(settings.store.database)]
    each("DNS")
    found.append(await reach.names(settings))
    each("workers")
    found.append(await reach.workers())
    each("base_url")
    found.append(await reach.base_url(settings, running=bool(checkup and checkup.running)))
    return found
