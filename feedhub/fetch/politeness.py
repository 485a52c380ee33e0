"""Host names come in, turns go out: few guests at once per host, apart, and none while a host wants to be left alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_REMEMBERED = 10_000
"""Hosts whose last visit is remembered before those of long ago are forgotten."""


@dataclass(slots=True)
class _Door:
    gate: asyncio.Semaphore
    guests: int = 0


@dataclass(frozen=True, slots=True)
class _Hold:
    until: datetime
    length: timedelta


class Politeness:
    """Who may visit whom now: at most `per_host` visits to a host and `total` visits in all at a time.

    Visits to one host begin at least `spacing` seconds apart.
    """

    def __init__(self, *, total: int, per_host: int, spacing: float = 0.0) -> None:
        self._total = asyncio.Semaphore(total)
        self._per_host = per_host
        self._spacing = spacing
        self._free_from: dict[str, float] = {}
        self._doors: dict[str, _Door] = {}
        self._holds: dict[str, _Hold] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a place at the host, then for one in all: a crowd before a slow host takes nobody else's place."""
        door = self._doors.setdefault(host, _Door(asyncio.Semaphore(self._per_host)))
        door.guests += 1
        try:
            async with door.gate:
                await self._pause(host)
                async with self._total:
                    yield
        finally:
            door.guests -= 1
            if not door.guests:
                del self._doors[host]

    async def _pause(self, host: str) -> None:
        """Wait for the next moment at which the host may be asked; it is then taken."""
        if not self._spacing:
            return
        now = asyncio.get_running_loop().time()
        moment = max(now, self._free_from.get(host, 0.0))
        if len(self._free_from) > _MOST_REMEMBERED:
            self._free_from = {name: free for name, free in self._free_from.items() if free > now}
        self._free_from[host] = moment + self._spacing
        if moment > now:
            await asyncio.sleep(moment - now)

    def hold(self, host: str, length: timedelta, now: datetime) -> None:
        """Leave the host alone for `length` from `now`; a longer hold it asked for before stays."""
        for name in [name for name, held in self._holds.items() if held.until <= now]:
            del self._holds[name]
        if length > (self.held_for(host, now) or timedelta(0)):
            self._holds[host] = _Hold(now + length, length)

    def held_for(self, host: str, now: datetime) -> timedelta | None:
        """Tell how much longer the host is to be left alone; None when it may be visited."""
        held = self._holds.get(host)
        if held is None or held.until <= now:
            return None
        return min(held.until - now, held.length)  # a clock put back does not make a hold longer
