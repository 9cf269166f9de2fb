"""Worths against the dual prices of published problems."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.bottlenecks.search import find_bottlenecks
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import ChangeSize
from muster.solve.reoptimize import Reoptimizer
from published import gams_trnsport
from published.write import write
from stories.story import plan_of, tier

GLASS = """
    operations: operation, location
    door, works
    window, works
    operation_items: operation, item, quantity
    door, doors, 1
    window, windows, 1
    operation_resources: operation, resource, quantity
    door, plant-1, 1
    door, plant-3, 3
    window, plant-2, 2
    window, plant-3, 2
    resources: resource, location
    plant-1, works
    plant-2, works
    plant-3, works
    capacities: resource, quantity
    plant-1, 4
    plant-2, 12
    plant-3, 18
    requests: request, location, wants, quantity, due, value
    d, works, doors, 100, 2024-01-01, 3
    w, works, windows, 100, 2024-01-01, 5
"""
"""Wyndor Glass (Hillier and Lieberman, Introduction to Operations Research): 2 doors and 6 windows gain 36."""

SHADOW_PRICES = {"plant-1": 0.0, "plant-2": 1.5, "plant-3": 1.0}
"""The book's: an hour more in a plant gains so much."""


def test_shadow_prices_of_wyndor_glass(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", GLASS, buckets=1, objective="value")
    assert tier(plan, "value") == pytest.approx(36)
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    (duals,) = reoptimizer.tier_reoptimizer.tier_duals("value")
    for relaxation in relaxations:
        if relaxation.kind == "capacity":
            ((_, worth, _),) = relaxations.worths(relaxation, duals)
            per_unit = float(worth @ relaxation.bound_sets[0].unit_shift) * duals.unit
            assert per_unit == pytest.approx(SHADOW_PRICES[relaxation.id])
            # One hour more stays within the range in which the book's prices hold.
            bounds = relaxations.relaxed_bounds([relaxation], ChangeSize.ONE_UNIT)
            reoptimized = reoptimizer.tier_reoptimizer.solve(bounds, "value")
            assert -reoptimized.values["value"] == pytest.approx(36 + SHADOW_PRICES[relaxation.id])
    late_request = find_bottlenecks(reoptimizer, relaxations, "w")[0]
    capacities = [bottleneck for bottleneck in late_request.bottlenecks if bottleneck.kind == "capacity"]
    worths = {bottleneck.id: bottleneck.worth for bottleneck in capacities}
    assert worths["plant-2"] == pytest.approx(1.5)
    assert "plant-1" not in worths


def test_marginals_of_the_transport_problem(tmp_path: Path) -> None:
    """GAMS prints 0.225, 0.153 and 0.126 for one case more at each market, and nothing for either plant."""
    plan = muster.plan(muster.read(write(tmp_path, *gams_trnsport.scenario())))
    assert plan.program is not None
    assert plan.levels is not None
    through_cost = [proof for proof in plan.proofs if proof.tier != "calm"]
    duals = Reoptimizer(plan.program, through_cost, plan.levels).tier_duals("cost")[-1]

    network, prices = plan.program.network, {}
    for balance in network.balances.family_members("stock"):
        (row,) = range(plan.program.rows)[plan.program.rows_of(balance)]
        prices[network.balances.key[balance][0]] = (
            abs(float(duals.rows[row])) * duals.unit / plan.program.row_scale[row]
        )
    assert prices == pytest.approx(
        {"new-york": 0.225, "chicago": 0.153, "topeka": 0.126, "seattle": 0, "san-diego": 0}, abs=1e-9
    )
