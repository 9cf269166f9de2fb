"""A draw's world: which cells change, and which do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import muster
from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
from muster.risk.sampling.uncertain_input import UncertainInput, read_uncertain_inputs
from muster.scenario import Scenario
from stories.story import folder_of

STORY = """
requests: request, location, wants, quantity, due, earliest
r, port, pump, 10, 2024-03-01, 2024-01-15
stocks: location, item, quantity, maximum
depot, pump, 8, 20
receipts: location, item, quantity, date
depot, pump, 5, 2024-02-10
depot, valve, 5, 2024-02-10
lanes: lane, origin, destination, lead_time, capacity
sea, depot, port, 30d, 4
air, depot, port, 1, 4
operations: operation, location, lead_time, unit_cost
make, depot, 1, 3
operation_items: operation, item, quantity
make, pump, 1
operation_resources: operation, resource
make, line
resources: resource
line
capacities: resource, from, quantity, basis
line, 2024-01-01, 4, demonstrated
line, 2024-02-01, 10, announced
line, 2024-03-01, 3, announced
consents: party, wants, recipient, decision
us, pump, us, undecided
investments: investment, resource, adds
more, line, 6
funds: fund, date, amount
chest, 2024-02-01, 100
"""


@pytest.fixture
def today(tmp_path: Path) -> Scenario:
    scenario = muster.read(folder_of(tmp_path, STORY))
    assert not scenario.errors
    return scenario


def became(today: Scenario, figure: UncertainInput, value: Any) -> dict[str, pl.DataFrame]:
    """The tables that differ."""
    world = apply_draw(today, [figure], [value])
    assert world.digest == today.digest
    return {name: frame for name, frame in world.tables.items() if not frame.equals(today.tables[name])}


@pytest.mark.parametrize(
    ("of", "id", "column", "applies", "value", "table", "expected"),
    [
        ("resource", "line", "quantity", "factor", 0.5, "capacities", [2.0, 5.0, 1.5]),
        ("resource", "line", "from", "shift", 1.0, "capacities", ["2024-01-01", "2024-03-01", "2024-04-01"]),
        ("stock", "depot/pump", "quantity", "factor", 0.5, "stocks", [4.0]),
        ("receipt", "depot/pump", "quantity", "value", 2.0, "receipts", [2.0, 5.0]),
        ("receipt", "depot/pump", "date", "shift", 1.0, "receipts", ["2024-03-10", "2024-02-10"]),
        ("receipt", "depot/pump", "date", "shift", -9.0, "receipts", ["2024-01-01", "2024-02-10"]),
        ("lane", "sea", "lead_time", "factor", 2.0, "lanes", ["1.0", "1.935"]),
        ("lane", "air", "lead_time", "shift", 1.5, "lanes", ["2.5", "30d"]),
        ("lane", "air", "lead_time", "value", 3.0, "lanes", ["3.0", "30d"]),
        ("operation", "make", "unit_cost", "factor", 2.0, "operations", [6.0]),
        ("operation", "make", "factor", "value", 0.9, "yields", [0.9]),
        ("request", "r", "due", "shift", -1.0, "requests", ["2024-02-01"]),
        ("consent", "us/pump/us", "decision", "value", 1.0, "consents", ["granted"]),
        ("consent", "us/pump/us", "decision", "value", 0.0, "consents", ["withheld"]),
        ("investment", "more", "adds", "factor", 0.5, "investments", [3.0]),
        ("fund", "chest", "date", "shift", 2.0, "funds", ["2024-04-01"]),
    ],
)
def test_a_figure_changes_its_own_cells(
    today: Scenario, of: str, id: str, column: str, applies: str, value: float, table: str, expected: list[Any]
) -> None:
    changed = became(today, UncertainInput(of, id, column, "fixed", applies=applies), value)
    assert changed.keys() == {table}
    cells = changed[table][column].to_list()
    written = [item if isinstance(item, float) else str(item) for item in cells]
    assert written == pytest.approx(expected, abs=1e-3) if isinstance(expected[0], float) else _same(written, expected)
    untouched = [name for name in changed[table].columns if name not in (column, "_row")]
    if table != "yields":
        assert changed[table].select(untouched).equals(today.tables[table].select(untouched))


def _same(written: list[Any], expected: list[Any]) -> bool:
    """30 days twice are nearly two months of 31: compared as numbers where they are."""
    try:
        return [float(item.rstrip("d")) for item in written] == pytest.approx(
            [float(item.rstrip("d")) for item in expected], abs=1e-3
        )
    except ValueError:
        return written == expected


def test_a_default_leaves_what_is_there_and_never_adds(today: Scenario) -> None:
    """4 are there; 10 are promised, then 3: at 0.3 it is 4 (not 3) and 3 (as promised, below 4)."""
    figure = UncertainInput("resource", "line", "quantity", "fixed", keeps=True)
    assert became(today, figure, 0.3)["capacities"]["quantity"].to_list() == [4.0, 4.0, 3.0]
    assert became(today, figure, 0.7)["capacities"]["quantity"].to_list() == [4.0, 7.0, 3.0]


def test_outages_strike_bucket_by_bucket(today: Scenario) -> None:
    figure = UncertainInput("resource", "line", "quantity", "geometric", 0.25, 0.04)
    plan = muster.plan(apply_draw(today, [figure], [np.array([1.0, 0.0, 0.5])]))
    assert plan.resources["capacity"].to_list() == [4.0, 0.0, 1.5]


def test_a_change_to_one_figure_leaves_the_draws_of_the_others_alone(today: Scenario) -> None:
    demand = UncertainInput("request", "r", "quantity", "uniform", 0.0, 1.0)
    other = UncertainInput("stock", "depot/pump", "quantity", "normal", 1.0, 0.1, 0.0)
    more = UncertainInput("fund", "chest", "amount", "uniform", 0.0, 1.0)
    assert today.calendar is not None
    first = sample_inputs([demand, other], 3, 5, today.calendar)
    repeated = sample_inputs(
        [more, UncertainInput("request", "r", "quantity", "lognormal", 1.0, 0.2), other], 3, 5, today.calendar
    )
    assert repeated[2] == first[1]
    assert sample_inputs([other], 3, 5, today.calendar) == [first[1]]


def test_a_group_turns_out_together(today: Scenario) -> None:
    figures = [
        UncertainInput("request", "r", "quantity", "uniform", 0.0, 1.0, group="weather"),
        UncertainInput("stock", "depot/pump", "quantity", "uniform", 0.0, 10.0, group="weather"),
    ]
    assert today.calendar is not None
    for index in range(5):
        small, large = sample_inputs(figures, 1, index, today.calendar)
        assert 10 * float(small) == pytest.approx(float(large))


def test_the_table_is_read(tmp_path: Path) -> None:
    story = (
        STORY + "uncertainties: of, id, column, distribution, p1, p2, group\nlane, sea, capacity, uniform, 0, 1, g\n"
    )
    assert read_uncertain_inputs(muster.read(folder_of(tmp_path, story))) == [
        UncertainInput("lane", "sea", "capacity", "uniform", 0.0, 1.0, group="g")
    ]


def _line_moved(today: Scenario, months: float) -> list[float]:
    """4 from the start; 10 is promised for February and 3 for March."""
    moved = UncertainInput("resource", "line", "from", "fixed", applies="shift")
    return muster.plan(apply_draw(today, [moved], [months])).resources["capacity"].to_list()


@pytest.mark.parametrize(
    ("months", "capacity"),
    [(1.0, [4, 4, 10]), (-1.0, [10, 3, 3]), (-2.0, [3, 3, 3]), (-9.0, [3, 3, 3]), (1e300, [4, 4, 4])],
)
def test_what_comes_before_the_start_takes_the_place_of_what_was_there(
    today: Scenario, months: float, capacity: list[float]
) -> None:
    assert _line_moved(today, months) == capacity


def test_a_consent_that_comes_before_the_start_is_there_at_the_start(tmp_path: Path) -> None:
    story = """
    requests: request, location, wants, quantity, due
    r, port, pump, 3, 2024-01-01
    stocks: location, item, quantity
    port, pump, 3
    consents: party, wants, recipient, decision, from
    us, pump, us, withheld,
    us, pump, us, granted, 2024-03-01
    """
    scenario = muster.read(folder_of(tmp_path, story))
    assert not scenario.errors
    moved = UncertainInput("consent", "us/pump/us", "from", "fixed", applies="shift")
    days = [apply_draw(scenario, [moved], [months]).tables["consents"] for months in (-1.0, -3.0)]
    assert [frame["decision"].to_list() for frame in days] == [["withheld", "granted"], ["granted"]]


def test_a_promise_that_comes_early_and_smaller_is_still_a_promise(today: Scenario) -> None:
    """Half of 10 and of 3, not below the 4 that are there (nor above what was promised), a month early."""
    early = UncertainInput("resource", "line", "from", "fixed", applies="shift")
    half = UncertainInput("resource", "line", "quantity", "fixed", keeps=True)
    world = apply_draw(today, [early, half], [-1.0, 0.5])
    assert muster.plan(world).resources["capacity"].to_list() == [5, 3, 3]


@pytest.mark.parametrize("applies", ["factor", "value"])
def test_a_lead_time_beyond_all_bounds_is_the_longest_there_is(today: Scenario, applies: str) -> None:
    endless = UncertainInput("lane", "air", "lead_time", "fixed", applies=applies)
    assert became(today, endless, 1e100)["lanes"]["lead_time"].to_list() == ["1000000.0", "30d"]
