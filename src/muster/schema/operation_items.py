"""Items that operations take and give."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

OPERATION_ITEMS = define_table(
    "operation_items",
    NETWORK_GROUP,
    mark("What one unit of an operation's level takes and gives; an item may be both taken and given."),
    InputColumn("operation", "id", mark("The operation."), required=True, references=("operations",)),
    InputColumn(
        "item",
        "id",
        mark("The item, or a family to be taken from."),
        required=True,
        references=("items", "families"),
    ),
    InputColumn(
        "quantity",
        "number",
        mark("Negative is taken at the start, positive is given a lead time later."),
        unit=mark("units per unit of level"),
        required=True,
        nonzero=True,
    ),
    key=("operation", "item"),
    sign_column="quantity",
)
