"""What a hub should show, worked out from what was offered alone: knows nothing of feedhub but its documented rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from replay.world import Article, Offer, Site


@dataclass(slots=True)
class Shelf:
    """What one source's feed should hold, and since when; `gone` never comes back."""

    categories: tuple[str, ...]
    age: timedelta | None = None
    most: int | None = None
    there: dict[Article, datetime] = field(default_factory=dict)
    gone: set[Article] = field(default_factory=set)

    def take(self, offers: Iterable[Offer], now: datetime) -> None:
        """Take up what a visit brought, and let go what is not to be kept."""
        for it, date in offers:
            if it not in self.there and it not in self.gone:
                self.there[it] = date or now
        self.prune(now)

    def prune(self, now: datetime) -> None:
        """Let go what is too old or too much."""
        newest = sorted(self.there, key=self.there.__getitem__, reverse=True)
        for place, it in enumerate(newest):
            if (self.age and self.there[it] < now - self.age) or (self.most and place >= self.most):
                self.drop(it)

    def drop(self, it: Article) -> None:
        """Let an article go for good."""
        if it in self.there:
            del self.there[it]
            self.gone.add(it)


@dataclass(slots=True)
class Model:
    """All shelves by source, and the last version of each article that a hub was shown."""

    shelves: Mapping[str, Shelf]
    shown: dict[Article, int] = field(default_factory=dict)

    def visited(self, site: Site, offers: list[Offer], now: datetime) -> None:
        """Note a visit."""
        self.shelves[site.name].take(offers, now)
        self.shown.update((it, it.version) for it, _ in offers)

    def removed(self, it: Article) -> None:
        """Note that an operator took an article out."""
        for shelf in self.shelves.values():
            shelf.drop(it)

    def feeds(self) -> dict[str, set[Article]]:
        """Tell what every feed should show, by the path of the feed."""
        found: dict[str, set[Article]] = {"all": set()}
        for name, shelf in self.shelves.items():
            found[f"source/{name}"] = set(shelf.there)
            found["all"] |= set(shelf.there)
            for category in shelf.categories:
                names = category.split("/")
                for depth in range(1, len(names) + 1):
                    found.setdefault(f"category/{'/'.join(names[:depth])}", set()).update(shelf.there)
        return found
