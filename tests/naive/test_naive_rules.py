"""The oracle rule by rule, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from .small import close, consent, makes, request, scenario, solved, stock, worked


def test_floors_and_targets():
    rows = {
        "stocks": [stock("X", 10)],
        "receipts": [stock("X", 15, date="2023-02-01")],
        "reserves": [
            {"location": "L", "item": "X", "floor": 20},
            {"location": "L", "item": "X", "from": "2023-04-01", "floor": 0, "target": 30},
        ],
        "requests": [request(quantity=25)],
    }
    found = solved(*scenario(4, rows))  # months 0-2: 10, 20, 20 stay; month 3: all goes
    assert found.requests["Q"]["late_unit_buckets"] == close(25 + 20 + 20)
    assert found.tiers["reserves"] == close(1)
    rows["reserves"][1]["floor"] = 30
    solved(*scenario(4, rows), status="infeasible")


def test_a_reserve_counts_no_old_goods_of_others():
    places = (("L", "A"), ("B1", "B"))
    rows = {
        "stocks": [stock("X", 10), stock("X", 10, "B1")],
        "lanes": [{"lane": "T", "origin": "B1", "destination": "L", "transfers": False}],
        "reserves": [{"party": "A", "item": "X", "target": 20}],
    }
    assert solved(*scenario(1, rows, places=places)).tiers["reserves"] == close(0.5)
    rows["lanes"][0]["transfers"] = True
    assert solved(*scenario(1, rows, places=places)).tiers["reserves"] == close(0)


@pytest.mark.parametrize(
    ("rules", "late"),
    [
        ([], 0),
        ([consent(decision="undecided")], 40),
        ([consent(decision="withheld", holder="B")], 20),
        ([consent(decision="withheld", recipient="B")], 0),
        ([consent(limit=5)], 30),
        ([consent(**{"from": "2023-02-01"})], 20),
        ([consent(decision="withheld", **{"from": "2023-02-01"})], 0),
        ([consent(limit=5), consent(limit=15, **{"from": "2023-02-15"})], 15),
        ([consent(limit=15), consent("A", limit=5)], 30),
        ([consent(), consent("A", decision="withheld", holder="A")], 20),
    ],
)
def test_consents(rules, late):
    """10 of A's and 10 of B's goods for a request of 20 over two months."""
    rows = {
        "stocks": [stock("X", 10), stock("X", 10, "B1")],
        "lanes": [{"lane": "T", "origin": "B1", "destination": "L"}],
        "requests": [request(quantity=20)],
        "consents": rules,
    }
    places = (("L", "A"), ("B1", "B"))
    assert solved(*scenario(2, rows, places=places)).requests["Q"]["late_unit_buckets"] == close(late)


def test_without_consent_withheld():
    rows = {"stocks": [stock("X", 10)], "requests": [request()], "consents": []}
    options = {"without_consent": "withheld"}
    assert solved(*scenario(1, rows, **options)).requests["Q"]["short"] == close(10)
    rows["consents"] = [consent("A", limit=4)]
    assert solved(*scenario(1, rows, **options)).requests["Q"]["short"] == close(6)


def test_a_limit_in_a_bucket_of_two_periods():
    """January 5, February on 7, in one quarter: 12 may go; in a month and a quarter 5, then 7."""
    rows = {
        "stocks": [stock("X", 100)],
        "requests": [request(quantity=50)],
        "consents": [consent(limit=5), consent(limit=7, **{"from": "2023-02-01"})],
    }
    assert solved(*scenario("1 quarter", rows)).requests["Q"]["handed_over"] == close(12)
    assert solved(*scenario("1 month, 1 quarter", rows)).requests["Q"]["late_unit_buckets"] == close(45 + 38 * 3)


def test_companions_bring_their_own_and_need_consent():
    rows = {
        "companions": [
            {"item": "X", "needs": "F", "quantity": 2},
            {"item": "Y", "needs": "W", "quantity": 3},
        ],
        "families": [{"family": "F", "item": "Y", "ratio": 1}, {"family": "F", "item": "Z", "ratio": 0.5}],
        "stocks": [stock("X", 100), stock("Y", 10), stock("Z", 8), stock("W", 15)],
        "requests": [request(quantity=50)],
    }
    # 5 Y go with 15 W, 8 Z count 4: 9 family units, 4.5 of X
    assert solved(*scenario(1, rows, "X Y Z W")).requests["Q"]["handed_over"] == close(4.5)
    rows["consents"] = [consent("A", "W", limit=6)]
    assert solved(*scenario(1, rows, "X Y Z W")).requests["Q"]["handed_over"] == close(3)


@pytest.mark.parametrize(
    ("capacities", "made"),
    [
        ([], 100),
        ([{"quantity": 5}], 20),
        ([{"quantity": 5, "from": "2023-03-01"}], 10),
        ([{"quantity": 5, "basis": "nameplate"}, {"quantity": 3, "basis": "contracted"}], 12),
        ([{"quantity": 5}, {"quantity": 3, "from": "2023-03-15", "basis": "contracted"}], 16),
        ([{"quantity": 0, "to_next": "line"}, {"quantity": 6, "from": "2023-04-01"}], 12),
        ([{"quantity": 5, "cost": 1}, {"quantity": 2, "cost": 3}, {"quantity": 1, "from": "2023-02-01"}], 10),
    ],
)
def test_capacity(capacities, made):
    assert solved(*worked(capacities)).requests["Q"]["handed_over"] == close(made)


def test_ramps():
    found = solved(*worked(resource={"ramp_up": 2, "initial_load": 1}))
    assert found.requests["Q"]["handed_over"] == close(3 + 5 + 7 + 9)
    found = solved(*worked(resource={"ramp_up": 2, "initial_load": 1}, buckets="2 month, 1 quarter"))
    assert found.requests["Q"]["handed_over"] == close(3 + 5 + 3 * 9)
    solved(*worked([{"quantity": 3}], {"ramp_down": 2, "initial_load": 9}), status="infeasible")


def test_investment():
    rows = {
        "investments": [{"investment": "I", "resource": "V", "adds": 4, "lead_time": 1.5, "maximum": 2, "cost": 9}],
        "investment_items": [{"investment": "I", "item": "X", "quantity": 3}],
    }
    tables, options = worked([{"quantity": 3}], **rows)
    # One is built at once with the 3 made in month 0, no more being there; month 2 and 3 make 4 more each:
    # a second one in month 1 would count from month 3 on, 4 for 3.
    found = solved(tables, options)
    assert found.requests["Q"]["late_unit_buckets"] == close(100 + 97 + 90 + 83)
    tables["investments"][0]["integer"] = True
    assert solved(tables, options).tiers["requests/1"] == close((100 + 97 + 90 + 83) / 100)


def test_funds():
    """5 a unit; G1 pays up to 60 % and has 12, from month 1 on 32; G2 pays up to half and has 30."""
    rows = {
        "funds": [
            {"fund": "G1", "date": "2023-01-01", "amount": 12},
            {"fund": "G1", "date": "2023-02-01", "amount": 20},
            {"fund": "G2", "date": "2023-01-01", "amount": 30},
        ],
        "fund_uses": [
            {"fund": "G1", "of": "operation", "id": "make", "share": 0.6},
            {"fund": "G2", "of": "party", "id": "A", "share": 0.5},
        ],
    }
    tables, options = worked(buckets=2, **rows)
    tables["operations"][0]["unit_cost"] = 5
    # Month 0: at most 12 / 0.5 = 24 of bills (G2 pays half); both months: 62 of bills, within the shares.
    found = solved(tables, options)
    assert found.requests["Q"]["late_unit_buckets"] == close((100 - 24 / 5) + (100 - 62 / 5))
    tables["fund_uses"] = tables["fund_uses"][:1]
    # G1 alone need pay 60 %: 12 / 3 in month 0, 32 / 3 in all
    found = solved(tables, options)
    assert found.requests["Q"]["handed_over"] == close(32 / 3)


def test_whole_units_and_minimum_run():
    tables, options = worked([{"quantity": 2.5}], buckets=2)
    tables["items"][0]["integer"] = True
    assert solved(tables, options).requests["Q"]["handed_over"] == close(4)
    tables, options = worked(buckets=1, quantity=3)
    tables["operations"][0] |= {"maximum": 10, "minimum_run": 5, "run_cost": 7, "unit_cost": 1}
    assert solved(tables, options).tiers["cost"] == close(12)


def test_holding_cost_also_on_the_way():
    rows = {
        "stocks": [stock("X", 10, "P")],
        "lanes": [{"lane": "T", "origin": "P", "destination": "L", "lead_time": 2}],
        "requests": [request(due="2023-03-01")],
    }
    tables, options = scenario(4, rows, places=(("L", "A"), ("P", "A")))
    tables["items"][0]["holding_cost"] = 3
    assert solved(tables, options).tiers["cost"] == close(10 * 3 * 2)


def test_objective_value():
    rows = {"stocks": [stock("X", 10, end_value=2)], "requests": [request(quantity=6, value=5, late_cost=1)]}
    found = solved(*scenario(2, rows, objective="value"))
    assert found.tiers == {"value": close(6 * 5 + 4 * 2)}
    operation, parts = makes("make", {"X": 1}, {"W": 1})
    rows |= {"operations": [operation], "operation_items": parts}
    assert solved(*scenario(2, rows, "X W", objective="value")).tiers["value"] == close(38)


def test_unbounded():
    operation, parts = makes("make", {"X": 1}, {})
    rows = {"stocks": [stock("X", 0, end_value=1)], "operations": [operation], "operation_items": parts}
    solved(*scenario(2, rows, objective="value"), status="unbounded")
