"""Everything planned, finished or component."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

ITEMS = table(
    "items",
    THERE,
    mark("Everything that is planned, finished or component."),
    Column("item", "id", mark("The item's id."), required=True),
    Column("name", "text", mark("Its name in English.")),
    Column("name_ar", "text", mark("Its name in Arabic.")),
    Column("unit", "text", mark("What one of it is counted in."), default="each"),
    Column("integer", "boolean", mark("Whether only whole units are made, moved and handed over."), default=False),
    Column(
        "holding_cost",
        "number",
        mark("What it costs to hold one unit for one base bucket, in stock or on the way."),
        unit=mark("money per unit and base bucket"),
        default=0.0,
        minimum=0,
    ),
    Column(
        "unit_cost",
        "number",
        mark("What one unit is valued at; for valuation only."),
        unit=mark("money per unit"),
        minimum=0,
    ),
    key=("item",),
)
