"""What must not matter does not: running again, the order of rows and columns, the names of things."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from naive.strategies import random_scenario, scenarios
from properties.planned import bytes_of, differing, everywhere, plan_of, tiers_of
from published.write import Tables, write

TESTS = Path(__file__).parents[1]

TWICE = """
import sys
sys.path.insert(0, sys.argv[1])
from naive.strategies import random_scenario
from properties.planned import bytes_of, plan_of
for seed in (3, 11, 40):
    print(bytes_of(plan_of(*random_scenario(seed))))
"""


def shuffled(tables: Tables, seed: int) -> Tables:
    """The same rows in another order, and the columns of every table too."""
    dice = random.Random(seed)
    result: Tables = {}
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        dice.shuffle(columns)
        moved = [{column: row.get(column) for column in columns} for row in rows]
        dice.shuffle(moved)
        result[name] = moved
    return result


def renamed(tables: Tables, seed: int) -> Tables:
    """Every id under a new name, such that their order is another."""
    keys = {
        "parties": "party",
        "locations": "location",
        "items": "item",
        "families": "family",
        "operations": "operation",
        "resources": "resource",
        "lanes": "lane",
        "investments": "investment",
        "funds": "fund",
        "requests": "request",
    }
    ids = sorted({row[column] for table, column in keys.items() for row in tables.get(table, [])})
    places = list(range(len(ids)))
    random.Random(seed).shuffle(places)
    names = {old: f"n{place:03d}" for old, place in zip(ids, places, strict=True)}

    def name(cell: Any) -> Any:
        return names.get(cell, cell) if isinstance(cell, str) else cell

    return everywhere(tables, name)


def test_two_processes_give_the_same_bytes() -> None:
    """The order of sets differs from one process to the next; the plan does not."""
    told = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", TWICE, str(TESTS)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert told[0] == told[1]
    assert "requests.parquet" in told[0]


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 99))
def test_order_changes_no_byte(drawn: tuple[Tables, dict[str, Any]], seed: int) -> None:
    tables, options = drawn
    once, again = plan_of(tables, options), plan_of(shuffled(tables, seed), options)
    assert once.scenario.digest == again.scenario.digest
    assert bytes_of(once) == bytes_of(again)


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 99))
def test_names_change_no_tier(drawn: tuple[Tables, dict[str, Any]], seed: int) -> None:
    tables, options = drawn
    once, again = plan_of(tables, options), plan_of(renamed(tables, seed), options)
    assert once.status == again.status
    assert differing(tiers_of(once), tiers_of(again)) == {}


def test_whole_numbers_change_no_byte_and_no_tier() -> None:
    for seed in range(5):
        tables, options = random_scenario(seed, whole=True)
        once = plan_of(tables, options)
        assert bytes_of(once) == bytes_of(plan_of(shuffled(tables, seed), options))
        assert differing(tiers_of(once), tiers_of(plan_of(renamed(tables, seed), options)), 2e-5) == {}


def test_the_scenario_on_disk_is_left_as_it_was(tmp_path: Path) -> None:
    import muster

    folder = write(tmp_path / "s", *random_scenario(3))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    muster.write_plan(muster.plan(muster.read(folder)), tmp_path / "p")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
