"""muster and the naive planner agree on every tier; each plan proves itself, and its goods add up."""

from __future__ import annotations

import pytest

import muster
from muster.tolerances import DUAL, GAP, PRIMAL, TIER_LOSS
from naive.planner import plan as naive_plan
from naive.strategies import random_scenario
from properties.conserved import missing
from properties.planned import differing, plan_of, tiers_of
from published.write import Settings, Tables

AGREE = 2e-5
"""The naive planner holds a tier by a row, and so gives away a little of each."""

CHUNK = 25


CHUNKS = [*((first, False) for first in range(0, 6 * CHUNK, CHUNK)), (0, True), (CHUNK, True)]
"""First seed, and whether whole numbers are planned."""


@pytest.mark.parametrize(("first", "whole"), CHUNKS)
def test_both_planners_agree(first: int, whole: bool) -> None:
    wrong = {}
    for seed in range(first, first + CHUNK):
        tables, settings = random_scenario(seed, whole=whole)
        found = faults(tables, settings)
        if found:
            wrong[seed] = found
    assert wrong == {}


def faults(tables: Tables, settings: Settings) -> list[str]:
    """All that is wrong with muster's plan of a scenario."""
    other, mine = naive_plan(tables, settings), plan_of(tables, settings)
    if other.status != mine.status:
        return [f"naive {other.status}, muster {mine.status}"]
    if not mine.has_solution:
        return []
    apart = [f"{name}: {values}" for name, values in differing(other.tiers, tiers_of(mine), AGREE).items()]
    return apart + unproved(mine) + lost(mine, tables, settings)


def unproved(plan: muster.Plan) -> list[str]:
    """What the certificate leaves open."""
    assert plan.certificate is not None
    certificate, found = plan.certificate, []
    if certificate.primal_residual > PRIMAL:
        found.append(f"primal residual {certificate.primal_residual}")
    if certificate.dual_residual is not None and certificate.dual_residual > DUAL:
        found.append(f"dual residual {certificate.dual_residual}")
    if certificate.gap > GAP:
        found.append(f"gap {certificate.gap}")
    apart = [
        f"{tier.name} {tier.value} is not its bound {tier.bound}"
        for tier in certificate.tiers
        if tier.name != "calm" and abs(tier.value - tier.bound) > TIER_LOSS * max(1.0, abs(tier.value))
    ]
    return found + apart


def lost(plan: muster.Plan, tables: Tables, settings: Settings) -> list[str]:
    """Items that do not add up."""
    left = missing(plan, tables, settings)
    return [f"{item}: {amount} lost" for item, amount in left.items() if abs(amount) > 1e-5]
