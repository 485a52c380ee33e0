"""Clocks that are put back or forward, and machines that sleep."""

from datetime import timedelta
from pathlib import Path

import pytest

from support.household import Household
from support.news import Item, rss
from support.origin import Origin

CONFIG = """
fetch: {{allow: [127.0.0.0/8], spacing: 0s}}
sources:
  - {{name: news, url: "{news}", every: 1h}}
"""


@pytest.fixture
def text(origin: Origin) -> str:
    origin.serve("/feed", rss(Item(number=1)), etag='"good"')
    return CONFIG.format(news=origin.url("/feed"))


@pytest.mark.parametrize("restarted", [True, False])
def test_a_clock_put_back_by_a_day_stops_no_visits_for_a_day(
    tmp_path: Path, origin: Origin, text: str, *, restarted: bool
) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        house.clock.forward(days=-1)
        if restarted:
            house.restart()
        assert house.tick() == [], "and brings none at once"
        house.clock.forward(minutes=70)
        assert len(house.tick()) == 1
    assert len(origin.requests) == 2


def test_a_clock_that_went_ahead_a_month_and_came_back_loses_nothing(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        before = house.document("source/news.atom")
        house.clock.forward(days=30)
        house.tick()
        house.clock.forward(days=-30)
        house.tick()
        house.clock.forward(minutes=70)
        assert len(house.tick()) == 1
        assert house.document("source/news.atom") == before
        assert house.entries("news") == 1


def test_a_machine_that_slept_asks_each_source_once(tmp_path: Path, origin: Origin, text: str) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        house.clock.forward(hours=6)
        visits = 0
        for _ in range(40):
            visits += len(house.tick())
            house.clock.forward(minutes=1)
    assert visits == 1


def test_a_lease_of_a_killed_daemon_from_a_clock_ahead_is_not_waited_for(
    tmp_path: Path, origin: Origin, text: str
) -> None:
    with Household(tmp_path, text) as house:
        house.tick()
        house.clock.forward(days=2)
        house.poll("news")
        row = house.status("news")
        assert row.next_visit is not None
        house.clock.forward(days=-2)
        house.restart()
        after = house.status("news").next_visit
        assert after is not None
        assert after - house.clock.now <= timedelta(minutes=70)
