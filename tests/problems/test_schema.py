"""The schema keeps its own rules, and names every table and column of the contract."""

from __future__ import annotations

import subprocess
import sys

import pytest

from muster.schema import SETTINGS, TABLES, InputTable


def test_the_tables() -> None:
    assert len(TABLES) == 28
    assert next(iter(TABLES)) == "parties"
    assert " ".join(SETTINGS) == (
        "title title_ar start buckets bucket as_of currency objective basis without_consent share"
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table(table: InputTable) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert {"source", "note"} <= set(names)
    assert set(table.key) <= set(names)
    assert table.description.endswith(".")
    for column in table.columns:
        assert column.description.endswith("."), column.name
        assert column.description[0].isupper(), column.name
        assert set(column.references) <= TABLES.keys()
        assert set(column.references_by_kind.values()) <= TABLES.keys()
        if column.references_by_kind:
            assert set(column.references_by_kind) <= set(table.by_name["of"].choices)
        if isinstance(column.default, str) and column.choices:
            assert column.default in column.choices
        if column.required:
            assert column.default is None
        if column.type == "number" and (column.minimum is not None or column.exclusive_minimum is not None):
            assert column.unit, column.name


def test_the_ground_floor_loads_nothing_heavy() -> None:
    """The command line shows its help from these modules alone."""
    modules = "muster.problems, muster.text, muster.schema"
    program = f"import sys, {modules}; print({{'polars', 'numpy', 'scipy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
