"""Everything planned, finished or component."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

ITEMS = define_table(
    "items",
    STATE_GROUP,
    mark("Everything that is planned, finished or component."),
    InputColumn("item", "id", mark("The item's id."), required=True),
    InputColumn("name", "text", mark("Its name in English.")),
    InputColumn("name_ar", "text", mark("Its name in Arabic.")),
    InputColumn("unit", "text", mark("The unit in which it is counted."), default="each"),
    InputColumn("integer", "boolean", mark("Whether only whole units are made, moved and handed over."), default=False),
    InputColumn(
        "holding_cost",
        "number",
        mark("What it costs to hold one unit for one base bucket, in stock or on the way."),
        unit=mark("money per unit and base bucket"),
        default=0.0,
        minimum=0,
    ),
    InputColumn(
        "unit_cost",
        "number",
        mark("What one unit is valued at; for valuation only."),
        unit=mark("money per unit"),
        minimum=0,
    ),
    key=("item",),
)
