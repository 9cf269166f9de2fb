"""What holds a request back: each kind in a case that can be reckoned by hand, and what must not be named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import muster
from muster.explain.bottlenecks.search import find_bottlenecks
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.results import Bottleneck, LateRequest
from stories.story import plan_of

DAYS = {"bucket": "day", "buckets": 40}


def explain_request(plan: muster.Plan, request: str = "r") -> LateRequest:
    """What holds one request back."""
    (late_request,) = find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan), request)
    return late_request


def kinds_and_ids(late_request: LateRequest) -> list[tuple[str, str]]:
    return [(bottleneck.kind, bottleneck.id) for bottleneck in late_request.bottlenecks]


def lateness_by_change(late_request: LateRequest, kind: str) -> dict[str, tuple[float, float]]:
    """{change: (late before, late after)} of the bottleneck of a kind."""
    bottleneck = next(bottleneck for bottleneck in late_request.bottlenecks if bottleneck.kind == kind)
    return {t.change: (round(t.effect.late_before, 6), round(t.effect.late_after, 6)) for t in bottleneck.trials}


def bottleneck_of_kind(late_request: LateRequest, kind: str) -> Bottleneck:
    return next(bottleneck for bottleneck in late_request.bottlenecks if bottleneck.kind == kind)


MADE = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
"""


def test_capacity(tmp_path: Path) -> None:
    """10 a month, 30 wanted in January: 20 and 10 late. One more a month: 19 + 8; a tenth: 19 + 8; no limit: none."""
    story = """
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 10
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", MADE + story))
    assert kinds_and_ids(late_request) == [("capacity", "press")]
    assert lateness_by_change(late_request, "capacity") == {"+1": (30, 27), "+10%": (30, 27), "unlimited": (30, 0)}
    capacity = bottleneck_of_kind(late_request, "capacity")
    # 30 late unit-buckets of 30 wanted are 1 in the tier; the first two months' unit is missed for 2 + 1 buckets.
    assert (capacity.worth, capacity.worth_tier) == (pytest.approx(3 / 30), "requests/1")
    assert [(str(s.begin), str(s.until)) for s in capacity.spans] == [("2024-01-01", "2024-02-01")]
    assert (str(capacity.largest_trial.effect.filled_before), str(capacity.largest_trial.effect.filled_after)) == (
        "2024-03-01",
        "2024-01-01",
    )
    assert (capacity.party, capacity.next_bottleneck) == ("us", None)


def test_the_most_of_an_operation(tmp_path: Path) -> None:
    story = """
    operations: operation, location, maximum
    make, works, 10
    operation_items: operation, item, quantity
    make, thing, 1
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("capacity", "make")]
    assert lateness_by_change(late_request, "capacity") == {"+1": (30, 27), "+10%": (30, 27), "unlimited": (30, 0)}


def test_ramp(tmp_path: Path) -> None:
    """Load 10 before the start, 10 more each month at most: 20, 30, 40 of 60 in January. One more: 21, 32, the rest."""
    story = """
    operation_resources: operation, resource
    make, press
    resources: resource, location, ramp_up, initial_load
    press, works, 10, 10
    requests: request, location, wants, quantity, due
    r, works, thing, 60, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", MADE + story))
    assert kinds_and_ids(late_request) == [("ramp", "press")]
    assert lateness_by_change(late_request, "ramp") == {"+1": (50, 46), "+10%": (50, 46), "unlimited": (50, 0)}


def test_stock_receipt_and_what_is_not_short(tmp_path: Path) -> None:
    """A thing is 1 a and 1 b: 10 a in stock, 10 more in March; 100 b. 30 wanted: a is named, b never."""
    story = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    make, a, -1
    make, b, -1
    stocks: location, item, quantity
    works, a, 10
    works, b, 100
    receipts: location, item, quantity, date
    works, a, 10, 2024-03-01
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("stock", "works/a"), ("receipt", "works/a")]
    assert lateness_by_change(late_request, "stock") == {"+1": (50, 47), "+10%": (50, 47), "unlimited": (50, 0)}
    assert lateness_by_change(late_request, "receipt") == {"+1": (50, 49), "+10%": (50, 49), "unlimited": (50, 40)}


def test_reserve(tmp_path: Path) -> None:
    """20 in stock, 15 to be kept: 5 of 10 are handed over, 5 late for 3 months."""
    story = """
    stocks: location, item, quantity
    depot, thing, 20
    reserves: location, item, floor
    depot, thing, 15
    requests: request, location, wants, quantity, due
    r, depot, thing, 10, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert set(kinds_and_ids(late_request)) == {("reserve", "depot/thing"), ("stock", "depot/thing")}
    assert lateness_by_change(late_request, "reserve") == {"+1": (15, 12), "+10%": (15, 10.5), "unlimited": (15, 0)}


@pytest.mark.parametrize(
    ("decision", "expected"),
    [("withheld", {"unlimited": (30, 0)}), ("granted, 4", {"+1": (18, 15), "+10%": (18, 16.8), "unlimited": (18, 0)})],
)
def test_consent(tmp_path: Path, decision: str, expected: dict[str, Any]) -> None:
    """10 wanted: refused, all are late for 3 months; with a limit of 4, 6 are."""
    story = f"""
    parties: party
    nor
    locations: location, party
    depot, nor
    front, ukr
    stocks: location, item, quantity
    depot, thing, 20
    lanes: lane, origin, destination
    road, depot, front
    consents: party, wants, recipient, decision{", limit" if "," in decision else ""}
    nor, thing, ukr, {decision}
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("consent", "nor/thing/ukr")]
    assert bottleneck_of_kind(late_request, "consent").party == "nor"
    assert lateness_by_change(late_request, "consent") == expected


def test_fund(tmp_path: Path) -> None:
    """Things cost 2, money is there for 10 of 20: 10 late for 3 months. A tenth more money buys one more."""
    story = """
    operations: operation, location, unit_cost
    make, works, 2
    operation_items: operation, item, quantity
    make, thing, 1
    funds: fund, date, amount
    chest, 2024-01-01, 20
    fund_uses: fund, of, id
    chest, operation, make
    requests: request, location, wants, quantity, due
    r, works, thing, 20, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("fund", "chest")]
    # One more in each month: half a thing more in January, February and March: 10 x 3 - (1.5 + 1 + 0.5).
    assert lateness_by_change(late_request, "fund") == {"+1": (30, 27), "+10%": (30, 27), "unlimited": (30, 0)}


def test_lane_and_its_lead_time(tmp_path: Path) -> None:
    """5 a month of 12, on the way for one month: 12, 7, 2 late."""
    story = """
    stocks: location, item, quantity
    depot, thing, 20
    lanes: lane, origin, destination, capacity, lead_time
    road, depot, front, 5, 1
    requests: request, location, wants, quantity, due
    r, front, thing, 12, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story, buckets=5))
    assert set(kinds_and_ids(late_request)) == {("lane", "road"), ("lead_time", "road")}
    assert lateness_by_change(late_request, "lane") == {"+1": (21, 18), "+10%": (21, 19.5), "unlimited": (21, 12)}
    assert lateness_by_change(late_request, "lead_time") == {"+1": (21, 9), "unlimited": (21, 9)}


def test_storage(tmp_path: Path) -> None:
    """Made in January only, to be handed over in March; 4 can be kept until then: 6 of 10 are late."""
    story = """
    operations: operation, location, available_until
    make, works, 2024-01-31
    operation_items: operation, item, quantity
    make, thing, 1
    stocks: location, item, quantity, maximum
    works, thing, 0, 4
    requests: request, location, wants, quantity, due, earliest
    r, works, thing, 10, 2024-03-01, 2024-03-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert set(kinds_and_ids(late_request)) == {("storage", "works/thing"), ("window", "make"), ("window", "r")}
    assert lateness_by_change(late_request, "window") == {"unlimited": (6, 0)}
    assert lateness_by_change(late_request, "storage") == {"+1": (6, 5), "+10%": (6, 5.6), "unlimited": (6, 0)}


def test_companion(tmp_path: Path) -> None:
    """10 things need 10 parts, of which there are 4: 6 late for 3 months."""
    story = """
    stocks: location, item, quantity
    depot, thing, 10
    depot, part, 4
    companions: item, needs, quantity
    thing, part, 1
    requests: request, location, wants, quantity, due
    r, depot, thing, 10, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert set(kinds_and_ids(late_request)) == {("companion", "thing/part"), ("stock", "depot/part")}
    assert lateness_by_change(late_request, "companion") == {"unlimited": (18, 0)}


def test_horizon(tmp_path: Path) -> None:
    """10 a month of 50 over 3 months: 20 are short at the end, and filled in May if one plans on."""
    story = """
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 10
    requests: request, location, wants, quantity, due
    r, works, thing, 50, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", MADE + story))
    assert kinds_and_ids(late_request) == [("capacity", "press"), ("horizon", "2024-03-31")]
    assert str(bottleneck_of_kind(late_request, "horizon").largest_trial.effect.filled_after) == "2024-05-01"


SERIES = """
    operations: operation, location
    first, works
    second, works
    operation_items: operation, item, quantity
    first, half, 1
    second, half, -1
    second, thing, 1
    operation_resources: operation, resource
    first, a
    second, b
    resources: resource, location
    a, works
    b, works
    capacities: resource, quantity
    a, 10
    b, 10
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
"""


def test_two_in_series_help_only_together(tmp_path: Path) -> None:
    """Both machines are full: whichever the duals name, neither is a bottleneck by itself, both are."""
    late_request = explain_request(plan_of(tmp_path / "s", SERIES))
    assert kinds_and_ids(late_request) == []
    (joint_set,) = late_request.joint_sets
    assert joint_set.members == (("capacity", "a"), ("capacity", "b"))
    assert (joint_set.effect.late_before, joint_set.effect.late_after) == (pytest.approx(30), pytest.approx(0))


def test_the_next_bottleneck(tmp_path: Path) -> None:
    """a makes 5 a month, b 10: a is named, and b comes next."""
    story = SERIES.replace("a, 10", "a, 5")
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("capacity", "a"), ("horizon", "2024-03-31")]
    assert late_request.bottlenecks[0].next_bottleneck == ("capacity", "b")
    # 25 + 20 + 15 late with a's 5; 20 + 10 + 0 with b's 10.
    assert lateness_by_change(late_request, "capacity")["unlimited"] == (60, 30)


def test_the_highest_worth_is_not_the_most_useful(tmp_path: Path) -> None:
    """Two ways: press a makes 2 a unit of capacity but at most 1 unit's worth more of its steel; b has no such end.

    a: 5 units a month give 10, with steel for 11 a month; b: 5 units give 5. A unit of a is worth twice one of b, but
    lifting a gains 1 a month (then steel is short), lifting b gains all.
    """
    story = """
    operations: operation, location, maximum
    cast, works, 11
    fast, works,
    slow, works,
    operation_items: operation, item, quantity
    cast, steel, 1
    fast, steel, -2
    fast, thing, 2
    slow, thing, 1
    operation_resources: operation, resource
    fast, a
    slow, b
    resources: resource, location
    a, works
    b, works
    capacities: resource, quantity
    a, 5
    b, 5
    requests: request, location, wants, quantity, due
    r, works, thing, 45, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    worth = {bottleneck.id: bottleneck.worth or 0.0 for bottleneck in late_request.bottlenecks}
    assert [bottleneck.id for bottleneck in late_request.bottlenecks] == ["b", "a"]
    assert worth["a"] == pytest.approx(2 * worth["b"])
    # 30 + 15 + 0 late; with 16 a month 29 + 13 + 0; without b's limit 0.
    gains = {bottleneck.id: bottleneck.largest_trial.effect.late_after for bottleneck in late_request.bottlenecks}
    assert gains == {"b": pytest.approx(0), "a": pytest.approx(42)}


def test_equal_duals_name_both_of_two_ways(tmp_path: Path) -> None:
    """Two presses side by side, each full: each by itself would do, whatever the duals say."""
    story = """
    operations: operation, location
    one, works
    two, works
    operation_items: operation, item, quantity
    one, thing, 1
    two, thing, 1
    operation_resources: operation, resource
    one, a
    two, b
    resources: resource, location
    a, works
    b, works
    capacities: resource, quantity
    a, 5
    b, 5
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == [("capacity", "a"), ("capacity", "b")]


def test_moving_bottleneck(tmp_path: Path) -> None:
    """The peer's case: a batch of 2 a, 1 b, 3 c gives 5, two of which make a unit. b and c are named, a never."""
    plan = plan_of(
        tmp_path,
        """
        receipts: location, item, quantity, date
        works, a, 50, 2024-01-01
        works, b, 2, 2024-01-01
        works, b, 8, 2024-01-20
        works, b, 2, 2024-01-22
        works, c, 12, 2024-01-01
        works, c, 21, 2024-01-21
        operations: operation, location
        batch, works
        finish, works
        operation_items: operation, item, quantity
        batch, a, -2
        batch, b, -1
        batch, c, -3
        batch, sub, 5
        finish, sub, -2
        finish, unit, 1
        lanes: lane, item, origin, destination, lead_time
        out, unit, works, front, 1
        requests: request, location, wants, quantity, due
        r, front, unit, 100, 2024-01-10
        """,
        **DAYS,
    )
    late_request = explain_request(plan)
    names = kinds_and_ids(late_request)
    assert ("receipt", "works/b") in names
    assert ("receipt", "works/c") in names
    assert not any(id.endswith("/a") for _, id in names)


def test_charges_and_never_bodies(tmp_path: Path) -> None:
    """September 2024: 40,000 bodies a month, 18,000 charge sets; 60,000 rounds wanted. Charges, and never bodies."""
    story = """
    operations: operation, location
    bodies, works
    charges, works
    fill, works
    operation_items: operation, item, quantity
    bodies, body, 1
    charges, charge, 1
    fill, body, -1
    fill, charge, -1
    fill, round, 1
    operation_resources: operation, resource
    bodies, body-line
    charges, charge-line
    resources: resource, location
    body-line, works
    charge-line, works
    capacities: resource, quantity
    body-line, 40000
    charge-line, 18000
    requests: request, location, wants, quantity, due
    r, works, round, 60000, 2024-09-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story, start="2024-09-01", buckets=4))
    assert kinds_and_ids(late_request) == [("capacity", "charge-line")]
    bottleneck = late_request.bottlenecks[0]
    assert bottleneck.next_bottleneck == ("capacity", "body-line")
    # 42, 24, 6 thousand late; with bodies alone 20 thousand late in September.
    assert lateness_by_change(late_request, "capacity")["unlimited"] == (72_000, 20_000)


def test_a_higher_class_is_not_its_lower_ones_cause(tmp_path: Path) -> None:
    """The greedy trap: X 10, Y 10; A takes either, B only X: the plan serves both, and nothing is held back."""
    story = """
    families: family, item
    any, x
    any, y
    stocks: location, item, quantity
    depot, x, 10
    depot, y, 10
    requests: request, location, wants, quantity, due, priority
    first, depot, any, 10, 2024-01-01, 1
    second, depot, x, 10, 2024-01-01, 2
    """
    plan = plan_of(tmp_path / "s", story)
    assert find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)) == []


def test_where_the_cause_of_a_greedy_planner_is_wrong(tmp_path: Path) -> None:
    """X 10, Y 10; A takes either, B only 15 of X. If A takes what comes first, X, then all 15 of B are late by A.
    The plan gives A the Y: 5 of B are late for three months, for want of X."""
    story = """
    families: family, item
    any, x
    any, y
    stocks: location, item, quantity
    depot, x, 10
    depot, y, 10
    requests: request, location, wants, quantity, due, priority
    first, depot, any, 10, 2024-01-01, 1
    r, depot, x, 15, 2024-01-01, 2
    """
    plan = plan_of(tmp_path / "s", story)
    (late_request,) = find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    assert (late_request.request, kinds_and_ids(late_request)) == ("r", [("stock", "depot/x")])
    assert lateness_by_change(late_request, "stock") == {"+1": (15, 12), "+10%": (15, 12), "unlimited": (15, 0)}


def test_two_refusals_of_one_hand_over(tmp_path: Path) -> None:
    """Owner and maker both refuse: neither consent helps alone, both do."""
    story = """
    parties: party
    nor
    deu
    locations: location, party
    depot, nor
    front, ukr
    stocks: location, item, quantity
    depot, thing, 20
    lanes: lane, origin, destination
    road, depot, front
    consents: party, wants, decision
    nor, thing, withheld
    deu, thing, undecided
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", story))
    assert kinds_and_ids(late_request) == []
    (joint_set,) = late_request.joint_sets
    assert joint_set.members == (("consent", "deu/thing/"), ("consent", "nor/thing/"))


def test_whole_numbers_are_tried_without_worths(tmp_path: Path) -> None:
    """Whole things, 2 a month of 6: 4 + 2 late. What stands at its limit is tried."""
    story = """
    items: item, integer
    thing, true
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 2
    requests: request, location, wants, quantity, due
    r, works, thing, 6, 2024-01-01
    """
    late_request = explain_request(plan_of(tmp_path / "s", MADE + story))
    assert not late_request.worths_known
    assert kinds_and_ids(late_request) == [("capacity", "press")]
    assert lateness_by_change(late_request, "capacity") == {"+1": (6, 3), "+10%": (6, 6), "unlimited": (6, 0)}
