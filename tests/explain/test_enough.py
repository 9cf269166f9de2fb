"""How much more of a thing is enough: sizes that arithmetic gives, and that a little less is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import muster
from explain.test_remedy_changes import CASES, MAKE
from muster.explain import explain
from muster.explain.pipeline import factors_of
from muster.explain.request_lateness import Chain
from muster.explain.results import Bottleneck
from muster.explain.sentences.bottlenecks import enough
from stories.story import plan_of

LINE = """
    operations: operation, location
    make, works
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 10
"""
REQUESTS = "    requests: request, location, wants, quantity, due, priority\n"


def first(plan: muster.Plan, request: str = "r") -> Bottleneck:
    """What gains a request most and has a size."""
    held = next(one for one in explain(plan, request).held if one.request == request)
    return next(one for one in held.bottlenecks if one.enough is not None)


@pytest.mark.parametrize(
    ("asked", "by", "begin"),
    [
        # Of 30 in January 10 can be made.
        ("r, works, thing, 30, 2024-01-01, 1", 20, date(2024, 1, 1)),
        # Of 45 by March 30 can be made: 5 a month.
        ("r, works, thing, 45, 2024-03-01, 1", 5, date(2024, 1, 1)),
        # Of 33.3 in January: 23.3, told as 24.
        ("r, works, thing, 33.3, 2024-01-01, 1", 24, date(2024, 1, 1)),
    ],
)
def test_the_size_is_what_arithmetic_says(tmp_path: Path, asked: str, by: float, begin: date) -> None:
    plan = plan_of(tmp_path, MAKE + LINE + REQUESTS + f"    {asked}\n")
    found = first(plan)
    assert found.enough is not None
    assert (found.kind, found.enough.by, found.enough.begin) == ("capacity", by, begin)
    assert found.enough.effect.late_after == pytest.approx(0, abs=1e-6)
    (sentence,) = enough(found)
    assert sentence == f"{by} more a month from January 2024 would be enough for that."


@pytest.mark.parametrize("name", ["a fund", "a floor", "a lane", "storage", "more of what nothing makes"])
def test_every_kind_that_has_a_size(tmp_path: Path, name: str) -> None:
    story, asked, _by, (kind, id_, size), filled = CASES[name]
    more = ", earliest" if name == "storage" else ""
    asked += ", 2024-03-01" if name == "storage" else ""
    plan = plan_of(tmp_path, f"{story}\n    requests: request, location, wants, quantity, due{more}\n    r, {asked}\n")
    found = first(plan)
    assert found.enough is not None
    assert (found.kind, found.id) == (kind, id_)
    assert found.enough.by == pytest.approx(size)
    assert found.enough.effect.filled_after == date.fromisoformat(filled)
    assert len(enough(found)) == 1


def test_a_little_less_is_not_enough(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, MAKE + LINE + REQUESTS + "    r, works, thing, 45, 2024-03-01, 1\n")
    chain, factors = Chain.of(plan), factors_of(plan)
    (press,) = [one for one in factors if one.name == ("capacity", "press")]
    found = first(plan).enough
    assert found is not None
    less = chain.solve(factors.enlarged(press, 0.9 * found.by, 0), chain.last(chain.wants["r"]), ["r"])
    assert chain.standings(less, ["r"])["r"].late > found.effect.late_after + 1


def test_others_of_the_class_may_take_some_of_it_first(tmp_path: Path) -> None:
    """Both want 20 in January and the line gives 10 a month; a unit for b is worth four of those for a."""
    story = (
        MAKE
        + LINE
        + """    operation_items: operation, item, quantity
    make-big, big, 1
    operations: operation, location
    make-big, works
    operation_resources: operation, resource, quantity
    make-big, press, 4
"""
    )
    plan = plan_of(
        tmp_path, story + REQUESTS + "    a, works, big, 5, 2024-01-01, 1\n    b, works, thing, 20, 2024-01-01, 1\n"
    )
    for request in ("a", "b"):
        found = first(plan, request)
        assert found.enough is not None
        assert found.enough.effect.late_after == pytest.approx(found.widest.effect.late_after, abs=1e-6)
        assert found.enough.by <= 30


@pytest.mark.parametrize(
    "story",
    [
        """
    stocks: location, item, quantity
    works, thing, 50
    lanes: lane, origin, destination, capacity, available_from
    road, works, front, 10, 2024-03-01
    requests: request, location, wants, quantity, due
    r, front, thing, 40, 2024-01-01
""",
        MAKE
        + """    operations: operation, location, maximum, available_from
    make, works, 10, 2024-03-01
    requests: request, location, wants, quantity, due
    r, works, thing, 40, 2024-01-01
""",
    ],
)
def test_what_is_open_in_one_month_of_a_quarter(tmp_path: Path, story: str) -> None:
    """10 can go in March, and 40 are wanted: 30 more a month, of which the quarter has one."""
    found = first(plan_of(tmp_path, story, buckets="2 quarter"))
    assert found.enough is not None
    assert (found.enough.by, found.enough.every) == (30, "month")


def test_a_floor_is_lowered_to_nothing_at_the_most(tmp_path: Path) -> None:
    story = """
    stocks: location, item, quantity
    works, thing, 200
    reserves: location, item, floor
    works, thing, 123
    requests: request, location, wants, quantity, due
    r, works, thing, 200, 2024-01-01
"""
    found = first(plan_of(tmp_path, story))
    assert found.enough is not None
    assert found.enough.by == pytest.approx(123)


def test_things_of_one_id_have_sizes_of_their_own(tmp_path: Path) -> None:
    """Line and operation are both called press; the operation's most is 20, the line gives 10 and then 100."""
    story = """
    operations: operation, location, maximum
    press, works, 20
    operation_items: operation, item, quantity
    press, thing, 1
    operation_resources: operation, resource
    press, press
    resources: resource, location
    press, works
    capacities: resource, quantity, from
    press, 10,
    press, 100, 2024-02-01
    requests: request, location, wants, quantity, due
    r, works, thing, 60, 2024-01-01
"""
    (held,) = explain(plan_of(tmp_path, story), "r").held
    sizes = [one for one in held.bottlenecks if one.enough is not None]
    assert sizes
    for one in sizes:
        assert one.enough is not None
        assert one.enough.effect.late_after == pytest.approx(one.widest.effect.late_after)


def test_an_investment_has_no_size_a_month(tmp_path: Path) -> None:
    story = (
        MAKE
        + LINE
        + """    investments: investment, resource, adds, maximum
    wing, press, 5, 1
"""
    )
    plan = plan_of(tmp_path, story + REQUESTS + "    r, works, thing, 75, 2024-03-01, 1\n")
    (held,) = explain(plan, "r").held
    assert {one.table for one in held.bottlenecks if one.enough is not None} == {"resources"}


def test_a_remedy_prices_money_alike_in_months_and_in_quarters(tmp_path: Path) -> None:
    """A half more money (20 of 40) is less than two thirds more of the line (10 of 15 a quarter)."""
    story = (
        MAKE
        + """    operations: operation, location, unit_cost
    make, works, 2
    own, works, 0
    operation_items: operation, item, quantity
    own, thing, 1
    operation_resources: operation, resource
    own, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 5
    funds: fund, date, amount, party
    chest, 2024-01-01, 40, us
    fund_uses: fund, of, id
    chest, operation, make
    requests: request, location, wants, quantity, due
    r, works, thing, 45, 2024-01-01
"""
    )
    (one,) = explain(plan_of(tmp_path, story, buckets="1 quarter"), meet="r", by=date(2024, 3, 31)).remedies
    (measure,) = one.measures
    assert (measure.kind, measure.by) == ("fund", pytest.approx(20, rel=1e-3))


def test_money_once_in_a_quarter(tmp_path: Path) -> None:
    """Things cost 2 and 20 is there: 20 more, once and not a month, for enough and for the remedy."""
    story, asked, _by, _measure, _filled = CASES["a fund"]
    text = f"{story}\n    requests: request, location, wants, quantity, due\n    r, {asked}\n"
    plan = plan_of(tmp_path, text, buckets="2 quarter")
    found = first(plan)
    assert found.enough is not None
    assert (found.kind, found.enough.by) == ("fund", 20)
    (one,) = explain(plan, meet="r", by=date(2024, 3, 31)).remedies
    (measure,) = one.measures
    assert one.met
    assert measure.by == pytest.approx(20, rel=1e-3)


def test_only_what_gains_most_is_asked_about_where_all_requests_are(tmp_path: Path) -> None:
    story = MAKE + LINE + "    stocks: location, item, quantity\n    works, thing, 5\n"
    plan = plan_of(tmp_path, story + REQUESTS + "    r, works, thing, 45, 2024-03-01, 1\n")
    (every,) = explain(plan).held
    (alone,) = explain(plan, "r").held
    assert [one.enough is not None for one in every.bottlenecks if one.kind != "horizon"] == [True, False]
    sizes = {one.kind: one.enough.by for one in alone.bottlenecks if one.enough is not None}
    assert sizes == {"capacity": pytest.approx(3.4), "stock": 10}
