"""Everything at once: what is found does not depend on what else is asked, or on what runs beside it."""

from __future__ import annotations

from pathlib import Path

from muster.explain import explain
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.what_if.decisions import find_decisions
from stories.story import plan_of

STORY = """
    parties: party
    us
    nor
    locations: location, party
    works, us
    depot, nor
    front, ukr
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 10
    lanes: lane, origin, destination
    a, works, front
    b, depot, front
    stocks: location, item, quantity
    depot, thing, 20
    consents: party, wants, holder, decision
    nor, thing, nor, undecided
    requests: request, location, wants, quantity, due
    r, front, thing, 40, 2024-01-01
"""


def test_all_requests_together_as_each_by_itself(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", STORY)
    whole = explain(plan)
    assert whole.late_requests == explain(plan, "r").late_requests
    assert whole.decisions == find_decisions(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    # 30, 20 and 10 of 40 are late at 10 a month; nor's 20 are late no longer.
    (decision,) = whole.decisions
    assert (decision.id, round(decision.late_before, 6), round(decision.late_after, 6)) == ("nor/thing//nor", 60, 10)
