"""The oracle on a peer's test models and on lead times, lateness and fairness worked out by hand."""

from __future__ import annotations

from .small import close, makes, request, scenario, solved, stock
from .timeline import Timeline


def test_greedy_trap():
    """X 10, Y 10; the first takes either, the second only X: both are met."""
    rows = {
        "families": [{"family": "F", "item": "X"}, {"family": "F", "item": "Y"}],
        "stocks": [stock("X", 10), stock("Y", 10)],
        "requests": [request("A", "F", priority=1), request("B", "X", priority=2)],
    }
    found = solved(*scenario(2, rows, "X Y"))
    assert found.tiers["requests/1"] == close(0)
    assert found.tiers["requests/2"] == close(0)
    assert list(found.tiers) == ["requests/1", "share/1", "requests/2", "share/2", "reserves", "cost"]


def test_moving_bottleneck():
    batch, batch_items = makes("batch", {"S": 5}, {"a": 2, "b": 1, "c": 3}, "P")
    join, join_items = makes("join", {"X": 1}, {"S": 2}, "P")
    rows = {
        "operations": [batch, join],
        "operation_items": batch_items + join_items,
        "lanes": [{"lane": "T", "origin": "P", "destination": "L", "item": "X", "lead_time": 1}],
        "stocks": [stock("a", 50, "P"), stock("b", 2, "P"), stock("c", 12, "P")],
        "receipts": [
            stock("b", 8, "P", date="2023-01-20"),
            stock("b", 2, "P", date="2023-01-22"),
            stock("c", 21, "P", date="2023-01-21"),
        ],
        "requests": [request(quantity=100, due="2023-01-10")],
    }
    found = solved(*scenario(31, rows, "X S a b c", (("L", "A"), ("P", "A")), "day"))
    late = 22 * 100 - (5 * 22 + 5 * 11 + 15 * 10 + 2.5 * 9)
    assert found.requests["Q"]["late_unit_buckets"] == close(late)
    assert found.requests["Q"]["on_time"] == close(5)
    assert found.requests["Q"]["short"] == close(72.5)
    assert found.tiers["requests/1"] == close(late / 100)


def test_fixed_supplies():
    asked = [
        request("1", priority=1, due="2023-01-10"),
        request("2", priority=2, due="2023-01-11"),
        request("3", priority=3, due="2023-01-05"),
    ]
    found = solved(*scenario(31, {"stocks": [stock("X", 25)], "requests": asked}, bucket="day"))
    assert found.tiers["requests/1"] == found.tiers["requests/2"] == close(0)
    assert found.requests["3"]["on_time"] == close(5)
    assert found.requests["3"]["short"] == close(5)
    assert found.tiers["requests/3"] == close(5 * 27 / 10)


def test_effective_dates():
    first, first_items = makes("useA", {"X": 1}, {"A": 1}, "P", available_until="2023-01-31")
    second, second_items = makes("useB", {"X": 1}, {"B": 1}, "P", available_from="2023-02-01")
    rows = {
        "operations": [first, second],
        "operation_items": first_items + second_items,
        "lanes": [{"lane": "T", "origin": "P", "destination": "L", "item": "X", "lead_time": "1d"}],
        "stocks": [stock("A", 10, "P"), stock("B", 10, "P")],
        "requests": [request(quantity=30)],
    }
    found = solved(*scenario(40, rows, "X A B", (("L", "A"), ("P", "A")), "day"))
    assert found.requests["Q"]["late_unit_buckets"] == close(30 * 1 + 20 * 31 + 10 * 8)
    assert found.requests["Q"]["short"] == close(10)


def test_yield_by_month():
    operation, parts = makes("make", {"X": 1}, {"W": 1}, unit_cost=1)
    dates = ["2023-01-01", "2023-02-01", "2023-03-01"]
    rows = {
        "operations": [operation],
        "operation_items": parts,
        "yields": [{"operation": "make", "from": d, "factor": f} for d, f in zip(dates, [0.7, 0.8, 1.0], strict=True)],
        "stocks": [stock("W", 1000)],
        "requests": [request("Q", quantity=100, until="2023-03-01")],
    }
    found = solved(*scenario(3, rows, "X W"))
    assert found.tiers["requests/1"] == close(0)
    assert found.tiers["cost"] == close(100 / 0.7 + 125 + 100)


def test_pooling():
    places = (("L", "A"), ("L2", "A"), ("L3", "A"))
    rows = {
        "stocks": [stock("X", 10), stock("X", 100, "L2"), stock("X", 20, "L3")],
        "reserves": [{"location": place, "item": "X", "floor": 10} for place, _ in places],
        "lanes": [{"lane": place, "origin": place, "destination": "L"} for place in ("L2", "L3")],
        "requests": [request(str(n), quantity=40) for n in range(4)],
    }
    found = solved(*scenario(1, rows, places=places))
    assert sum(r["handed_over"] for r in found.requests.values()) == close(100)
    operation, parts = makes("buy", {"X": 1}, {}, unit_cost=7, maximum=1000)
    rows |= {"operations": [operation], "operation_items": parts}
    found = solved(*scenario(1, rows, places=places))
    assert found.tiers["requests/1"] == close(0)
    assert found.tiers["cost"] == close(60 * 7)


def test_overtime_of_a_published_case():
    """Winston's sailing boats: minimum cost 78450."""
    operation, parts = makes("build", {"X": 1}, {})
    rows = {
        "operations": [operation],
        "operation_items": parts,
        "operation_resources": [{"operation": "build", "resource": "yard"}],
        "resources": [{"resource": "yard", "location": "L"}],
        "capacities": [
            {"resource": "yard", "cost": 400, "quantity": 40},
            {"resource": "yard", "cost": 450, "quantity": 1000},
        ],
        "stocks": [stock("X", 10)],
        "requests": [
            request(due, quantity=q, due=due, earliest=due)
            for due, q in zip(["2023-01", "2023-04", "2023-07", "2023-10"], [40, 60, 75, 25], strict=True)
        ],
    }
    tables, options = scenario(4, rows, bucket="quarter")
    tables["items"] = [{"item": "X", "holding_cost": 20}]
    found = solved(tables, options)
    assert found.tiers["requests/1"] == close(0)
    assert found.tiers["cost"] == close(78450)


def test_lead_times_share_what_arrives():
    line = Timeline({"start": "2023-01-01", "buckets": "3 month, 2 quarter"})
    assert line.length == [1, 1, 1, 3, 3]
    assert line.shares(None, 3) == {3: 1.0}
    assert line.shares(0.5, 0) == {0: 0.5, 1: 0.5}
    assert line.shares(1.5, 2) == {3: 1.0}
    assert line.shares(1, 3) == {3: close(2 / 3), 4: close(1 / 3)}
    assert line.shares(2, 4) == {4: close(1 / 3)}
    assert line.shares(7, 3) == {}
    assert line.shares("2m", 0) == {2: 1.0}
    assert line.shares("15d", 0) == {0: close(16 / 31), 1: close(15 / 31)}
    assert [line.counts_from(lead, 0) for lead in (None, 1, 1.25, "1m", "32d", "31d")] == [0, 1, 2, 1, 2, 1]


def test_unequal_buckets():
    operation, parts = makes("make", {"X": 1}, {}, lead_time=1, maximum=10, available_from="2023-04-01",
                             available_until="2023-06-30")  # fmt: skip
    rows = {
        "operations": [operation],
        "operation_items": parts,
        "requests": [request(quantity=30, due="2023-05-20")],
    }
    found = solved(*scenario("3 month, 2 quarter", rows))
    assert found.requests["Q"]["late_unit_buckets"] == close(10 * 3)
    assert found.requests["Q"]["on_time"] == close(20)
    assert found.tiers["requests/1"] == close(1)
    # 30 x 6 base buckets at worst: tenths of 18, 30 late: 18 x 1 + 12 x 2
    assert found.tiers["share/1"] == close((18 + 24) / 30)


def test_late_and_its_tenths():
    """Stock 4, receipt 3 in month 2: late 6, 6, 3, 3; weight counts in requests/1 alone."""
    rows = {
        "stocks": [stock("X", 4)],
        "receipts": [stock("X", 3, date="2023-03-17")],
        "requests": [request(weight=2)],
    }
    found = solved(*scenario(4, rows))
    assert found.tiers["requests/1"] == close(2 * 18 / 10)
    assert found.tiers["share/1"] == close((4 * (1 + 2 + 3 + 4) + 2 * 5) / 10)


def test_fair_share():
    """10 for two requests of 10: 5 each, five tenths of 1 late for either."""
    rows = {"stocks": [stock("X", 10)], "requests": [request("1"), request("2")]}
    found = solved(*scenario(1, rows))
    assert found.tiers["requests/1"] == close(0.5)
    assert found.tiers["share/1"] == close(2 * 15 / 20)
    assert found.requests["1"]["late_unit_buckets"] == close(5)
    assert "share/1" not in solved(*scenario(1, rows, share=False)).tiers


def test_handed_over_before_and_windows():
    rows = {
        "stocks": [stock("X", 100)],
        "requests": [
            request("1", due="2023-01-01", until="2023-03-01", handed_over_before=15),
            request("2", earliest="2023-03-01"),
            request("3", due="2023-04-01", quantity=200, latest="2023-02-01", priority=2),
            request("4", due="2022-06-01"),
            request("5", due="2024-06-01"),
        ],
    }
    found = solved(*scenario(4, rows)).requests
    assert [found[n]["quantity"] for n in "12345"] == [close(q) for q in (15, 10, 200, 10, 0)]
    assert found["2"]["late_unit_buckets"] == close(20)
    assert found["3"]["handed_over"] == close(100 - 35)
    assert found["4"]["on_time"] == close(10)
