"""Run as a program: record visits for ever, and say on stdout which ones are written. It is there to be killed."""

import sys
from datetime import timedelta

from feedhub.store import Store
from support.visits import HOUR, LEASE, NOW, a_source, a_visit, an_entry, configured


def record_for_ever(url: str, begin: int) -> None:
    """Record rounds of four visits with three entries each, beginning with round number `begin`."""
    store = Store.open(url, now=NOW)
    configured(store, *(a_source(f"s{number}", categories=(f"a/{number}",)) for number in range(4)))
    now = NOW + HOUR * begin
    for number in range(begin, 1_000_000):
        now += timedelta(hours=1)
        claims = store.claim_named(None, now, lease=LEASE)
        store.record(
            [
                a_visit(
                    claim,
                    *(an_entry(f"{claim.source}/{number}/{each}") for each in range(3)),
                    at=now,
                    digest=str(number),
                )
                for claim in claims
            ]
        )
        print(number, flush=True)  # noqa: T201  the test reads it


if __name__ == "__main__":
    record_for_ever(sys.argv[1], int(sys.argv[2]))
