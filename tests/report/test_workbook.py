"""The workbook: what stands in it, that it can be worked on, and that nothing in it runs."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import muster
from muster.report.xlsx import plan_workbook
from muster.text import language_override
from plans.small_plans import small_plan
from report.hostile import FORMULA, hostile_plan


def opened(plan: muster.Plan, lang: str = "en") -> Workbook:
    """The workbook of a plan as another program reads it: stored values."""
    with language_override(lang):
        content = plan_workbook(plan)
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(name="plan", scope="module")
def _plan(tmp_path_factory: pytest.TempPathFactory) -> muster.Plan:
    return small_plan(tmp_path_factory.mktemp("small"))


def test_each_sheet_has_filters_frozen_panes_and_a_native_chart(plan: muster.Plan) -> None:
    book = opened(plan)
    assert book.sheetnames == ["Summary", "Requests", "Stocks", "Resources", "Contributions", "lists"]
    for sheet in book.worksheets[:-1]:
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.freeze_panes, sheet.title
        assert len(sheet._charts) == 1, sheet.title
        assert not sheet.sheet_view.rightToLeft
    assert book["lists"].sheet_state == "hidden"


def test_arabic_sheets_run_from_right_to_left(plan: muster.Plan) -> None:
    book = opened(plan, "ar")
    assert book.sheetnames[0] == "الملخص"
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets[:-1])


def test_the_summary_says_whether_it_is_proved_and_has_every_request(plan: muster.Plan) -> None:
    sheet = opened(plan)["Summary"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(text.startswith("Proven optimal") for text in texts)
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in ("r", "s")}
    assert {name: (row[4].value, row[7].value) for name, row in rows.items()} == {
        fulfilment.demand.request: (fulfilment.quantity, fulfilment.short) for fulfilment in plan.served
    }
    for fulfilment in plan.served:
        row = rows[fulfilment.demand.request]
        shares = [row[column_index].value for column_index in (10, 11, 12)]
        late = fulfilment.handed_over - fulfilment.on_time
        assert shares == pytest.approx(
            [
                fulfilment.on_time / fulfilment.quantity,
                late / fulfilment.quantity,
                fulfilment.short / fulfilment.quantity,
            ]
        )


def test_the_panel_draws_what_is_chosen(plan: muster.Plan) -> None:
    sheet = opened(plan)["Resources"]
    chosen = sheet.cell(2, 11).value
    assert chosen == "line"
    drawn = [(sheet.cell(row, 11).value, sheet.cell(row, 12).value) for row in range(5, 9)]
    assert drawn == list(plan.resources.select("load", "capacity").iter_rows())


def test_the_panel_follows_the_choice(plan: muster.Plan) -> None:
    formulas = openpyxl.load_workbook(io.BytesIO(plan_workbook(plan)))["Requests"]
    formula = str(formulas.cell(5, 13).value)
    assert formula.startswith("=SUMPRODUCT(EXACT($A$2:$A$9,$M$2)*($E$2:$E$9=$L5),$H$2:$H$9)")
    (validation,) = formulas.data_validations.dataValidation
    assert (validation.type, str(validation.sqref), validation.formula1) == ("list", "M2", "lists!$A$1:$A$2")


def test_all_figures_are_there_as_numbers(plan: muster.Plan) -> None:
    sheet = opened(plan)["Stocks"]
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=2) if row[0].value]
    assert [row[4] for row in rows] == plan.stocks["quantity"].to_list()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_names_are_text(tmp_path: Path, lang: str) -> None:
    with language_override(lang):
        content = plan_workbook(hostile_plan(tmp_path))
    book = openpyxl.load_workbook(io.BytesIO(content))
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]  # fmt: skip
    assert formulas
    assert all(formula.startswith(("=SUMPRODUCT(", "=IF(")) for formula in formulas)
    assert not any("HYPERLINK" in formula for formula in formulas)
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert f"'{FORMULA}" in texts or f"'{FORMULA[:60]}" in texts
