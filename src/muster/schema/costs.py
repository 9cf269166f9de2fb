"""Prices that change."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

COSTS = define_table(
    "costs",
    NETWORK_GROUP,
    mark("Prices that change with time; before the first row the table's own unit_cost holds."),
    InputColumn("of", "text", mark("What the price is of."), required=True, choices=("operation", "lane")),
    InputColumn(
        "id",
        "id",
        mark("The operation or lane."),
        required=True,
        references_by_kind={"operation": "operations", "lane": "lanes"},
    ),
    InputColumn("from", "date", mark("The day from which the price holds."), required=True),
    InputColumn("unit_cost", "number", mark("The price."), unit=mark("money per unit"), required=True),
    key=("of", "id", "from"),
)
