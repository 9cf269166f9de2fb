"""How much more of a thing is enough: sizes that arithmetic gives, and that a little less is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import muster
from explain.test_remedy_changes import CASES, MAKE
from muster.explain import explain
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Bottleneck
from muster.explain.sentences.bottlenecks import minimal_increase_sentences
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


def first_with_size(plan: muster.Plan, request: str = "r") -> Bottleneck:
    """What gains a request most and has a size."""
    late_request = next(each for each in explain(plan, request).late_requests if each.request == request)
    return next(bottleneck for bottleneck in late_request.bottlenecks if bottleneck.minimal_increase is not None)


@pytest.mark.parametrize(
    ("request_row", "by", "begin"),
    [
        # Of 30 in January 10 can be made.
        ("r, works, thing, 30, 2024-01-01, 1", 20, date(2024, 1, 1)),
        # Of 45 by March 30 can be made: 5 a month.
        ("r, works, thing, 45, 2024-03-01, 1", 5, date(2024, 1, 1)),
        # Of 33.3 in January: 23.3, told as 24.
        ("r, works, thing, 33.3, 2024-01-01, 1", 24, date(2024, 1, 1)),
    ],
)
def test_the_size_is_what_arithmetic_says(tmp_path: Path, request_row: str, by: float, begin: date) -> None:
    plan = plan_of(tmp_path, MAKE + LINE + REQUESTS + f"    {request_row}\n")
    bottleneck = first_with_size(plan)
    assert bottleneck.minimal_increase is not None
    increase = bottleneck.minimal_increase
    assert (bottleneck.kind, increase.amount, increase.begin) == ("capacity", by, begin)
    assert bottleneck.minimal_increase.effect.late_after == pytest.approx(0, abs=1e-6)
    (sentence,) = minimal_increase_sentences(bottleneck)
    assert sentence == f"{by} more a month from January 2024 would be enough for that."


@pytest.mark.parametrize("name", ["a fund", "a floor", "a lane", "storage", "more of what nothing makes"])
def test_every_kind_that_has_a_size(tmp_path: Path, name: str) -> None:
    story, request_row, _by, (kind, id_, size), filled = CASES[name]
    more = ", earliest" if name == "storage" else ""
    request_row += ", 2024-03-01" if name == "storage" else ""
    plan = plan_of(
        tmp_path, f"{story}\n    requests: request, location, wants, quantity, due{more}\n    r, {request_row}\n"
    )
    bottleneck = first_with_size(plan)
    assert bottleneck.minimal_increase is not None
    assert (bottleneck.kind, bottleneck.id) == (kind, id_)
    assert bottleneck.minimal_increase.amount == pytest.approx(size)
    assert bottleneck.minimal_increase.effect.filled_after == date.fromisoformat(filled)
    assert len(minimal_increase_sentences(bottleneck)) == 1


def test_a_little_less_is_not_enough(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, MAKE + LINE + REQUESTS + "    r, works, thing, 45, 2024-03-01, 1\n")
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    (press,) = [relaxation for relaxation in relaxations if relaxation.name == ("capacity", "press")]
    increase = first_with_size(plan).minimal_increase
    assert increase is not None
    last_tier = reoptimizer.last_tier_of_class(reoptimizer.demands["r"])
    less = reoptimizer.reoptimize(relaxations.enlarged_bounds(press, 0.9 * increase.amount, 0), last_tier, ["r"])
    assert reoptimizer.statuses(less, ["r"])["r"].late > increase.effect.late_after + 1


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
        bottleneck = first_with_size(plan, request)
        assert bottleneck.minimal_increase is not None
        assert bottleneck.minimal_increase.effect.late_after == pytest.approx(
            bottleneck.largest_trial.effect.late_after, abs=1e-6
        )
        assert bottleneck.minimal_increase.amount <= 30


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
    bottleneck = first_with_size(plan_of(tmp_path, story, buckets="2 quarter"))
    assert bottleneck.minimal_increase is not None
    assert (bottleneck.minimal_increase.amount, bottleneck.minimal_increase.per) == (30, "month")


def test_a_floor_is_lowered_to_nothing_at_the_most(tmp_path: Path) -> None:
    story = """
    stocks: location, item, quantity
    works, thing, 200
    reserves: location, item, floor
    works, thing, 123
    requests: request, location, wants, quantity, due
    r, works, thing, 200, 2024-01-01
"""
    bottleneck = first_with_size(plan_of(tmp_path, story))
    assert bottleneck.minimal_increase is not None
    assert bottleneck.minimal_increase.amount == pytest.approx(123)


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
    (late_request,) = explain(plan_of(tmp_path, story), "r").late_requests
    sizes = [bottleneck for bottleneck in late_request.bottlenecks if bottleneck.minimal_increase is not None]
    assert sizes
    for bottleneck in sizes:
        assert bottleneck.minimal_increase is not None
        late_after = bottleneck.largest_trial.effect.late_after
        assert bottleneck.minimal_increase.effect.late_after == pytest.approx(late_after)


def test_an_investment_has_no_size_a_month(tmp_path: Path) -> None:
    story = (
        MAKE
        + LINE
        + """    investments: investment, resource, adds, maximum
    wing, press, 5, 1
"""
    )
    plan = plan_of(tmp_path, story + REQUESTS + "    r, works, thing, 75, 2024-03-01, 1\n")
    (late_request,) = explain(plan, "r").late_requests
    with_size = [bottleneck for bottleneck in late_request.bottlenecks if bottleneck.minimal_increase is not None]
    assert {bottleneck.table for bottleneck in with_size} == {"resources"}


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
    (remedy,) = explain(plan_of(tmp_path, story, buckets="1 quarter"), meet="r", by=date(2024, 3, 31)).remedies
    (change,) = remedy.changes
    assert (change.kind, change.amount) == ("fund", pytest.approx(20, rel=1e-3))


def test_money_once_in_a_quarter(tmp_path: Path) -> None:
    """Things cost 2 and 20 is there: 20 more, once and not a month, for enough and for the remedy."""
    story, request_row, _by, _measure, _filled = CASES["a fund"]
    text = f"{story}\n    requests: request, location, wants, quantity, due\n    r, {request_row}\n"
    plan = plan_of(tmp_path, text, buckets="2 quarter")
    bottleneck = first_with_size(plan)
    assert bottleneck.minimal_increase is not None
    assert (bottleneck.kind, bottleneck.minimal_increase.amount) == ("fund", 20)
    (remedy,) = explain(plan, meet="r", by=date(2024, 3, 31)).remedies
    (change,) = remedy.changes
    assert remedy.is_met
    assert change.amount == pytest.approx(20, rel=1e-3)


def test_only_what_gains_most_is_asked_about_where_all_requests_are(tmp_path: Path) -> None:
    story = MAKE + LINE + "    stocks: location, item, quantity\n    works, thing, 5\n"
    plan = plan_of(tmp_path, story + REQUESTS + "    r, works, thing, 45, 2024-03-01, 1\n")
    (every,) = explain(plan).late_requests
    (alone,) = explain(plan, "r").late_requests
    increases = [bottleneck.minimal_increase for bottleneck in every.bottlenecks if bottleneck.kind != "horizon"]
    assert [increase is not None for increase in increases] == [True, False]
    by_kind = {bottleneck.kind: bottleneck.minimal_increase for bottleneck in alone.bottlenecks}
    sizes = {kind: increase.amount for kind, increase in by_kind.items() if increase is not None}
    assert sizes == {"capacity": pytest.approx(3.4), "stock": 10}
