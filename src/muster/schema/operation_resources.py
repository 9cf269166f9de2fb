"""What operations load."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

OPERATION_RESOURCES = table(
    "operation_resources",
    MADE,
    mark("The resources that an operation loads when it starts."),
    Column("operation", "id", mark("The operation."), required=True, references=("operations",)),
    Column("resource", "id", mark("The resource that it loads."), required=True, references=("resources",)),
    Column(
        "quantity",
        "number",
        mark("The load of one unit of level."),
        unit=mark("load per unit of level"),
        default=1.0,
        minimum=0,
    ),
    key=("operation", "resource"),
)
