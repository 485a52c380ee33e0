"""Subscriptions of another program and the sources there are in; what is to be added, and what is not and why, out.

Pure: `config` writes what is admitted. Each source gets a name that is free and can be typed, the categories that its
folders mean in the spelling that is in use, and is held to the rules of config.yaml before it is written.
"""

from collections import Counter
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
    clerk = _Clerk(settings)
    for each in listed:
        clerk.take(each)
    return Admission(added=tuple(clerk.added.values()), skipped=tuple(clerk.skipped), refused=tuple(clerk.refused))


class _Clerk:
    """Takes one subscription after the other, and knows what there is by then."""

    def __init__(self, settings: Settings) -> None:
        self.added: dict[str, Addition] = {}
        self.skipped: list[Turned] = []
        self.refused: list[Turned] = []
        self._own = f"{settings.hub.base_url}/"
        self._there = {discover.likeness(source.url): source.name for source in settings.sources if source.url}
        self._taken = {name for source in settings.sources for name in (source.name, *source.was)}
        self._wished: Counter[str] = Counter()
        self._spellings: dict[str, str] = {}
        for source in settings.sources:
            self._spelled(source.categories)

    def take(self, each: Subscription | Refused) -> None:
        """Add it, skip it or refuse it."""
        if isinstance(each, Refused):
            self.refused.append(Turned(title=each.title, reason=each.reason))
            return
        url = discover.web_address(each.url)
        like = discover.likeness(url)
        paths = self._spelled(subscriptions.paths(each))
        if like in self._there:
            self.skipped.append(Turned(title=each.title or url, reason=f"is there already, as {self._there[like]}"))
        elif url.startswith(self._own):
            self.skipped.append(Turned(title=each.title or url, reason="is a feed of this hub"))
        elif like in self.added:
            known = self.added[like].categories
            self.added[like] = replace(self.added[like], categories=tuple(dict.fromkeys((*known, *paths))))
        else:
            self._add(like, Addition(name=self._name(each, url), url=url, title=each.title or None, categories=paths))

    def _add(self, like: str, addition: Addition) -> None:
        if reason := _fault(addition):
            self.refused.append(Turned(title=addition.title or addition.url, reason=reason))
            return
        self._taken.add(addition.name)
        self.added[like] = addition

    def _name(self, each: Subscription, url: str) -> str:
        wish = discover.speakable(each.title, url)
        self._wished[wish] += 1
        return discover.free_name(wish, self._taken, first=max(2, self._wished[wish]))

    def _spelled(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(subscriptions.known_spelling(path, self._spellings) for path in paths)


def _fault(addition: Addition) -> str | None:
    """Say what config.yaml would refuse about a source, in its own words; None where it is good."""
    try:
        Source(name=addition.name, url=addition.url, title=addition.title, categories=addition.categories)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{first['loc'][0]}: {first.get('ctx', {}).get('error', first['msg'])}"
    return None
