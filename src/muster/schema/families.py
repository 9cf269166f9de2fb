"""Items that can stand for each other, with ratios."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

FAMILIES = define_table(
    "families",
    STATE_GROUP,
    mark("Items that can stand for each other; no id is both a family and an item."),
    InputColumn("family", "id", mark("The family's id."), required=True),
    InputColumn("item", "id", mark("An item that belongs to it."), required=True, references=("items",)),
    InputColumn(
        "ratio",
        "number",
        mark("How many units of the family one unit of the item counts as."),
        unit=mark("family units per unit"),
        default=1.0,
        exclusive_minimum=0,
    ),
    key=("family", "item"),
)
