"""Prices that change."""

from muster.schema.table import MADE, Column, table

COSTS = table(
    "costs",
    MADE,
    "Prices that change with time; before the first row the table's own unit_cost holds.",
    Column("of", "text", "What the price is of.", required=True, choices=("operation", "lane")),
    Column(
        "id",
        "id",
        "The operation or lane.",
        required=True,
        kinds={"operation": "operations", "lane": "lanes"},
    ),
    Column("from", "date", "The day from which the price holds.", required=True),
    Column("unit_cost", "number", "The price.", unit="money per unit", required=True),
    key=("of", "id", "from"),
)
