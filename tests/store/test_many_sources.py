"""The dashboard of a large hub: what a page costs with ten thousand sources."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedhub import publish
from feedhub.model.condition import Health
from feedhub.model.survey import Asked, Sorting
from feedhub.store import Store
from support.visits import NOW, a_source, configured

HUB = publish.Hub(title="Hub", base_url="http://hub.example", authority="hub.example,2026", language=None, started=NOW)
BUDGET = 0.2
"""Seconds of CPU; a tenth of it is what it takes."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("large")
    store = Store.open(f"sqlite:///{folder}/feedhub.db", now=NOW)
    configured(store, *(a_source(f"s{number}", categories=(f"c{number % 50}",)) for number in range(10_000)))
    yield store
    store.close()


@pytest.mark.parametrize(
    "asked",
    [
        Asked(now=NOW),
        Asked(now=NOW, page=150),
        Asked(now=NOW, sorting=Sorting.ENTRIES, descending=True),
        Asked(now=NOW, health=Health.NEW, words="s99"),
    ],
)
def test_a_page_of_ten_thousand_sources_is_there_within_two_hundred_milliseconds(large: Store, asked: Asked) -> None:
    publish.sources_page(large.operator.survey(asked), asked, [], publish.Frame(hub=HUB, now=NOW))
    began = time.process_time()
    page = publish.sources_page(large.operator.survey(asked), asked, [], publish.Frame(hub=HUB, now=NOW))
    assert time.process_time() - began < BUDGET
    assert page.count(b"<tr>") == 1 + asked.size
