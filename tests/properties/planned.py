"""Random scenarios planned, and what of two plans has to be alike."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import muster
from published.write import Settings, Tables, write

CLOSE = 1e-6


def scenario_of(tables: Tables, settings: Settings) -> muster.Scenario:
    """The scenario as read from a folder, sound."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = muster.read(write(Path(folder) / "s", tables, settings))
    assert not scenario.errors, [str(problem) for problem in scenario.errors]
    return scenario


def plan_of(tables: Tables, settings: Settings) -> muster.Plan:
    """The plan of a scenario in plain Python."""
    return muster.plan(scenario_of(tables, settings))


def bytes_of(plan: muster.Plan) -> dict[str, str]:
    """sha256 of every result table as written; `problems` aside, whose rows are lines of files."""
    if not plan.has_solution:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        written = muster.write_plan(plan, Path(folder) / "p")
        tables = sorted(path for path in written.glob("*.parquet") if path.stem != "problems")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tables}


def tiers_of(plan: muster.Plan) -> dict[str, float]:
    """Values of the tiers by name, calm aside."""
    tiers = plan.certificate.tiers if plan.certificate else ()
    return {tier.name: tier.value for tier in tiers if tier.name != "calm"}


def differing(one: dict[str, float], other: dict[str, float], close: float = CLOSE) -> dict[str, Any]:
    """The tiers in which two plans differ by more than `close` times max(1, |value|)."""
    assert one.keys() == other.keys()
    return {
        name: (value, other[name])
        for name, value in one.items()
        if abs(value - other[name]) > close * max(1.0, abs(value))
    }


def everywhere(tables: Tables, change: Callable[[Any], Any]) -> Tables:
    """The same tables with every cell changed."""
    return {
        name: [{column: change(value) for column, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }
