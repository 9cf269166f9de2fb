"""Small invented workbooks in the layouts of the Ukraine Support Tracker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

MAIN = "Bilateral Assistance, MAIN DATA"
LATER = (
    "activity_id",
    "sub_activity_id",
    "donor",
    "announcement_date",
    "month",
    "month_exists_dummy",
    "aid_type_general",
    "aid_type_specific",
    "explanation",
    "measure",
    "item",
    "item_numb",
    "reporting_currency",
    "source_reported_value",
    "tot_activity_value_EUR",
    "tot_sub_activity_value_EUR",
    "tot_sub_activity_value_EUR_redistr",
    "source_1",
)
EARLIER = (
    "ID",
    "Countries",
    "Announcement Date",
    "Type of Aid General",
    "Type of Aid Specific",
    "Explanation",
    "Sub-type of item",
    "No. of Units",
    "Original Currency",
    "Monetary Value as Given by Source",
    "Converted Value in EUR",
    "Allocated Total in EUR (redistributed)",
    "Source of Aid 1",
)
GENERATORS: Mapping[str, Any] = {
    "activity_id": "NO1",
    "sub_activity_id": "NO1_1",
    "donor": "Norway",
    "announcement_date": dt.date(2023, 1, 15),
    "month": 13,
    "month_exists_dummy": 1,
    "aid_type_general": "Humanitarian ",
    "aid_type_specific": "Equipment",
    "explanation": "made up",
    "measure": "Allocation",
    "item": "generators",
    "item_numb": 40,
    "reporting_currency": "NOK",
    "source_reported_value": 5000,
    "tot_activity_value_EUR": 1000,
    "tot_sub_activity_value_EUR": 600,
    "tot_sub_activity_value_EUR_redistr": 600,
    "source_1": "https://example.org/no1",
}
BLANKETS = dict(GENERATORS) | {
    "sub_activity_id": "NO1_2",
    "item": "blankets",
    "item_numb": "undisclosed",
    "source_reported_value": ".",
    "tot_activity_value_EUR": 0,
    "tot_sub_activity_value_EUR": ".",
    "tot_sub_activity_value_EUR_redistr": 400,
}
LOAN: Mapping[str, Any] = {
    "activity_id": "EU1",
    "sub_activity_id": "EU1_1",
    "donor": "EU (Commission and Council)",
    "announcement_date": "until end of 2023",
    "month": 0,
    "month_exists_dummy": 0,
    "aid_type_general": "Financial",
    "measure": "Commitment",
    "tot_activity_value_EUR": 9000,
    "tot_sub_activity_value_EUR": ".",
    "tot_sub_activity_value_EUR_redistr": ".",
}


def write_later_release(path: Path, *rows: Mapping[str, Any], columns: Sequence[str] = LATER, above: int = 0) -> Path:
    """Write a release in the later layout, with other sheets around its main table."""
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    first.title = "Cover and Notes"
    first["A1"] = "Ukraine Support Tracker"
    summary = workbook.create_sheet("Country Summary (€)")
    summary.append(["Country", "Total bilateral allocations", "Total bilateral commitments"])
    main = workbook.create_sheet(MAIN)
    for _ in range(above):
        main.append(["a note above the table"])
    main.append(list(columns))
    for row in rows:
        main.append([row.get(column) for column in columns])
    workbook.save(path)
    return path


def write_earlier_release(path: Path, *rows: Sequence[Any]) -> Path:
    """Write a release in the earlier layout."""
    workbook = openpyxl.Workbook()
    main = workbook.active
    assert main is not None
    main.title = "Bilateral assistance, MAIN DATA"
    main.append(list(EARLIER))
    for row in rows:
        main.append(list(row))
    workbook.save(path)
    return path
