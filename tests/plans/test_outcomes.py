"""Contradicting rules, no bound and no time are outcomes, each said as what it is (C4, C14)."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import muster
from muster.solve.highs import HighsModel, SolveOutcome
from naive.strategies import random_scenario
from plans.small_plans import LATER_FLOOR, folder_of
from published.write import Tables, write
from stories.story import THREE_MONTHS, plan_of, request_summary, tables_of

RAMP = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, part, -1
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location, ramp_down, initial_load
    line, works, 1, 20
    stocks: location, item, quantity
    works, part, 3
"""

FLOOR_AND_CAPACITY = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
    capacities: resource, quantity
    line, 3
    reserves: location, item, from, floor
    works, thing, 2024-03, 10
"""

TWO_FLOORS_ONE_STOCK = """
    locations: location, party
    works, us
    depot, us
    stocks: location, item, quantity
    works, thing, 10
    depot, thing, 0
    lanes: lane, origin, destination
    road, works, depot
    reserves: location, item, from, floor
    works, thing, , 7
    depot, thing, 2024-02, 5
"""

LIFT = {
    "reserves": lambda row: row.pop("floor"),
    "capacities": lambda row: row.update(quantity="1000000"),
    "resources": lambda row: [row.pop(name, None) for name in ("ramp_up", "ramp_down", "initial_load")],
    "stocks": lambda row: row.pop("maximum"),
    "funds": lambda row: row.pop("amount"),
    "operations": lambda row: row.pop("maximum"),
    "lanes": lambda row: row.pop("capacity"),
    "investments": lambda row: row.update(maximum="1000000"),
}
"""What each rule of a table is without: how to lift the row that a conflict names."""


def conflict_of(folder: Path, tables: Tables, settings: dict[str, Any]) -> list[tuple[str, int, str]]:
    plan = muster.plan(muster.read(write(folder, tables, settings)))
    if plan.status != "infeasible":
        return []
    assert plan.exit_code == 3
    assert plan.conflict
    assert not plan.has_solution
    assert plan.summary["tiers"] == []
    return [(row["table"], row["row"], row["id"]) for row in plan.summary["conflict"]]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(LATER_FLOOR, [("reserves", 2, "depot/thing")], id="later floor"),
        pytest.param(RAMP, [("resources", 2, "line")], id="ramp"),
        pytest.param(FLOOR_AND_CAPACITY, [("capacities", 2, "line"), ("reserves", 2, "works/thing")], id="two rows"),
        pytest.param(
            TWO_FLOORS_ONE_STOCK, [("reserves", 2, "works/thing"), ("reserves", 3, "depot/thing")], id="two floors"
        ),
    ],
)
def test_a_conflict_names_the_rows_and_no_other(tmp_path: Path, text: str, named: list[Any]) -> None:
    tables = tables_of(text)
    assert sorted(conflict_of(tmp_path / "s", tables, THREE_MONTHS)) == named
    for index, (table, row, _) in enumerate(named):
        lifted = copy.deepcopy(tables)
        LIFT[table](lifted[table][row - 2])
        assert conflict_of(tmp_path / f"{index}", lifted, THREE_MONTHS) == []


def test_conflicts_of_random_scenarios_are_irreducible(tmp_path: Path) -> None:
    """Lifting any one of the rows that are named leaves something that can be planned, or another conflict without
    any of the rows lifted."""
    conflicts = 0
    for seed in range(120):
        tables, settings = random_scenario(seed)
        if not tables.get("reserves") and not any("ramp_down" in row for row in tables.get("resources", [])):
            continue
        named = conflict_of(tmp_path / f"{seed}", tables, settings)
        conflicts += bool(named)
        for index, (table, row, _) in enumerate(named):
            lifted = copy.deepcopy(tables)
            LIFT[table](lifted[table][row - 2])
            rest = set(conflict_of(tmp_path / f"{seed}-{index}", lifted, settings))
            assert not set(named) <= rest, f"seed {seed}: {named}, without {table} {row}: {rest}"
        if conflicts == 6:
            break
    assert conflicts == 6


def test_a_value_without_bound(tmp_path: Path) -> None:
    text = """
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, thing, 1
        stocks: location, item, quantity, end_value
        works, thing, 0, 2
    """
    plan = plan_of(tmp_path, text, objective="value")
    assert plan.status == "unbounded"
    assert plan.exit_code == 5
    assert not plan.has_solution


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("limit", [1e-9, 1e-3, 0.01, 0.05])
def test_a_short_time_limit_is_an_outcome(tmp_path: Path, limit: float, whole: bool) -> None:
    tables, settings = random_scenario(8, whole=whole)
    scenario = muster.read(write(tmp_path / "s", tables, settings))
    plan = muster.plan(scenario, time_limit=limit)
    assert plan.status in ("optimal", "feasible", "time_limit")
    assert plan.exit_code == (4 if plan.status == "time_limit" else 0)
    if plan.has_solution:
        folder = folder_of(plan, tmp_path / "p")
        verdict = muster.verify(folder)
        assert verdict.faults == ()
        if plan.status == "feasible":
            assert any(tier["gap"] is None or tier["gap"] > 1e-6 for tier in plan.summary["tiers"])


@pytest.mark.parametrize("whole", [False, True])
def test_a_plan_that_was_stopped_is_feasible_and_says_so(
    tmp_path: Path, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is up after the first tier: its value stands, the tiers after it are not proved."""
    tables, settings = random_scenario(3, whole=whole, objective="service")
    best = muster.plan(muster.read(write(tmp_path / "s", tables, settings)))
    assert best.status == "optimal"
    calls: list[str] = []

    def timed(
        self: HighsModel, algorithm: str, seconds: float = float("inf"), *more: Any, **named: Any
    ) -> SolveOutcome:
        calls.append(algorithm)
        return solve(self, algorithm, seconds if len(calls) == 1 else 0.0, *more, **named)

    solve = HighsModel.solve
    monkeypatch.setattr(HighsModel, "solve", timed)
    plan = muster.plan(muster.read(tmp_path / "s"))
    assert len(calls) > 1
    assert plan.status == plan.summary["status"] == "feasible"
    assert plan.exit_code == 0
    first, later = plan.summary["tiers"][0], plan.summary["tiers"][1]
    assert first["value"] == pytest.approx(best.summary["tiers"][0]["value"], rel=1e-6, abs=1e-6)
    assert first["gap"] <= 1e-6
    assert later["bound"] is None
    assert later["gap"] is None
    monkeypatch.undo()
    assert muster.verify(folder_of(plan, tmp_path / "p")).faults == ()


def test_what_each_gave_adds_up_to_what_was_handed_over() -> None:
    from properties.planned import plan_of as planned

    rows = 0
    for seed in range(60):
        tables, settings = random_scenario(seed)
        if len({row["party"] for row in tables["locations"]}) < 4:
            continue
        plan = planned(tables, settings)
        keys = ["request", "item", "bucket"]
        given, handed = (
            table.group_by(keys).agg(pl.col("quantity").sum()).sort(keys)
            for table in (plan.contributions, plan.handed_over)
        )
        assert given.select(keys).equals(handed.select(keys))
        assert ((given["quantity"] - handed["quantity"]).abs() < 1e-6).all()
        wanted = {row["request"]: row["wants"] for row in tables["requests"]}
        ratio = {(r["family"], r["item"]): r.get("ratio") or 1.0 for r in tables.get("families", [])}
        if not tables.get("companions"):
            for request, total in plan.requests.group_by("request").agg(pl.col("handed_over").sum()).iter_rows():
                of_request = plan.handed_over.filter(pl.col("request") == request)
                pairs = of_request.select("item", "quantity").iter_rows()
                parts = sum(q * ratio.get((wanted[request], item), 1.0) for item, q in pairs)
                assert parts == pytest.approx(total, abs=1e-6)
        rows += len(handed)
        if rows > 30:
            break
    assert rows > 30


HOLDERS = """
    locations: location, party
    front, us
    a, north
    b, south
    stocks: location, item, quantity
    a, thing, 6
    b, thing, 4
    lanes: lane, origin, destination, lead_time
    north-road, a, front, 0
    south-road, b, front, 1
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-02
"""


def test_contributions_name_the_party_whose_goods_they_were(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, HOLDERS)
    gave = dict(plan.contributions.group_by("party").agg(pl.col("quantity").sum()).iter_rows())
    assert gave == {"north": pytest.approx(6), "south": pytest.approx(4)}


def test_one_class_with_a_small_and_a_huge_request(tmp_path: Path) -> None:
    """C16: 10 of one thing and 1e9 of another, half of each there in the second month only."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, kit, 5
        depot, dose, 500000000
        receipts: location, item, quantity, date
        depot, kit, 5, 2024-02
        depot, dose, 500000000, 2024-02
        requests: request, location, wants, quantity, due
        k, depot, kit, 10, 2024-01
        d, depot, dose, 1000000000, 2024-01
        """,
    )
    assert plan.status == "optimal"
    assert plan.summary["tiers"][0]["value"] == pytest.approx(1.0, abs=1e-7)
    assert request_summary(plan, "k")["late_unit_buckets"] == pytest.approx(5, rel=1e-6)
    assert request_summary(plan, "d")["late_unit_buckets"] == pytest.approx(5e8, rel=1e-6)
    assert request_summary(plan, "d")["filled_on"] == request_summary(plan, "k")["filled_on"] == "2024-02-01"


QUANTITIES = {
    "stocks": ("quantity", "maximum"),
    "receipts": ("quantity",),
    "reserves": ("floor", "target"),
    "operations": ("maximum", "minimum_run"),
    "resources": ("ramp_up", "ramp_down", "initial_load"),
    "capacities": ("quantity",),
    "lanes": ("capacity",),
    "investments": ("adds",),
    "investment_items": ("quantity",),
    "funds": ("amount",),
    "requests": ("quantity", "handed_over_before"),
    "request_lines": ("quantity",),
    "consents": ("limit",),
}


def test_a_million_times_everything_gives_the_same_tiers(tmp_path: Path) -> None:
    for seed in random.Random(5).sample(range(200), 8):
        tables, settings = random_scenario(seed, objective="service")
        for row in tables.get("investments", []):
            row["cost"] = None  # per whole investment, not per unit
        larger = copy.deepcopy(tables)
        for name, columns in QUANTITIES.items():
            for row in larger.get(name, []):
                row |= {column: row[column] * 1e6 for column in columns if row.get(column) is not None}
        plans = [
            muster.plan(muster.read(write(tmp_path / f"{seed}-{n}", t, settings)))
            for n, t in enumerate((tables, larger))
        ]
        assert plans[0].status == plans[1].status
        if not plans[0].has_solution:
            continue
        tiers, larger_tiers = ({t["name"]: t["value"] for t in p.summary["tiers"]} for p in plans)
        for name, value in tiers.items():
            factor = 1e6 if name == "cost" else 1.0
            if name != "calm":
                assert larger_tiers[name] / factor == pytest.approx(value, rel=1e-5, abs=1e-5), f"{seed} {name}"


def test_an_interrupt_ends_the_search_for_a_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set that was not tried to the end must not be told as irreducible."""
    from muster.solve import conflict

    solve = conflict.HighsModel.solve

    def interrupted(model: HighsModel, *arguments: object, **named: object) -> SolveOutcome:
        outcome = solve(model, *arguments, **named)  # type: ignore[arg-type]
        model.interrupted = True
        return outcome

    class Stopped(HighsModel):
        solve = interrupted  # type: ignore[assignment]

    monkeypatch.setattr(conflict, "HighsModel", Stopped)
    with pytest.raises(KeyboardInterrupt):
        plan_of(tmp_path, LATER_FLOOR, **THREE_MONTHS)
