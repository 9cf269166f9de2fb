"""What operations take and give."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

OPERATION_ITEMS = table(
    "operation_items",
    MADE,
    mark("What one unit of an operation's level takes and gives; an item may be both taken and given."),
    Column("operation", "id", mark("The operation."), required=True, references=("operations",)),
    Column(
        "item",
        "id",
        mark("The item, or a family to be taken from."),
        required=True,
        references=("items", "families"),
    ),
    Column(
        "quantity",
        "number",
        mark("Negative is taken at the start, positive is given a lead time later."),
        unit=mark("units per unit of level"),
        required=True,
        nonzero=True,
    ),
    key=("operation", "item"),
    signed="quantity",
)
