"""The examples' tables: nothing to complain of, every name in Arabic, every figure with its source or marked."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from examples.folders import EXAMPLES, rows

NAMED = ("parties", "locations", "items", "resources")
MARKS = ("assumed", "made-up", "by definition")
MADE_UP = [path for path in EXAMPLES if path.name in ("vaccines-2021", "transformers")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_example_has_no_errors_and_no_warnings(example: Path) -> None:
    problems = muster.read(example).problems
    assert [problem for problem in problems if problem.severity != "note"] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_name_is_there_in_arabic(example: Path) -> None:
    for table in NAMED:
        for row in rows(example / f"{table}.csv"):
            assert row["name"], row
            assert any("\u0621" <= sign <= "\u064a" for sign in row["name_ar"]), row
    assert 'title_ar = "' in (example / "scenario.toml").read_text("utf-8")


@pytest.mark.parametrize("example", MADE_UP, ids=lambda path: path.name)
def test_what_rests_on_no_source_is_marked(example: Path) -> None:
    assert "made-up figures" in (example / "scenario.toml").read_text("utf-8")
    for path in sorted(example.glob("*.csv")):
        for row in rows(path) if path.stem != "sources" else []:
            assert row["source"] or any(f"{mark}: " in row["note"] for mark in MARKS), f"{path.name}: {row}"


@pytest.mark.parametrize("example", MADE_UP, ids=lambda path: path.name)
def test_readme_counts_the_rows_as_they_are(example: Path) -> None:
    told = (example / "README.md").read_text("utf-8")
    tables = [path for path in sorted(example.glob("*.csv")) if path.stem != "sources"]
    all_rows = [row for path in tables for row in rows(path)]
    sources = list(rows(example / "sources.csv"))
    assert f"{len(all_rows)} rows, not counting the {len(sources)} sources" in told
    made_up = [row for row in all_rows if "made-up: " in row["note"]]
    both = [row for row in made_up if row["source"]]
    assert f"{len(made_up) - len(both)} are made up" in told
    assert f" {len(both)} " in told


@pytest.mark.parametrize("example", MADE_UP, ids=lambda path: path.name)
def test_every_source_is_cited(example: Path) -> None:
    cited = {row["source"] for path in example.glob("*.csv") if path.stem != "sources" for row in rows(path)}
    assert {row["source"] for row in rows(example / "sources.csv")} == cited - {""}
