"""Everything planned, finished or component."""

from muster.schema.table import THERE, Column, table

ITEMS = table(
    "items",
    THERE,
    "Everything that is planned, finished or component.",
    Column("item", "id", "The item's id.", required=True),
    Column("name", "text", "Its name in English."),
    Column("name_ar", "text", "Its name in Arabic."),
    Column("unit", "text", "What one of it is counted in.", default="each"),
    Column("integer", "boolean", "Whether only whole units are made, moved and handed over.", default=False),
    Column(
        "holding_cost",
        "number",
        "What it costs to hold one unit for one base bucket, in stock or on the way.",
        unit="money per unit and base bucket",
        default=0.0,
        minimum=0,
    ),
    Column(
        "unit_cost",
        "number",
        "What one unit is valued at; for valuation only.",
        unit="money per unit",
        minimum=0,
    ),
    key=("item",),
)
