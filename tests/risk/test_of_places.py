"""Stocks, receipts and consents in the table itself: ids made of several."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.risk.sampling.sampled_scenario import apply_draw
from muster.risk.sampling.uncertain_input import read_uncertain_inputs
from risk.test_worlds import STORY
from scenario.small import only_problem, scenario
from stories.story import folder_of

ROWS = """uncertainties: of, id, column, distribution, p1, p2, applies
stock, depot/pump, quantity, uniform, 0.5, 1, factor
receipt, depot/pump, date, uniform, 0, 3, shift
consent, us/pump/us, decision, bernoulli, 0.5, , value
"""


def test_they_are_read_and_drawn(tmp_path: Path) -> None:
    today = muster.read(folder_of(tmp_path, STORY + ROWS))
    assert not today.errors
    inputs = read_uncertain_inputs(today)
    drawn = {"consent": 1.0, "receipt": 1.0, "stock": 0.5}
    world = apply_draw(today, inputs, [drawn[uncertain.of] for uncertain in inputs])
    assert world.tables["consents"]["decision"].to_list() == ["granted"]
    assert [str(day) for day in world.tables["receipts"]["date"]] == ["2024-03-10", "2024-02-10"]
    assert world.tables["stocks"]["quantity"].to_list() == [4.0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("stock,depot/valve,quantity,fixed,1,,", "UNC-007"),
        ("stock,depot,quantity,fixed,1,,", "UNC-007"),
        ("consent,AAA/pump/BBB,decision,fixed,1,,value", "UNC-007"),
        ("stock,depot/pump,weight,fixed,1,,", "UNC-006"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, row: str, code: str) -> None:
    problem = only_problem(
        scenario(tmp_path, {"uncertainties.csv": "of,id,column,distribution,p1,p2,applies\n" + row + "\n"}), code
    )
    assert problem.row == 2
