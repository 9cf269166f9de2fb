"""What operations load."""

from muster.schema.table import MADE, Column, table

OPERATION_RESOURCES = table(
    "operation_resources",
    MADE,
    "The resources that an operation loads when it starts.",
    Column("operation", "id", "The operation.", required=True, references=("operations",)),
    Column("resource", "id", "The resource that it loads.", required=True, references=("resources",)),
    Column(
        "quantity",
        "number",
        "The load of one unit of level.",
        unit="load per unit of level",
        default=1.0,
        minimum=0,
    ),
    key=("operation", "resource"),
)
