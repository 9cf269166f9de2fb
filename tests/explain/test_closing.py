"""Who can close which gap: upper bounds by arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.gaps.any_plan_bound import AnyPlanBound
from muster.explain.gaps.direct_bound import contribution_matrix, gap_contributions, largest_contributions
from muster.explain.gaps.proof import prove_largest
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from stories.story import plan_of


def bounds(plan: muster.Plan) -> dict[tuple[str, str, str], float]:
    return {
        (contribution.party, contribution.kind, contribution.id): round(contribution.quantity, 6)
        for contribution in gap_contributions(plan)
    }


def closed(plan: muster.Plan) -> dict[tuple[str, str], tuple[float, float, float]]:
    """{(kind, id): (part of the gap that closes, late before, late after)}, of all that is proved."""
    contributions = prove_largest(
        AnyPlanBound(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)), gap_contributions(plan)
    )
    return {
        (contribution.kind, contribution.id): (round(p.quantity, 6), round(p.late_before, 6), round(p.late_after, 6))
        for contribution in contributions
        if (p := contribution.proof) is not None
    }


GIVERS = """
    parties: party
    us
    nor
    locations: location, party
    us-depot, us
    nor-depot, nor
    front, ukr
    lanes: lane, origin, destination
    a, us-depot, front
    b, nor-depot, front
    stocks: location, item, quantity
    us-depot, round, 30
    nor-depot, round, 50
    requests: request, location, wants, quantity, due
    r, front, round, 60, 2024-01-01
"""


def test_a_floor_and_a_consent(tmp_path: Path) -> None:
    """10 of us's 30 may go; nor's 50 need its consent. 50 are late: us could add 20, nor 50."""
    more = """
    reserves: location, item, floor
    us-depot, round, 20
    consents: party, wants, holder, decision
    nor, round, nor, undecided
    """
    plan = plan_of(tmp_path / "s", GIVERS + more)
    assert bounds(plan) == {("us", "reserve", "us-depot/round"): 20, ("nor", "consent", "nor/round//nor"): 50}
    assert contribution_matrix(gap_contributions(plan)) == {"r": {"us": 20.0, "nor": 50.0}}
    assert [contribution.party for contribution in largest_contributions(gap_contributions(plan), 1)] == ["nor"]


def test_two_things_that_help_only_together(tmp_path: Path) -> None:
    """nor's 50 lie below its floor and need its consent: neither alone adds anything, both add the 30 that are late."""
    more = """
    reserves: location, item, floor
    nor-depot, round, 50
    consents: party, wants, holder, decision
    nor, round, nor, withheld
    """
    plan = plan_of(tmp_path / "s", GIVERS + more)
    assert bounds(plan) == {("nor", "all", "nor"): 30}


def test_an_investment_and_a_fund(tmp_path: Path) -> None:
    """The line makes 10 a month and is full; 5 more from February on add 10 in three months. The fund is empty."""
    plan = plan_of(
        tmp_path / "s",
        """
        locations: location, party
        works, us
        resources: resource, location
        line, works
        capacities: resource, quantity
        line, 10
        operations: operation, location, unit_cost
        make, works, 0
        paid, works, 2
        operation_resources: operation, resource
        make, line
        operation_items: operation, item, quantity
        make, round, 1
        paid, round, 1
        investments: investment, resource, adds, cost, lead_time
        more, line, 5, 100, 1
        funds: fund, date, amount, party
        purse, 2024-01-01, 0, eu
        fund_uses: fund, of, id
        purse, operation, paid
        purse, investment, more
        requests: request, location, wants, quantity, due
        r, works, round, 60, 2024-01-01
        """,
    )
    quantities = bounds(plan)
    assert quantities["us", "investment", "more"] == 10
    assert quantities["eu", "fund", "purse"] == 50  # what is late at most: the fund would pay for any of it


def test_nothing_on_the_way_and_nothing_in_time_is_not_named(tmp_path: Path) -> None:
    """A floor far off that no lane leads from, and one whose goods would arrive after the horizon, close nothing."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        island, round, 50
        far, round, 50
        front, round, 10
        reserves: location, item, floor
        island, round, 50
        far, round, 50
        lanes: lane, origin, destination, lead_time
        slow, far, front, 5
        requests: request, location, wants, quantity, due
        r, front, round, 60, 2024-01-01
        """,
    )
    assert bounds(plan) == {}


def test_planning_again_gives_what_the_bound_says(tmp_path: Path) -> None:
    """90 asked for, 60 had: us's floor lifted, 20 more can be had, and planning again finds no more."""
    asked = GIVERS.replace("round, 60", "round, 90")
    floor = "    reserves: location, item, floor\n us-depot, round, 20\n"
    limited = plan_of(tmp_path / "s", asked + floor)
    freed = plan_of(tmp_path / "t", asked)
    (contribution,) = gap_contributions(limited)
    gained = freed.served[0].handed_over - limited.served[0].handed_over
    assert (contribution.kind, contribution.quantity, gained) == ("reserve", pytest.approx(20), pytest.approx(20))


def test_the_largest_are_planned_again(tmp_path: Path) -> None:
    """50 of 60 are late for three months: us's floor closes 20 of them, nor's consent all."""
    more = """
    reserves: location, item, floor
    us-depot, round, 20
    consents: party, wants, holder, decision
    nor, round, nor, undecided
    """
    plan = plan_of(tmp_path / "s", GIVERS + more)
    assert closed(plan) == {("reserve", "us-depot/round"): (20, 150, 90), ("consent", "nor/round//nor"): (50, 150, 0)}
    only = prove_largest(
        AnyPlanBound(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)), gap_contributions(plan), 1
    )
    assert [contribution.party for contribution in only if contribution.proof] == ["nor"]


def test_everything_of_a_party_is_planned_again_at_once(tmp_path: Path) -> None:
    more = """
    reserves: location, item, floor
    nor-depot, round, 50
    consents: party, wants, holder, decision
    nor, round, nor, withheld
    """
    plan = plan_of(tmp_path / "s", GIVERS + more)
    assert closed(plan) == {("all", "nor"): (30, 90, 0)}


def test_a_fund_is_planned_again_as_filled(tmp_path: Path) -> None:
    """Things cost 2, there is money for 10 of 20: filled, all are made in January."""
    story = """
    operations: operation, location, unit_cost
    make, works, 2
    operation_items: operation, item, quantity
    make, thing, 1
    funds: fund, date, amount, party
    chest, 2024-01-01, 20, us
    fund_uses: fund, of, id
    chest, operation, make
    requests: request, location, wants, quantity, due
    r, works, thing, 20, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", story)
    assert closed(plan) == {("fund", "chest"): (10, 30, 0)}
