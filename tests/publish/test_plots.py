"""Drawings of counts: what is drawn stands inside the drawing."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.model.survey import Hour
from feedhub.publish.plots import timeline

START = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("now", range(24))
def test_the_days_of_a_week_are_named_inside_the_plot_whatever_the_hour(now: int) -> None:
    hours = [Hour(at=START + timedelta(hours=now + each), good=1, failed=0, new=0) for each in range(168)]
    drawn = str(timeline(hours))
    width = int(re.findall(r'viewBox="0 0 (\d+) ', drawn)[0])
    names = re.findall(r'<text x="(\d+)" y="\d+" dx="(-?\d+)"( text-anchor="end")?>(\d\d-\d\d)<', drawn)
    assert len(names) == 7
    for left, aside, at_its_end, _ in names:
        begins = int(left) + int(aside) - (35 if at_its_end else 0)
        assert 0 <= begins <= width - 35, "a name of five characters, 11 px high"
