"""Codes: dates outside the horizon."""

from muster.problems.code import Code
from muster.text import mark

DATES = (
    Code(
        "DATE-001",
        "error",
        mark("Receipt before the start"),
        mark("{value} lies before the start ({start})."),
        mark("Add the quantity to the opening stock, or correct the date."),
        mark("Goods that arrived before the start are part of the opening stock."),
    ),
    Code(
        "DATE-002",
        "note",
        mark("Due before the start"),
        mark("{value} lies before the start ({start}): it is due in the first bucket."),
        mark("No action is needed if this is intended."),
        mark("A request due before the start is due in the first bucket."),
    ),
    Code(
        "DATE-003",
        "warning",
        mark("Date after the horizon"),
        mark("{value} lies after the horizon, which ends on {end}: the row has no effect."),
        mark("Lengthen the horizon, or delete the row."),
        mark("Rows dated after the horizon have no effect on the plan."),
    ),
    Code(
        "DATE-004",
        "warning",
        mark("Date before the start"),
        mark("{value} lies before the start ({start}): the row has no effect."),
        mark("Correct the date, or delete the row."),
        mark("Rows that ended before the start have no effect on the plan."),
    ),
)
