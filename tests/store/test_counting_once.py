"""How many entries an older cleaner wrote: a start looks through all of them once for each version."""

import asyncio
from typing import Any

from sqlalchemy import event

from feedhub.reclean import Recleaner
from feedhub.store import Desk, Store
from feedhub.workers import Workers
from support.visits import NOW


def test_where_none_was_found_none_is_looked_for_again(store: Store) -> None:
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(store._doors._reading, "before_cursor_execute", listen)

    async def work() -> list[int]:
        recleaner = Recleaner(desk=Desk(store), workers=Workers(0, seconds=1, memory=1_000_000), now=lambda: NOW)
        return [await recleaner.outdated() for _ in range(3)]

    assert asyncio.run(work()) == [0, 0, 0]
    assert len([each for each in said if "entry_raw" in each]) == 1
