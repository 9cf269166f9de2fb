"""Whatever road the solver takes to a plan, every tier comes to the same value, with a proof."""

from __future__ import annotations

import subprocess
import sys
from math import inf
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.network.graph import Array
from muster.program import Program
from muster.program.compile import Objective
from muster.risk import uncertain_inputs_of
from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
from muster.solve import lexicographic, weighted_start
from muster.solve.highs import HighsModel, SolveOutcome
from muster.solve.weighted_start import INTERIOR_COLUMNS, weighted_objective
from naive.strategies import random_scenario
from properties.planned import differing, scenario_of, tiers_of

ROOT = Path(__file__).parents[2]
SEEDS = (3, 8, 21)


def planned(seed: int, method: str = "auto") -> dict[str, float]:
    """The values of a random scenario's tiers, proved."""
    plan = muster.plan(scenario_of(*random_scenario(seed)), method=method)
    assert plan.status == "optimal"
    return tiers_of(plan)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("method", ["simplex", "interior"])
def test_either_method(seed: int, method: str) -> None:
    assert not differing(planned(seed), planned(seed, method))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("method", ["simplex", "interior"])
def test_where_all_tiers_at_once_lead_nowhere(seed: int, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    best = planned(seed)
    monkeypatch.setattr(HighsModel, "reach_optimal_basis", lambda *_given, **_named: False)
    assert not differing(best, planned(seed, method))


@pytest.mark.parametrize("seed", SEEDS)
def test_where_a_tier_takes_too_long_from_there(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where the first tier ends one iteration is too few for the others: they are solved from nothing."""
    best = planned(seed)
    resets: list[lexicographic.OptimalFace] = []
    solve, reset_model = HighsModel.solve, lexicographic._LexicographicSolve._reset_model

    def hurried(
        self: HighsModel, algorithm: str, seconds: float = inf, integer: bool = False, iterations: float = inf
    ) -> SolveOutcome:
        return solve(self, algorithm, seconds, integer, min(iterations, 1) if iterations < inf else inf)

    def counted(self: lexicographic._LexicographicSolve, face: lexicographic.OptimalFace) -> None:
        resets.append(face)
        reset_model(self, face)

    monkeypatch.setattr(
        weighted_start, "weighted_objective", lambda program, names, ratio: program.objective(names[0]).costs
    )
    monkeypatch.setattr(HighsModel, "solve", hurried)
    monkeypatch.setattr(lexicographic._LexicographicSolve, "_reset_model", counted)
    assert not differing(best, planned(seed))
    assert resets


class SeparateTiers:
    """A program in which each tier has one column of its own, at a cost of 1."""

    def __init__(self, tiers: int, columns: int) -> None:
        self.tiers, self.columns = tiers, columns

    def objective(self, tier: str) -> Objective:
        costs = np.zeros(self.columns)
        costs[int(tier)] = 1.0
        return Objective(tier, costs, 1.0)


@pytest.mark.parametrize("ratio", [0.05, 0.02])
@pytest.mark.parametrize("tiers", [1, 3, 9, 27])
def test_what_each_tier_counts(tiers: int, ratio: float) -> None:
    """A twentieth, say, of the one before; of many the last as much as the last of nine."""
    costs = weighted_objective(SeparateTiers(tiers, 100), [str(index) for index in range(tiers)], ratio)[:tiers]  # type: ignore[arg-type]
    assert (np.diff(costs) < 0).all()
    assert costs[-1] / costs[0] == pytest.approx(ratio ** (min(tiers, 9) - 1))


@pytest.mark.parametrize(("small", "ratio"), [(INTERIOR_COLUMNS, 0.05), (0, 0.02)])
def test_large_programs_are_approached_from_nothing_by_a_fiftieth(
    small: int, ratio: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = planned(SEEDS[0])
    ratios: list[float] = []

    def noted(program: Program, names: list[str], ratio: float) -> Array:
        ratios.append(ratio)
        return weighted_objective(program, names, ratio)

    for module in (lexicographic, weighted_start):
        monkeypatch.setattr(module, "INTERIOR_COLUMNS", small)
    monkeypatch.setattr(weighted_start, "weighted_objective", noted)
    assert not differing(best, planned(SEEDS[0]))
    assert ratios == [ratio]


def test_a_program_whose_figures_lie_far_apart_is_proved(tmp_path: Path) -> None:
    """A drawn world of the group of 1e4: a solver content with dual infeasibilities of 1e-7 leaves it unproved."""
    make = [sys.executable, ROOT / "benchmarks" / "groups.py", "--size", "1e4", str(tmp_path / "group")]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    group = muster.read(tmp_path / "group")
    assert group.calendar is not None
    figures = [
        uncertain_input
        for uncertain_input in uncertain_inputs_of(group)
        if uncertain_input.of in ("resource", "receipt")
    ]
    for index in (0, 4):
        world = apply_draw(group, figures, sample_inputs(figures, 1, index, group.calendar))
        assert muster.plan(world).status == "optimal"
