"""Differences between the inputs of two plans: settings, options, rows and cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import muster
from muster.plans.compare import Comparison, compare, words
from plans.story_comparisons import LINE, TWO, ComparePlans, arriving, plan_comparer
from stories.story import plan_of


@pytest.fixture(name="compared")
def _compared(tmp_path: Path) -> ComparePlans:
    return plan_comparer(tmp_path)


def cells(comparison: Comparison) -> list[tuple[Any, ...]]:
    """(table, key, column, before, after) of every cell that differs."""
    return [
        (table.table, tuple(cell.key.values()), cell.column, cell.before.value, cell.after.value)
        for table in comparison.inputs.tables
        for cell in table.cells
    ]


def rows(comparison: Comparison, side: str) -> list[tuple[Any, ...]]:
    """(table, its cells) of every row that only one scenario has."""
    return [(table.table, *row.cells.values()) for table in comparison.inputs.tables for row in getattr(table, side)]


def test_a_cell_with_its_place(compared: ComparePlans) -> None:
    comparison = compared(LINE.format(capacity=5), LINE.format(capacity=20))
    assert cells(comparison) == [("capacities", ("line",), "quantity", 5.0, 20.0)]
    cell = comparison.inputs.tables[0].cells[0]
    assert (cell.before.file, cell.before.row, cell.after.file, cell.after.row) == (
        "capacities.csv", 2, "capacities.csv", 2,
    )  # fmt: skip
    assert words(comparison).inputs == ("1 cell differs in capacities.csv.",)


def test_blank_is_not_its_default(compared: ComparePlans) -> None:
    """The plans are the same; what was given is not, and neither is the digest."""
    comparison = compared(
        TWO.format(other="s", quantity=1), TWO.format(other="s", quantity=1).replace("2024-01, 1", "2024-01,")
    )
    assert cells(comparison) == [("requests", ("r",), "priority", 1, None)]
    assert all(not change.changes for change in comparison.requests)
    assert comparison.before.digest != comparison.after.digest


def test_a_row_of_other_sign_is_another_row(compared: ComparePlans) -> None:
    """An operation that takes and gives one item has two rows for it."""
    story = (
        LINE.format(capacity=5)
        + """
        stocks: location, item, quantity
        works, part, 100
    """
    )
    story = story.replace("make, thing, 1\n", "make, thing, 1\nmake, part, -4\nmake, part, {left}\n")
    comparison = compared(story.format(left=1), story.format(left=2))
    assert cells(comparison) == [("operation_items", ("make", "part"), "quantity", 1.0, 2.0)]


def test_rows_come_and_go(compared: ComparePlans) -> None:
    comparison = compared(TWO.format(other="old", quantity=2), TWO.format(other="young", quantity=4))
    assert rows(comparison, "removed") == [("requests", "old", "us", "depot", "thing", 2.0, date(2024, 1, 1), 2)]
    assert rows(comparison, "added") == [("requests", "young", "us", "depot", "thing", 4.0, date(2024, 1, 1), 2)]
    assert words(comparison).inputs == ("1 row is new in requests.csv.", "1 row is gone from requests.csv.")


RECEIPTS = """
    requests: request, location, wants, quantity, due
    r, depot, thing, 10, 2024-01
    receipts: location, item, quantity, date, note
"""


def test_rows_without_a_key(compared: ComparePlans) -> None:
    """Of three equal rows one goes; of the others one is moved, one grows, one is remarked on."""
    before = (
        RECEIPTS
        + """
        depot, thing, 2, 2024-01-01,
        depot, thing, 2, 2024-01-01,
        depot, thing, 2, 2024-01-01,
        depot, thing, 7, 2024-02-01,
        depot, thing, 8, 2024-03-01,
        depot, other, 3, 2024-01-01,
    """
    )
    after = (
        RECEIPTS
        + """
        depot, thing, 8, 2024-03-01, sure
        depot, other, 4, 2024-01-01,
        depot, thing, 7, 2024-03-01,
        depot, thing, 2, 2024-01-01,
        depot, thing, 2, 2024-01-01,
        depot, third, 1, 2024-01-01,
    """
    )
    comparison = compared(before, after)
    assert sorted(cell[1:] for cell in cells(comparison) if cell[0] == "receipts") == [
        (("depot", "other"), "quantity", 3.0, 4.0),
        (("depot", "thing"), "date", date(2024, 2, 1), date(2024, 3, 1)),
        (("depot", "thing"), "note", None, "sure"),
    ]
    assert rows(comparison, "removed") == [("receipts", "depot", "thing", 2.0, date(2024, 1, 1))]
    assert ("receipts", "depot", "third", 1.0, date(2024, 1, 1)) in rows(comparison, "added")


def test_a_row_moved_in_time_is_one_row(compared: ComparePlans) -> None:
    more = "line, 2024-03, 9\n"
    before = LINE.format(capacity=5).replace("line, , 5\n", "line, , 5\n" + more)
    comparison = compared(before, before.replace("2024-03, 9", "2024-02, 9"))
    assert cells(comparison) == [
        ("capacities", ("line", date(2024, 2, 1)), "from", date(2024, 3, 1), date(2024, 2, 1)),
    ]


def test_the_order_of_rows_is_nothing(compared: ComparePlans) -> None:
    story = TWO.format(other="s", quantity=2).strip().splitlines()
    swapped = [*story[:-2], story[-1], story[-2]]
    comparison = compared("\n".join(story), "\n".join(swapped))
    assert comparison.inputs.is_empty
    assert comparison.before.digest == comparison.after.digest


def test_settings_and_options(tmp_path: Path, compared: ComparePlans) -> None:
    comparison = compared(arriving("2024-01-01"), arriving("2024-01-01"), share=(True, False), title_ar=("", "قصة"))
    assert [(change.name, change.before, change.after) for change in comparison.inputs.settings] == [
        ("title_ar", None, "قصة"), ("share", True, False),
    ]  # fmt: skip
    scenario = muster.read(tmp_path / "0")
    plans = [
        muster.plan(scenario, options={"basis": None, "patch": []}),
        muster.plan(scenario, options={"basis": ["contracted", "assumed"], "patch": ["swiss.toml"]}),
    ]
    assert words(compare(*plans)).inputs == (
        "Option basis is contracted, assumed instead of none.",
        "Option patch is swiss.toml instead of none.",
    )


def test_a_patched_cell_is_told_where_its_change_is(tmp_path: Path) -> None:
    plan_of(tmp_path / "s", LINE.format(capacity=5))
    patch = tmp_path / "more.toml"
    patch.write_text('[[change]]\ntable = "capacities"\nkey = {resource = "line"}\nset = {quantity = 7}\n')
    scenario = muster.read(tmp_path / "s")
    comparison = compare(muster.plan(scenario), muster.plan(scenario.patched([patch])))
    cell = comparison.inputs.tables[0].cells[0]
    assert (cell.after.value, cell.after.row) == (7.0, None)
    assert "more.toml" in cell.after.file
