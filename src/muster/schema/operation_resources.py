"""Resources that operations load."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

OPERATION_RESOURCES = define_table(
    "operation_resources",
    NETWORK_GROUP,
    mark("The resources that an operation loads when it starts."),
    InputColumn("operation", "id", mark("The operation."), required=True, references=("operations",)),
    InputColumn("resource", "id", mark("The resource that it loads."), required=True, references=("resources",)),
    InputColumn(
        "quantity",
        "number",
        mark("The load of one unit of level."),
        unit=mark("load per unit of level"),
        default=1.0,
        minimum=0,
    ),
    key=("operation", "resource"),
)
