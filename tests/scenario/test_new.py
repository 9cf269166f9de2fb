"""New scenarios, and the data package."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from pathlib import Path

import click
import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from muster.cli import muster
from muster.scenario import read
from muster.scenario.datapackage import write_datapackage
from muster.scenario.new_scenario import create_folder, create_workbook
from muster.schema import SETTINGS, TABLES
from muster.text import language_override
from scenario.small import folder

START = dt.date(2025, 1, 1)


def test_a_new_folder(tmp_path: Path) -> None:
    create_folder(tmp_path / "new", START)
    loaded = read(tmp_path / "new")
    assert loaded.problems == ()
    assert loaded.calendar is not None
    assert {file.stem for file in (tmp_path / "new").glob("*.csv")} == set(TABLES)
    text = (tmp_path / "new" / "scenario.toml").read_text(encoding="utf-8")
    assert all(f"{name} = " in text for name in SETTINGS)
    explained = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    assert "`handed_over_before`" in explained


def test_a_new_workbook(tmp_path: Path) -> None:
    create_workbook(tmp_path / "new.xlsx", START)
    create_folder(tmp_path / "new", START)
    loaded = read(tmp_path / "new.xlsx")
    assert loaded.problems == ()
    assert loaded.digest == read(tmp_path / "new").digest


def test_the_workbook_as_another_program_sees_it(tmp_path: Path) -> None:
    create_workbook(tmp_path / "new.xlsx", START)
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert book.sheetnames == ["about", "scenario", *TABLES]
    for name, table in TABLES.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert sheet.freeze_panes
        styles = sheet.column_dimensions.values()
        texts = {i for style in styles if style.number_format == "@" for i in range(style.min, style.max + 1)}
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.comment.text.startswith(column.description)
            if column.type == "id":
                assert cell.column in texts
        lists = {str(rule.sqref).split("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[1], table.columns, strict=True):
            if column.choices:
                assert lists[cell.column_letter] == f'"{",".join(column.choices)}"'
            elif column.references:
                assert lists[cell.column_letter].startswith(f"{column.references[0]}!$A$2:")
    uses = {str(rule.sqref)[0]: rule.formula1 for rule in book["fund_uses"].data_validations.dataValidation}
    assert uses["C"].startswith('IF($B2="operation",operations!$A$2:')
    settings = {row[0].value: row[1].value for row in book["scenario"].iter_rows(max_col=2)}
    assert settings["buckets"] == 12
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_an_arabic_workbook_is_read_from_right_to_left(tmp_path: Path) -> None:
    with language_override("ar"):
        create_workbook(tmp_path / "new.xlsx", START)
    for sheet in openpyxl.load_workbook(tmp_path / "new.xlsx").worksheets:
        assert sheet.sheet_view.rightToLeft
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.alignment.readingOrder for cell in cells} == {2}


@pytest.mark.parametrize("name", ["y.xls", "y.csv", "y.TOML"])
def test_a_name_that_is_neither_workbook_nor_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(click.UsageError, match=r"end it in \.xlsx"):
        muster.main(args=["new", str(tmp_path / name)], standalone_mode=False)
    assert not list(tmp_path.iterdir())


def test_a_workbook_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(book: xlsxwriter.Workbook) -> None:
        raise FileCreateError(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    with pytest.raises(click.UsageError, match="cannot be written: No space left on device"):
        muster.main(args=["new", str(tmp_path / "y.xlsx")], standalone_mode=False)
    assert not list(tmp_path.iterdir())


def test_the_data_package_that_is_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder(tmp_path / "small", {"datapackage.json": "{}"})
    with pytest.raises(click.UsageError, match=r"datapackage\.json is there already"):
        muster.main(args=["new", "--datapackage", str(path)], standalone_mode=False)

    def forbidden(*_args: object, **_named: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (path / "datapackage.json").unlink()
    monkeypatch.setattr("tempfile.mkdtemp", forbidden)
    with pytest.raises(click.UsageError, match="cannot be written: Permission denied"):
        muster.main(args=["new", "--datapackage", str(path)], standalone_mode=False)


@pytest.mark.parametrize("make", [create_folder, create_workbook])
def test_what_is_there_is_not_written_over(tmp_path: Path, make: object) -> None:
    target = tmp_path / "new.xlsx"
    target.mkdir()
    with pytest.raises(FileExistsError):
        make(target)  # type: ignore[operator]
    assert list(target.iterdir()) == []


def test_the_data_package_agrees(tmp_path: Path) -> None:
    """Another reader of tables finds the sound scenario valid, and what is wrong with one that is not."""
    frictionless = pytest.importorskip("frictionless")
    path = folder(tmp_path / "small", {"items.csv": "item,weight,integer\npump,3,TRUE\nvalve,4,\n"})
    assert write_datapackage(read(path)) == path / "datapackage.json"
    report = frictionless.validate(str(path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    (path / "lanes.csv").write_text("lane,origin,destination,lead_time\nsea,depot,prot,1\n")
    (path / "stocks.csv").write_text("location,item,quantity\ndepot,pump,-1\ndepot,pump,x\n")
    wrong = frictionless.validate(str(path / "datapackage.json")).flatten(["type"])
    assert {kind for (kind,) in wrong} == {"foreign-key", "constraint-error", "type-error", "primary-key"}
    with pytest.raises(FileExistsError):
        write_datapackage(read(path))


def test_the_data_package_of_a_workbook(tmp_path: Path) -> None:
    create_workbook(tmp_path / "new.xlsx", START)
    file = write_datapackage(read(tmp_path / "new.xlsx"))
    assert file.name == "new.datapackage.json"
    described = json.loads(file.read_text(encoding="utf-8"))
    assert [resource["name"] for resource in described["resources"]] == list(TABLES)
