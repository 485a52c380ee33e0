"""Where a source lives: at its configured URL, or where permanent redirects have led for long enough to be believed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

VISITS = 3
"""Visits in a row that must be sent to the same place before it is believed."""
SETTLING = timedelta(days=1)
"""The time that must lie between the first of them and the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """What is known of a source's moving.

    `address` is asked instead of the configured URL; `moved_to` is where the last `visits` visits in a row were sent
    for ever (RFC 9110, sections 15.4.2 and 15.4.9), the first of them at `since`. Without `since`, that place holds
    somebody else's entries, and is never believed.
    """

    address: str | None = None
    moved_to: str | None = None
    since: datetime | None = None
    visits: int = 0

    def found(self, moved_to: str | None, at: datetime, *, pinned: bool, related: bool = True) -> "Residence":
        """Take note of a good visit that ended at `moved_to` after permanent redirects only, or at none.

        `related` says that the document there holds entries that were known before.
        """
        if pinned or moved_to is None or moved_to == self.address:
            return Residence(address=None if pinned else self.address)
        if moved_to == self.moved_to and self.since is None:
            return self
        if not related:
            return Residence(address=self.address, moved_to=moved_to)
        if moved_to != self.moved_to or self.since is None or at < self.since:
            return Residence(address=self.address, moved_to=moved_to, since=at, visits=1)
        if self.visits + 1 >= VISITS and at - self.since >= SETTLING:
            return Residence(address=moved_to)
        return replace(self, visits=self.visits + 1)

    def failed(self, failures: int) -> "Residence":
        """Take note of a visit that brought nothing; after three in a row the configured URL is asked again."""
        stranger = self.moved_to if self.since is None else None
        return Residence(address=None if failures >= VISITS else self.address, moved_to=stranger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of address that was made: from one URL to another."""

    at: datetime
    before: str
    after: str
