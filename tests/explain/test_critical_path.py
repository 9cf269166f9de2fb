"""Why so late: the path of a request that is late for lead time alone, and no path for any other."""

from __future__ import annotations

from pathlib import Path

import muster
from muster.explain.pegging.critical_path import critical_path, earliest_extra_hand_overs
from stories.story import plan_of, request_summary


def path_of(plan: muster.Plan) -> list[tuple[str, str, str, str]]:
    """(kind, id, month it begins, month its goods are there) of each step."""
    return [
        (step.kind, step.activity, step.start.isoformat()[:7], step.until.isoformat()[:7])
        for step in critical_path(plan, "r")
    ]


CHAIN = """
    operations: operation, location, lead_time
    cast, works, 2
    turn, works, 1
    fill, works, 1
    operation_items: operation, item, quantity
    cast, body, 1
    turn, fuze, 1
    fill, body, -1
    fill, fuze, -1
    fill, round, 1
    lanes: lane, origin, destination, lead_time
    road, works, front, 1
    requests: request, location, wants, quantity, due
    r, front, round, 20, 2024-01-01
"""


def test_the_slower_of_two_inputs_is_on_the_path_and_the_other_is_not(tmp_path: Path) -> None:
    """Bodies are there in March, rounds in April, at the front in May; fuzes, there in February, are off the path."""
    plan = plan_of(tmp_path / "s", CHAIN, buckets=6)
    assert request_summary(plan)["filled_on"] == "2024-05-01"
    assert path_of(plan) == [
        ("operation", "cast", "2024-01", "2024-03"),
        ("operation", "fill", "2024-03", "2024-04"),
        ("lane", "road", "2024-04", "2024-05"),
        ("hand_over", "r", "2024-05", "2024-05"),
    ]


def test_stock_at_hand_is_counted(tmp_path: Path) -> None:
    """20 bodies in stock: the path begins with turning fuzes, there in February."""
    plan = plan_of(tmp_path / "s", CHAIN + "    stocks: location, item, quantity\n works, body, 20\n", buckets=6)
    assert path_of(plan) == [
        ("operation", "turn", "2024-01", "2024-02"),
        ("operation", "fill", "2024-02", "2024-03"),
        ("lane", "road", "2024-03", "2024-04"),
        ("hand_over", "r", "2024-04", "2024-04"),
    ]


def test_a_month_at_sea(tmp_path: Path) -> None:
    """30 in stock overseas, 10 a month due from January: January's are late by the month at sea."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        overseas, round, 30
        lanes: lane, origin, destination, lead_time
        sea, overseas, front, 1
        operations: operation, location, lead_time
        make, overseas, 2
        operation_items: operation, item, quantity
        make, round, 1
        requests: request, location, wants, quantity, due, until
        r, front, round, 10, 2024-01-01, 2024-03-31
        """,
    )
    assert path_of(plan) == [
        ("stock", "overseas/round", "2024-01", "2024-01"),
        ("lane", "sea", "2024-01", "2024-02"),
        ("hand_over", "r", "2024-02", "2024-02"),
    ]
    assert earliest_extra_hand_overs(plan) == {}


def test_capacity_that_holds_back_is_no_lead_time(tmp_path: Path) -> None:
    """With 10 a month of filling, more of it would help: there is no path."""
    limits = "    resources: resource, location\n line, works\n capacities: resource, quantity\n line, 10\n"
    uses = "    operation_resources: operation, resource\n fill, line\n"
    plan = plan_of(tmp_path / "s", CHAIN + limits + uses, buckets=7)
    assert request_summary(plan)["filled_on"] == "2024-06-01"
    assert path_of(plan) == []
    assert earliest_extra_hand_overs(plan)["r"].isoformat() == "2024-05-01"


def test_a_full_lane_is_no_lead_time(tmp_path: Path) -> None:
    """All is in stock and would be there in January if the lane carried it: no more can be made, and still no path."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, round, 20
        lanes: lane, origin, destination, capacity
        road, depot, front, 10
        requests: request, location, wants, quantity, due
        r, front, round, 20, 2024-01-01
        """,
    )
    assert request_summary(plan)["filled_on"] == "2024-02-01"
    assert path_of(plan) == []


def test_capacity_from_a_date_and_a_consent_from_a_date_are_waited_for(tmp_path: Path) -> None:
    """The line opens in February, a round takes a month, and the consent comes in May."""
    plan = plan_of(
        tmp_path / "s",
        """
        resources: resource, location
        line, works
        capacities: resource, from, quantity
        line, 2024-02-01, 100
        operations: operation, location, lead_time
        fill, works, 1
        operation_resources: operation, resource
        fill, line
        operation_items: operation, item, quantity
        fill, round, 1
        consents: party, wants, decision, from
        us, round, granted, 2024-05-01
        requests: request, location, wants, quantity, due
        r, works, round, 20, 2024-01-01
        """,
        buckets=6,
    )
    assert path_of(plan) == [
        ("capacity", "line", "2024-01", "2024-02"),
        ("operation", "fill", "2024-02", "2024-03"),
        ("consent", "us/round/", "2024-03", "2024-05"),
        ("hand_over", "r", "2024-05", "2024-05"),
    ]


def test_a_companion_may_be_on_the_path(tmp_path: Path) -> None:
    """Launchers are in stock; what goes along with them takes two months."""
    plan = plan_of(
        tmp_path / "s",
        """
        companions: item, needs, quantity
        launcher, pod, 2
        stocks: location, item, quantity
        front, launcher, 3
        operations: operation, location, lead_time
        make, front, 2
        operation_items: operation, item, quantity
        make, pod, 1
        requests: request, location, wants, quantity, due
        r, front, launcher, 3, 2024-01-01
        """,
    )
    assert path_of(plan) == [
        ("operation", "make", "2024-01", "2024-03"),
        ("hand_over", "r", "2024-03", "2024-03"),
        ("hand_over", "r", "2024-03", "2024-03"),
    ]


def test_what_is_in_time_has_no_path(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        front, round, 20
        requests: request, location, wants, quantity, due
        r, front, round, 20, 2024-01-01
        """,
    )
    assert path_of(plan) == []
