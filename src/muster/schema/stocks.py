"""What lies where at the start, and how much may."""

from muster.schema.table import THERE, Column, table

STOCKS = table(
    "stocks",
    THERE,
    "What lies where at the start, and how much may lie there.",
    Column("location", "id", "Where it lies.", required=True, references=("locations",)),
    Column("item", "id", "What lies there.", required=True, references=("items",)),
    Column("quantity", "number", "The opening stock.", unit="units", required=True, minimum=0),
    Column("maximum", "number", "The storage limit, on goods of all marks together.", unit="units", minimum=0),
    Column(
        "end_value",
        "number",
        "What one unit left at the end is worth, in the objective `value`.",
        unit="money per unit",
        default=0.0,
    ),
    key=("location", "item"),
)
