"""What lies where at the start, and how much may."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

STOCKS = table(
    "stocks",
    THERE,
    mark("What lies where at the start, and how much may lie there."),
    Column("location", "id", mark("Where it lies."), required=True, references=("locations",)),
    Column("item", "id", mark("What lies there."), required=True, references=("items",)),
    Column("quantity", "number", mark("The opening stock."), unit=mark("units"), required=True, minimum=0),
    Column(
        "maximum", "number", mark("The storage limit, on goods of all marks together."), unit=mark("units"), minimum=0
    ),
    Column(
        "end_value",
        "number",
        mark("What one unit left at the end is worth, in the objective `value`."),
        unit=mark("money per unit"),
        default=0.0,
    ),
    key=("location", "item"),
)
