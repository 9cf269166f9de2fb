"""Prices that change."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

COSTS = table(
    "costs",
    MADE,
    mark("Prices that change with time; before the first row the table's own unit_cost holds."),
    Column("of", "text", mark("What the price is of."), required=True, choices=("operation", "lane")),
    Column(
        "id",
        "id",
        mark("The operation or lane."),
        required=True,
        kinds={"operation": "operations", "lane": "lanes"},
    ),
    Column("from", "date", mark("The day from which the price holds."), required=True),
    Column("unit_cost", "number", mark("The price."), unit=mark("money per unit"), required=True),
    key=("of", "id", "from"),
)
