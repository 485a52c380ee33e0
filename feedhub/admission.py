"""Subscriptions of another program and the sources there are in; what is to be added, and what is not and why, out.

Pure: `config` writes what is admitted. Each source gets a name that is free and can be typed, the categories that its
folders mean in the spelling that is in use, and is held to the rules of config.yaml before it is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from feedhub import discover, subscriptions
from feedhub.config import Addition, Settings, Source
from feedhub.subscriptions import Refused, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A subscription that is not added, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What becomes of a subscription list: `skipped` is there already, `refused` cannot be a source."""

    added: tuple[Addition, ...]
    skipped: tuple[Turned, ...]
    refused: tuple[Turned, ...]


def admit(listed: Iterable[Subscription | Refused], settings: Settings) -> Admission:
    """Decide on every subscription, in order; a feed that lies in several folders is added once, with all of them."""
    there = {discover.likeness(source.url): source.name for source in settings.sources if source.url}
    taken = {name for source in settings.sources for name in (source.name, *source.was)}
    spellings: dict[str, str] = {}
    for path in [path for source in settings.sources for path in source.categories]:
        subscriptions.known_spelling(path, spellings)
    added: dict[str, Addition] = {}
    skipped: list[Turned] = []
    refused: list[Turned] = []
    for each in listed:
        if isinstance(each, Refused):
            refused.append(Turned(title=each.title, reason=each.reason))
            continue
        url = discover.web_address(each.url)
        like = discover.likeness(url)
        paths = tuple(subscriptions.known_spelling(path, spellings) for path in subscriptions.paths(each))
        if like in there:
            skipped.append(Turned(title=each.title or url, reason=f"is there already, as {there[like]}"))
        elif url.startswith(f"{settings.hub.base_url}/"):
            skipped.append(Turned(title=each.title or url, reason="is a feed of this hub"))
        elif like in added:
            before = added[like]
            added[like] = replace(before, categories=tuple(dict.fromkeys((*before.categories, *paths))))
        else:
            name = discover.free_name(discover.speakable(each.title, url), taken)
            addition = Addition(name=name, url=url, title=each.title or None, categories=paths)
            if reason := _fault(addition):
                refused.append(Turned(title=each.title or url, reason=reason))
                continue
            taken.add(name)
            added[like] = addition
    return Admission(added=tuple(added.values()), skipped=tuple(skipped), refused=tuple(refused))


def _fault(addition: Addition) -> str | None:
    """Say what config.yaml would refuse about a source, in its own words; None where it is good."""
    try:
        Source(name=addition.name, url=addition.url, title=addition.title, categories=addition.categories)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{first['loc'][0]}: {first.get('ctx', {}).get('error', first['msg'])}"
    return None
