"""Opening stocks and storage limits."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

STOCKS = define_table(
    "stocks",
    STATE_GROUP,
    mark("Opening stocks and storage limits."),
    InputColumn("location", "id", mark("The location of the stock."), required=True, references=("locations",)),
    InputColumn("item", "id", mark("The item in stock."), required=True, references=("items",)),
    InputColumn("quantity", "number", mark("The opening stock."), unit=mark("units"), required=True, minimum=0),
    InputColumn(
        "maximum", "number", mark("The storage limit, on goods of all marks together."), unit=mark("units"), minimum=0
    ),
    InputColumn(
        "end_value",
        "number",
        mark("What one unit left at the end is worth, in the objective `value`."),
        unit=mark("money per unit"),
        default=0.0,
    ),
    key=("location", "item"),
)
