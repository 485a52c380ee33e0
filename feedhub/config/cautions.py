"""What is allowed in config.yaml and yet worth a word: settings in, sentences for the operator out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from feedhub.config.settings import Settings
from feedhub.config.units import duration_text

_CLOSE = timedelta(minutes=5)
_NAMED = 5


def cautions(settings: Settings) -> list[str]:
    """Say what an origin may complain of, or an attacker be glad of, in the order of the file."""
    return [*_each(settings), *_twice(settings)]


def _each(settings: Settings) -> Iterator[str]:
    close: defaultdict[timedelta, list[str]] = defaultdict(list)
    for source in settings.sources:
        if source.url and isinstance(source.every, timedelta) and source.every < _CLOSE:
            close[source.every].append(source.name)
    for every, names in close.items():
        yield f"{_listed(names)}: every {duration_text(every)} is closer than origins like; 15m is kind"
    if bare := [source.name for source in settings.sources if not source.verify]:
        yield f"{_listed(bare)}: verify is false: anybody on the way can read and change what is said"
    if settings.fetch.min_interval < _CLOSE:
        yield f"fetch.min_interval {duration_text(settings.fetch.min_interval)} is closer than origins like"


def _listed(names: list[str]) -> str:
    """Name the first few, and count the rest: a setting that stands in `defaults` is no reason to fill the log."""
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _twice(settings: Settings) -> Iterator[str]:
    named = defaultdict(list)
    for source in settings.sources:
        if source.url and source.enabled:
            named[source.url].append(source.name)
    for names in named.values():
        if len(names) > 1:
            yield f"{', '.join(names)}: one url, asked {len(names)} times; one source can have all their categories"
