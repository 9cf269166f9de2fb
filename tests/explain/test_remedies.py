"""What it would take, and what decisions are worth: changes proved by planning with them made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import muster
from muster.explain import asked, explain
from muster.explain.pipeline import factors_of
from muster.explain.remedies.search import remedy
from muster.explain.request_lateness import Chain
from muster.explain.results import Remedy
from muster.explain.sentences.bottlenecks import decision
from muster.explain.what_if.decisions import Decisions
from stories.story import folder_of, plan_of, told

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


def found(path: Path, story: str, by: date, meet: str = "r") -> Remedy:
    plan = plan_of(path, story)
    return remedy(plan, Chain.of(plan), factors_of(plan), asked(plan, meet), by)


def test_capacity_from_a_month_on_and_its_patch(tmp_path: Path) -> None:
    """30 by February at 10 a month: 10 more in all. From February on is later than from January: 10 in February."""
    one = found(tmp_path / "s", PRESS, date(2024, 2, 15))
    assert one.met
    (measure,) = one.measures
    assert (measure.kind, measure.id, measure.party) == ("capacity", "press", "us")
    months = {date(2024, 1, 1): 2, date(2024, 2, 1): 1}[measure.begin or date.max]
    assert (measure.by or 0.0) * months == pytest.approx(10, rel=1e-3)
    patch = tmp_path / "remedy.toml"
    patch.write_text(one.patch, encoding="utf-8")
    after = muster.plan(muster.read(tmp_path / "s").patched([patch]))
    assert told(after)["filled_on"] == "2024-02-01"
    assert one.filled == {"r": date(2024, 2, 1)}


def test_a_consent_and_a_floor_together(tmp_path: Path) -> None:
    """5 of 20 are above the floor: the consent is needed, and 5 less to keep."""
    one = found(tmp_path / "s", REFUSED, date(2024, 1, 31))
    assert [(m.kind, m.id, m.by, m.party) for m in one.measures] == [
        ("reserve", "depot/thing", 5.0, "nor"),
        ("consent", "nor/thing/ukr", None, "nor"),
    ]
    assert one.met


def test_nothing_can_before_the_lead_time_is_over(tmp_path: Path) -> None:
    story = PRESS.replace("operation, location\n    make, works", "operation, location, lead_time\n    make, works, 1")
    one = found(tmp_path / "s", story, date(2024, 1, 31), "priority:1")
    assert (one.met, one.earliest) == (False, date(2024, 2, 1))


def test_what_goods_above_take_is_added_too(tmp_path: Path) -> None:
    """Two classes want 10 each in January, 10 are made: the second is met with 10 more, though the first goes first."""
    story = (
        PRESS.split("requests", maxsplit=1)[0]
        + """requests: request, location, wants, quantity, due, priority
    first, works, thing, 20, 2024-01-01, 1
    r, works, thing, 10, 2024-01-01, 2
    """
    )
    one = found(tmp_path / "s", story, date(2024, 1, 31))
    assert one.met
    assert [(m.kind, m.by) for m in one.measures] == [("capacity", 20.0)]


def test_hostile_names_stay_text_in_a_patch(tmp_path: Path) -> None:
    name = '"; [[remove]] table = "x'
    story = PRESS.replace("press", name)
    one = found(tmp_path / "s", story, date(2024, 1, 31))
    patch = tmp_path / "remedy.toml"
    patch.write_text(one.patch, encoding="utf-8")
    patched = muster.read(tmp_path / "s").patched([patch])
    assert not patched.errors
    assert patched.tables["investments"]["resource"].to_list() == [name]


def test_worth_of_an_undecided_consent_and_of_an_investment(tmp_path: Path) -> None:
    """Granted, the 5 above the floor are no longer late for 3 months. With the money, 10 more can be made."""
    plan = plan_of(tmp_path / "s", REFUSED)
    (one,) = Decisions(Chain.of(plan), factors_of(plan)).found()
    assert (one.kind, one.id, one.late_before, one.late_after) == ("consent", "nor/thing/ukr", 30.0, pytest.approx(15))
    assert one.tiers["requests/1"] == (pytest.approx(3.0), pytest.approx(1.5))
    bought = """
    investments: investment, resource, adds, cost
    bigger, press, 10, 100
    funds: fund, date, amount
    chest, 2024-01-01, 50
    fund_uses: fund, of, id
    chest, investment, bigger
    """
    plan = plan_of(tmp_path / "t", PRESS + bought)
    assert told(plan)["late_unit_buckets"] == pytest.approx(15 + 0)
    (one,) = Decisions(Chain.of(plan), factors_of(plan)).found()
    assert (one.kind, one.id) == ("investment", "bigger")
    assert one.late_after == pytest.approx(10)


def test_the_scenario_of_a_plan_is_left_as_it_was(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "s", PRESS)
    scenario = muster.read(folder)
    plan = muster.plan(scenario)
    before = scenario.digest
    remedy(plan, Chain.of(plan), factors_of(plan), ["r"], date(2024, 1, 31))
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
    (one,) = Decisions(Chain.of(plan), factors_of(plan)).found()
    assert (one.kind, one.id, one.table) == ("earmark", "road", "lanes")
    assert (one.late_before, one.late_after) == (pytest.approx(30), pytest.approx(0))


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
    found = {one.id: one.late_after for one in Decisions(Chain.of(plan), factors_of(plan)).found()}
    assert found == {"nor/thing/ukr/nor": pytest.approx(15), "nor/thing/ukr/deu": pytest.approx(15)}


def test_what_is_promised_is_brought_forward(tmp_path: Path) -> None:
    """10 come in March, 10 are made a month; 15 are wanted by January: half of what comes, sooner, will do."""
    story = PRESS.replace("works, thing, 30", "works, thing, 15") + (
        "    receipts: location, item, quantity, date\n    works, thing, 10, 2024-03-01\n"
    )
    one = found(tmp_path / "s", story, date(2024, 1, 31))
    assert one.met
    (measure,) = one.measures
    assert (measure.kind, measure.id, measure.by, measure.party) == ("receipt", "works/thing", 5.0, "us")
    assert (measure.begin, measure.instead) == (date(2024, 1, 1), date(2024, 3, 1))
    patch = tmp_path / "remedy.toml"
    patch.write_text(one.patch, encoding="utf-8")
    patched = muster.read(tmp_path / "s").patched([patch])
    assert patched.tables["receipts"]["quantity"].sum() == 10
    assert told(muster.plan(patched))["filled_on"] == "2024-01-01"


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
    (found,) = explain(plan).decisions
    assert (found.kind, found.id, found.party, found.table) == ("pledge", "promise", "nor", "pledges")
    (effect,) = found.effects
    # 15 are missing in each of three months, then 10.
    assert (effect.late_before, effect.late_after) == (pytest.approx(45), pytest.approx(30))
    assert decision(found) == (
        "Keeping the pledge promise by its date would gain r (15 unit-buckets less late, never filled)."
    )
