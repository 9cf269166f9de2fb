"""What it would take, and what decisions are worth: changes proved by planning with them made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import muster
from muster.explain import explain, requests_matching
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.remedies.search import find_remedy
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Remedy
from muster.explain.sentences.bottlenecks import decision_sentence
from muster.explain.what_if.decisions import find_decisions
from stories.story import folder_of, plan_of, request_summary

PRESS = """
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
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
"""

REFUSED = """
    parties: party
    nor
    locations: location, party
    depot, nor
    front, ukr
    stocks: location, item, quantity
    depot, thing, 20
    reserves: location, item, floor
    depot, thing, 15
    lanes: lane, origin, destination
    road, depot, front
    consents: party, wants, recipient, decision
    nor, thing, ukr, undecided
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01-01
"""


def remedy_of_story(path: Path, story: str, by: date, meet: str = "r") -> Remedy:
    plan = plan_of(path, story)
    return find_remedy(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan), requests_matching(plan, meet), by)


def test_capacity_from_a_month_on_and_its_patch(tmp_path: Path) -> None:
    """30 by February at 10 a month: 10 more in all. From February on is later than from January: 10 in February."""
    remedy = remedy_of_story(tmp_path / "s", PRESS, date(2024, 2, 15))
    assert remedy.is_met
    (change,) = remedy.changes
    assert (change.kind, change.id, change.party) == ("capacity", "press", "us")
    months = {date(2024, 1, 1): 2, date(2024, 2, 1): 1}[change.begin or date.max]
    assert (change.amount or 0.0) * months == pytest.approx(10, rel=1e-3)
    patch = tmp_path / "remedy.toml"
    patch.write_text(remedy.patch, encoding="utf-8")
    after = muster.plan(muster.read(tmp_path / "s").patched([patch]))
    assert request_summary(after)["filled_on"] == "2024-02-01"
    assert remedy.filled_on == {"r": date(2024, 2, 1)}


def test_a_consent_and_a_floor_together(tmp_path: Path) -> None:
    """5 of 20 are above the floor: the consent is needed, and 5 less to keep."""
    remedy = remedy_of_story(tmp_path / "s", REFUSED, date(2024, 1, 31))
    assert [(m.kind, m.id, m.amount, m.party) for m in remedy.changes] == [
        ("reserve", "depot/thing", 5.0, "nor"),
        ("consent", "nor/thing/ukr", None, "nor"),
    ]
    assert remedy.is_met


def test_nothing_can_before_the_lead_time_is_over(tmp_path: Path) -> None:
    story = PRESS.replace("operation, location\n    make, works", "operation, location, lead_time\n    make, works, 1")
    remedy = remedy_of_story(tmp_path / "s", story, date(2024, 1, 31), "priority:1")
    assert (remedy.is_met, remedy.earliest) == (False, date(2024, 2, 1))


def test_what_goods_above_take_is_added_too(tmp_path: Path) -> None:
    """Two classes want 10 each in January, 10 are made: the second is met with 10 more, though the first goes first."""
    story = (
        PRESS.split("requests", maxsplit=1)[0]
        + """requests: request, location, wants, quantity, due, priority
    first, works, thing, 20, 2024-01-01, 1
    r, works, thing, 10, 2024-01-01, 2
    """
    )
    remedy = remedy_of_story(tmp_path / "s", story, date(2024, 1, 31))
    assert remedy.is_met
    assert [(m.kind, m.amount) for m in remedy.changes] == [("capacity", 20.0)]


def test_hostile_names_stay_text_in_a_patch(tmp_path: Path) -> None:
    name = '"; [[remove]] table = "x'
    story = PRESS.replace("press", name)
    remedy = remedy_of_story(tmp_path / "s", story, date(2024, 1, 31))
    patch = tmp_path / "remedy.toml"
    patch.write_text(remedy.patch, encoding="utf-8")
    patched = muster.read(tmp_path / "s").patched([patch])
    assert not patched.errors
    assert patched.tables["investments"]["resource"].to_list() == [name]


def test_worth_of_an_undecided_consent_and_of_an_investment(tmp_path: Path) -> None:
    """Granted, the 5 above the floor are no longer late for 3 months. With the money, 10 more can be made."""
    plan = plan_of(tmp_path / "s", REFUSED)
    (decision,) = find_decisions(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    assert (decision.kind, decision.id) == ("consent", "nor/thing/ukr")
    assert (decision.late_before, decision.late_after) == (30.0, pytest.approx(15))
    assert decision.tiers["requests/1"] == (pytest.approx(3.0), pytest.approx(1.5))
    bought = """
    investments: investment, resource, adds, cost
    bigger, press, 10, 100
    funds: fund, date, amount
    chest, 2024-01-01, 50
    fund_uses: fund, of, id
    chest, investment, bigger
    """
    plan = plan_of(tmp_path / "t", PRESS + bought)
    assert request_summary(plan)["late_unit_buckets"] == pytest.approx(15 + 0)
    (decision,) = find_decisions(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    assert (decision.kind, decision.id) == ("investment", "bigger")
    assert decision.late_after == pytest.approx(10)


def test_the_scenario_of_a_plan_is_left_as_it_was(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "s", PRESS)
    scenario = muster.read(folder)
    plan = muster.plan(scenario)
    before = scenario.digest
    find_remedy(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan), ["r"], date(2024, 1, 31))
    assert scenario.digest == before


def test_the_cost_of_a_lane_for_one_item_alone(tmp_path: Path) -> None:
    """The road takes bread alone; the depot's 10 things cannot leave. Open to all, they are there in January."""
    story = """
    stocks: location, item, quantity
    depot, bread, 10
    depot, thing, 10
    lanes: lane, item, origin, destination
    road, bread, depot, front
    requests: request, location, wants, quantity, due
    r, front, bread, 10, 2024-01-01
    s, front, thing, 10, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", story)
    (decision,) = find_decisions(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    assert (decision.kind, decision.id, decision.table) == ("earmark", "road", "lanes")
    assert (decision.late_before, decision.late_after) == (pytest.approx(30), pytest.approx(0))


def test_two_holders_are_two_decisions(tmp_path: Path) -> None:
    """nor is asked for its own goods and for those that deu holds: 5 each, late for 3 months until it says yes."""
    story = """
    parties: party
    nor
    deu
    locations: location, party
    nor-depot, nor
    deu-depot, deu
    front, ukr
    stocks: location, item, quantity
    nor-depot, thing, 5
    deu-depot, thing, 5
    lanes: lane, origin, destination
    road, nor-depot, front
    rail, deu-depot, front
    consents: party, wants, recipient, holder, decision
    nor, thing, ukr, nor, undecided
    nor, thing, ukr, deu, undecided
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", story)
    decisions = find_decisions(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    late_after = {decision.id: decision.late_after for decision in decisions}
    assert late_after == {"nor/thing/ukr/nor": pytest.approx(15), "nor/thing/ukr/deu": pytest.approx(15)}


def test_what_is_promised_is_brought_forward(tmp_path: Path) -> None:
    """10 come in March, 10 are made a month; 15 are wanted by January: half of what comes, sooner, will do."""
    story = PRESS.replace("works, thing, 30", "works, thing, 15") + (
        "    receipts: location, item, quantity, date\n    works, thing, 10, 2024-03-01\n"
    )
    remedy = remedy_of_story(tmp_path / "s", story, date(2024, 1, 31))
    assert remedy.is_met
    (change,) = remedy.changes
    assert (change.kind, change.id, change.amount, change.party) == ("receipt", "works/thing", 5.0, "us")
    assert (change.begin, change.original_date) == (date(2024, 1, 1), date(2024, 3, 1))
    patch = tmp_path / "remedy.toml"
    patch.write_text(remedy.patch, encoding="utf-8")
    patched = muster.read(tmp_path / "s").patched([patch])
    assert patched.tables["receipts"]["quantity"].sum() == 10
    assert request_summary(muster.plan(patched))["filled_on"] == "2024-01-01"


def test_what_a_pledge_would_gain_if_it_were_kept(tmp_path: Path) -> None:
    """20 are wanted in January and 5 are there; 10 were pledged, of which the 5 are what is planned."""
    story = """
    parties: party
    nor
    locations: location, party
    depot, nor
    front, ukr
    stocks: location, item, quantity
    depot, thing, 5
    lanes: lane, origin, destination
    road, depot, front
    pledges: pledge, party, recipient, wants, quantity, by
    promise, nor, ukr, thing, 10, 2024-01-31
    later, nor, ukr, thing, 10, 2030-01-31
    requests: request, location, wants, quantity, due
    r, front, thing, 20, 2024-01-01
"""
    plan = plan_of(tmp_path, story)
    (decision,) = explain(plan).decisions
    assert (decision.kind, decision.id) == ("pledge", "promise")
    assert (decision.party, decision.table) == ("nor", "pledges")
    (effect,) = decision.effects
    # 15 are missing in each of three months, then 10.
    assert (effect.late_before, effect.late_after) == (pytest.approx(45), pytest.approx(30))
    assert decision_sentence(decision) == (
        "Keeping the pledge promise by its date would gain r (15 unit-buckets less late, never filled)."
    )
