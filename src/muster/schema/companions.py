"""Companions that go along with an item."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

COMPANIONS = define_table(
    "companions",
    DEMAND_GROUP,
    mark("What goes along when an item is handed over, from the same location in the same bucket."),
    InputColumn("item", "id", mark("The item that is handed over."), required=True, references=("items",)),
    InputColumn(
        "needs", "id", mark("The item or family that goes along."), required=True, references=("items", "families")
    ),
    InputColumn(
        "quantity",
        "number",
        mark("How much goes along with one unit."),
        unit=mark("units of `needs` per unit"),
        required=True,
        minimum=0,
    ),
    key=("item", "needs"),
)
