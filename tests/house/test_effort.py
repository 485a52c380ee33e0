"""feedhub takes no more than it did at the last release: counted in instructions, so that no busy machine fails it."""

import json
import os
import subprocess
import sys

import pytest

import effort

PROGRAM = effort.__file__
BUDGET = effort.budgets().get(effort.VERSION)
MORE = 1.15
"""So many times the budget is still the same: what is counted is the same at every run, but libraries move a little."""


@pytest.mark.skipif(sys.platform != "linux", reason="the origin wants an address of 127/8 for each feed")
@pytest.mark.skipif(BUDGET is None, reason="no budget for this version of Python: make bless")
def test_no_stage_takes_more_instructions_than_at_the_last_release() -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert BUDGET is not None
    assert found.keys() == BUDGET.keys()
    over = {stage: f"{found[stage]} for {budget}" for stage, budget in BUDGET.items() if found[stage] > MORE * budget}
    assert over == {}, "instructions a feed; where it is worth it, `make bless` makes it the budget"
