"""Whatever road the solver takes to a plan, every tier comes to the same value, with a proof."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

import muster
from muster.solve import tiers
from muster.solve.at_once import LEAST, all_at_once
from muster.solve.highs import Engine, Outcome
from naive.strategies import random_scenario
from properties.planned import differing, scenario_of, tiers_of

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

    monkeypatch.setattr(tiers, "all_at_once", lambda program, names: program.objective(names[0]).costs)
    monkeypatch.setattr(Engine, "solve", hurried)
    monkeypatch.setattr(tiers._Run, "_begin_anew", counted)
    assert not differing(best, planned(seed))
    assert begun


def test_many_tiers_each_count_for_something() -> None:
    """The last of 27 counts as little against the first as the last of nine, not nothing."""
    scenario = scenario_of(*random_scenario(3))
    plan = muster.plan(scenario)
    assert plan.program is not None
    assert plan.blueprint is not None
    names = plan.blueprint.tiers
    few, many = all_at_once(plan.program, names[:1]), all_at_once(plan.program, names[:1] * 27)
    assert many.max() <= few.max() / (1 - LEAST ** (1 / 26))
    assert np.count_nonzero(all_at_once(plan.program, names)) >= np.count_nonzero(few)
