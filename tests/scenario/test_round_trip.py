"""Written and read back: folder, workbook, and back again."""

from __future__ import annotations

import csv as standard
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.scenario import GivenData, Scenario, read
from muster.scenario.cell_parsing import DTYPES, empty_frame
from muster.scenario.raw_table import TableLocator, clean_text
from muster.scenario.scenario import assemble
from muster.scenario.write import write
from muster.schema import TABLES, InputColumn
from scenario.small import scenario

_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t=+-@'\""),
    min_size=1,
    max_size=12,
)
TEXTS = (_TEXT | st.sampled_from(["=1+1", "'=1", "''@x", "-5", "+", "007", "1e5", "2024-01-01", "true", "a,b"])).map(
    clean_text
)


def cells(column: InputColumn) -> st.SearchStrategy[Any]:
    """Cells of a column, blank ones too."""
    match column.type:
        case "number":
            some: st.SearchStrategy[Any] = st.floats(0.001, 1, exclude_min=True) | st.integers(1, 10**12).map(float)
            if column.maximum is None:
                some |= st.floats(1, 1e300)
        case "whole":
            some = st.integers(1, 99)
        case "boolean":
            some = st.booleans()
        case "date":
            some = st.dates(dt.date(1850, 1, 1), dt.date(9999, 12, 31))
        case "lead_time":
            some = st.sampled_from(["0.0", "2.0", "1.5", "42d", "24m"])
        case _:
            some = st.sampled_from(column.choices) if column.choices else TEXTS.filter(bool)
            if column.pattern:
                some = st.sampled_from(["UKR", "XKX"])
    return some if column.required else st.none() | some


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios of any cells at all; their references lead nowhere."""
    tables = {name: empty_frame(table) for name, table in TABLES.items()}
    for name in draw(st.lists(st.sampled_from(sorted(TABLES)), max_size=3, unique=True)):
        rows = draw(st.lists(st.tuples(*(cells(c) for c in TABLES[name].columns)), min_size=1, max_size=3))
        frame = pl.DataFrame(rows, {c.name: DTYPES[c.type] for c in TABLES[name].columns}, orient="row")
        tables[name] = frame.with_columns(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias("_row"))
    known = {
        "title": draw(TEXTS),
        "start": dt.date(2024, 1, 1),
        "buckets": "12 month, 2 quarter",
        "share": False,
    }
    locators = {name: TableLocator(f"{name}.csv") for name in TABLES}
    return assemble(
        Path("drawn"), GivenData({k: v for k, v in known.items() if v != ""}, tables, locators, "scenario.toml")
    )


@settings(max_examples=8)
@given(scenarios())
def test_any_cells(tmp_path_factory: pytest.TempPathFactory, drawn: Scenario) -> None:
    path = tmp_path_factory.mktemp("round")
    write(drawn, path / "folder")
    write(drawn, path / "book.xlsx")
    assert read(path / "folder").digest == drawn.digest
    book = read(path / "book.xlsx")
    assert book.digest == drawn.digest
    write(book, path / "again")
    for file in (path / "folder").iterdir():
        assert (path / "again" / file.name).read_bytes() == file.read_bytes()


def test_text_that_would_run_as_a_formula(tmp_path: Path) -> None:
    """In the files it is behind an apostrophe; in the scenario it is as it was."""
    wicked = ["=cmd|' /C calc'!A0", "+1-1", "@SUM(A1)", "-2+3", "'=1"]
    rows = "item,name\npump,\nvalve,\n" + "".join(f'"i{i}","{name}"\n' for i, name in enumerate(wicked))
    loaded = scenario(tmp_path, {"items.csv": rows})
    assert "=1" in loaded.tables["items"]["name"].to_list()
    write(loaded, tmp_path / "out")
    write(loaded, tmp_path / "out.xlsx")
    with (tmp_path / "out" / "items.csv").open(encoding="utf-8", newline="") as file:
        written = [row["name"] for row in standard.DictReader(file)]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["items"]
    written += [str(row[1].value or "") for row in sheet.iter_rows(min_row=2)]
    assert sum(name.startswith("'") for name in written) == 10
    assert not any(name.startswith(("=", "+", "-", "@")) for name in written)
    assert read(tmp_path / "out").digest == read(tmp_path / "out.xlsx").digest == loaded.digest


def test_numbers_that_are_ids_in_a_workbook(tmp_path: Path) -> None:
    loaded = scenario(tmp_path, {"items.csv": "item\npump\nvalve\n155\n"})
    write(loaded, tmp_path / "out.xlsx")
    opened = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = opened["items"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "155")
    sheet.cell(row, 1).value = 155
    opened.save(tmp_path / "out.xlsx")
    assert read(tmp_path / "out.xlsx").digest == loaded.digest


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_what_is_there_is_not_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError):
        write(scenario(tmp_path), tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([name, "small"])


def test_nothing_is_left_half_written(tmp_path: Path) -> None:
    long = scenario(tmp_path, {"items.csv": "item,name\npump,\nvalve," + "x" * 40_000 + "\n"})
    with pytest.raises(ValueError, match="longer than a workbook's cell"):
        write(long, tmp_path / "out.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["small"]
