"""All relaxations of a plan's program, from the tables of its scenario."""

from __future__ import annotations

from muster.explain.relaxations.availability import availability_relaxations
from muster.explain.relaxations.bound_sets import BoundSetBuilder
from muster.explain.relaxations.capacity import capacity_relaxations
from muster.explain.relaxations.relaxation import RelaxationSet
from muster.explain.relaxations.supply import supply_relaxations
from muster.plans import Plan


def relaxations_of_plan(plan: Plan) -> RelaxationSet:
    """Everything in the tables of a whole plan that is relaxed by moving bounds."""
    assert plan.blueprint is not None
    assert plan.program is not None
    builder = BoundSetBuilder(plan.blueprint, plan.program)
    members = *capacity_relaxations(builder), *supply_relaxations(builder), *availability_relaxations(builder)
    return RelaxationSet(plan.program, members)
