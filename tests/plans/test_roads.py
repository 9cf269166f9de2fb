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
from muster.risk import figures_of
from muster.risk.sampling.sampled_scenario import draw, turned_out
from muster.solve import lexicographic as tiers
from muster.solve import weighted_start as at_once
from muster.solve.highs import Engine, Outcome
from muster.solve.weighted_start import INTERIOR_COLUMNS, all_at_once
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
    monkeypatch.setattr(Engine, "approach", lambda *_given, **_named: False)
    assert not differing(best, planned(seed, method))


@pytest.mark.parametrize("seed", SEEDS)
def test_where_a_tier_takes_too_long_from_there(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where the first tier ends one iteration is too few for the others: they are solved from nothing."""
    best = planned(seed)
    begun: list[tiers.Face] = []
    solve, anew = Engine.solve, tiers._Run._begin_anew

    def hurried(
        self: Engine, method: str, seconds: float = inf, whole: bool = False, iterations: float = inf
    ) -> Outcome:
        return solve(self, method, seconds, whole, min(iterations, 1) if iterations < inf else inf)

    def counted(self: tiers._Run, face: tiers.Face) -> None:
        begun.append(face)
        anew(self, face)

    monkeypatch.setattr(at_once, "all_at_once", lambda program, names, fade: program.objective(names[0]).costs)
    monkeypatch.setattr(Engine, "solve", hurried)
    monkeypatch.setattr(tiers._Run, "_begin_anew", counted)
    assert not differing(best, planned(seed))
    assert begun


class Apart:
    """A program in which each tier has one column of its own, at a cost of 1."""

    def __init__(self, tiers: int, columns: int) -> None:
        self.tiers, self.columns = tiers, columns

    def objective(self, tier: str) -> Objective:
        costs = np.zeros(self.columns)
        costs[int(tier)] = 1.0
        return Objective(tier, costs, 1.0)


@pytest.mark.parametrize("fade", [0.05, 0.02])
@pytest.mark.parametrize("tiers", [1, 3, 9, 27])
def test_what_each_tier_counts(tiers: int, fade: float) -> None:
    """A twentieth, say, of the one before; of many the last as much as the last of nine."""
    costs = all_at_once(Apart(tiers, 100), [str(place) for place in range(tiers)], fade)[:tiers]  # type: ignore[arg-type]
    assert (np.diff(costs) < 0).all()
    assert costs[-1] / costs[0] == pytest.approx(fade ** (min(tiers, 9) - 1))


@pytest.mark.parametrize(("small", "fade"), [(INTERIOR_COLUMNS, 0.05), (0, 0.02)])
def test_large_programs_are_approached_from_nothing_by_a_fiftieth(
    small: int, fade: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = planned(SEEDS[0])
    fades: list[float] = []

    def noted(program: Program, names: list[str], fade: float) -> Array:
        fades.append(fade)
        return all_at_once(program, names, fade)

    for module in (tiers, at_once):
        monkeypatch.setattr(module, "INTERIOR_COLUMNS", small)
    monkeypatch.setattr(at_once, "all_at_once", noted)
    assert not differing(best, planned(SEEDS[0]))
    assert fades == [fade]


def test_a_program_whose_figures_lie_far_apart_is_proved(tmp_path: Path) -> None:
    """A drawn world of the group of 1e4: a solver content with dual infeasibilities of 1e-7 leaves it unproved."""
    make = [sys.executable, ROOT / "benchmarks" / "groups.py", "--size", "1e4", str(tmp_path / "group")]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    group = muster.read(tmp_path / "group")
    assert group.calendar is not None
    figures = [one for one in figures_of(group) if one.of in ("resource", "receipt")]
    for index in (0, 4):
        world = turned_out(group, figures, draw(figures, 1, index, group.calendar))
        assert muster.plan(world).status == "optimal"
