"""Codes: missing and invalid settings."""

from muster.problems.code import Code
from muster.text import mark

SETTINGS = (
    Code(
        "SET-001",
        "error",
        mark("Settings missing"),
        mark("the settings are missing."),
        mark("Add scenario.toml, or the sheet scenario, with at least start and buckets."),
        mark(
            "Every scenario has settings: scenario.toml in a folder, the sheet `scenario` with names "
            "and values in a workbook."
        ),
    ),
    Code(
        "SET-002",
        "error",
        mark("Settings cannot be read"),
        mark("it is not TOML: {detail}."),
        mark("Correct it; text needs quotes, dates do not."),
        mark("scenario.toml follows the TOML format: one `name = value` a line."),
    ),
    Code(
        "SET-003",
        "warning",
        mark("Unknown setting"),
        mark("it is not a setting and is not read."),
        mark("Rename or remove it."),
        mark("Only the documented settings are read."),
    ),
    Code(
        "SET-004",
        "error",
        mark("Required setting missing"),
        mark("the setting is missing."),
        mark("Add it."),
        mark("A scenario must give the start of its horizon and the number of buckets."),
    ),
    Code(
        "SET-005",
        "error",
        mark("Setting with a wrong value"),
        mark('"{value}" is not {allowed}.'),
        mark("Correct the setting."),
        mark("The setting has another type, or allows only certain words."),
    ),
    Code(
        "SET-006",
        "error",
        mark("Misaligned start"),
        mark("{value} is not the first of a month."),
        mark("Start on the first of a month, or use day or week buckets."),
        mark("Month, quarter and year buckets begin on the first of a month."),
    ),
    Code(
        "SET-007",
        "error",
        mark("Buckets cannot be read"),
        mark('"{value}" is not a horizon: {detail}.'),
        mark('Write a count such as 36, or "12 month, 8 quarter".'),
        mark(
            "The horizon is a count of base buckets, or a list of counts and kinds that are whole "
            "multiples of the base bucket."
        ),
    ),
    Code(
        "SET-008",
        "error",
        mark("Setting given twice"),
        mark("the setting is given twice."),
        mark("Keep one of the two."),
        mark("With two rows of the same name it is unclear which one counts."),
    ),
    Code(
        "SET-009",
        "error",
        mark("Horizon beyond the calendar"),
        mark("with a start on {value} the horizon ends after the year 9999."),
        mark("Start earlier."),
        mark("Dates go up to the year 9999; the horizon has to end before."),
    ),
)
