"""Published problems, restated in the scenario's tables, give their published answers.

Answers are compared to one part in 100,000: a tier may use a millionth of the tiers before it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import muster
from published import (
    gams_robert,
    gams_trnsport,
    gams_uimp,
    gams_whouse,
    gamspy_clsp,
    industryor_quarterly,
    mamo_sailco,
    williams_distribution,
    williams_economy,
)
from published.write import Settings, Tables, write

Restatement = Callable[[], tuple[Tables, Settings]]

ANSWERS: dict[str, tuple[Restatement, str, float]] = {
    "gams-trnsport": (gams_trnsport.scenario, "cost", 153.675),
    "williams-distribution-1": (williams_distribution.first, "cost", 198500),
    "williams-distribution-2": (williams_distribution.second, "cost", 174000),
    "williams-economy": (williams_economy.scenario, "cost", -1902.21691),
    "gams-robert": (gams_robert.scenario, "value", 11025),
    "gams-whouse": (gams_whouse.scenario, "value", 600),
    "gams-uimp": (gams_uimp.scenario, "value", 1571.0476),
    "mamo-sailco": (mamo_sailco.scenario, "cost", 78450),
    "gamspy-clsp": (gamspy_clsp.scenario, "cost", 1694),
}


def plan_of(folder: Path, restated: tuple[Tables, Settings]) -> muster.Plan:
    return muster.plan(muster.read(write(folder, *restated)))


def tier(plan: muster.Plan, name: str) -> float:
    return {row["name"]: float(row["value"]) for row in plan.summary["tiers"]}[name]


@pytest.mark.parametrize("problem", ANSWERS)
def test_published_answer(problem: str, tmp_path: Path) -> None:
    restate, name, answer = ANSWERS[problem]
    plan = plan_of(tmp_path, restate())
    assert plan.summary["status"] == "optimal"
    assert tier(plan, name) == pytest.approx(answer, rel=1e-5)
    if name == "cost":
        requests = plan.summary["requests"]
        late = [row["late_unit_buckets"] / row["quantity"] for row in requests]
        assert late == pytest.approx([0] * len(requests), abs=1e-5)


@pytest.mark.parametrize(
    ("whole", "charged", "cost"),
    [(True, True, 10755), (True, False, 8505), (False, True, 10750), (False, False, 8500)],
)
def test_industryor_quarterly(whole: bool, charged: bool, cost: float, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, industryor_quarterly.scenario(whole=whole, closing_stock_charged=charged))
    assert tier(plan, "value") == pytest.approx(-cost, rel=1e-5)


def test_distribution_2_closes_newcastle_for_northampton(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, williams_distribution.second())
    built = plan.investments.select("investment", "level").rows()
    assert sorted(name for name, level in built if level > 0.5) == ["enlarge", "open-Northampton"]
    run = plan.operations.select("operation", "level").rows()
    assert [name for name, level in run if level > 0.5] == ["close-Newcastle"]


def test_economy_with_the_stocks_of_its_text_is_a_conflict(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, williams_economy.scenario(williams_economy.TEXT_STOCKS))
    assert plan.summary["status"] == "infeasible"
    conflict = plan.summary["conflict"]
    assert conflict
    assert "reserves" in {row["table"] for row in conflict}


def test_economy_conflict_is_irreducible(tmp_path: Path) -> None:
    """The floors that the conflict names cannot be held together; without any one of them the rest can."""
    tables, settings = williams_economy.scenario(williams_economy.TEXT_STOCKS)

    def status_with(floors: list[dict[str, Any]], folder: str) -> str:
        plan = plan_of(tmp_path / folder, ({**tables, "reserves": floors}, settings))
        return str(plan.summary["status"])

    plan = plan_of(tmp_path / "all", (tables, settings))
    lines = [row["row"] for row in plan.summary["conflict"] if row["table"] == "reserves"]
    named = [tables["reserves"][line - 2] for line in lines]
    assert status_with(named, "named") == "infeasible"
    for floor in named:
        without = [row for row in named if row is not floor]
        assert status_with(without, f"without-{floor['item']}-{floor['from']}") == "optimal"
