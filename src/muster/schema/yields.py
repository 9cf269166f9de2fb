"""Yield factors on the outputs of operations, by date."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

YIELDS = define_table(
    "yields",
    NETWORK_GROUP,
    mark("The factor on an operation's outputs, by the bucket of its start; 1 before the first row."),
    InputColumn("operation", "id", mark("The operation."), required=True, references=("operations",)),
    InputColumn("from", "date", mark("The day from which the factor holds."), required=True),
    InputColumn("factor", "number", mark("The factor on all its outputs."), unit=mark("1"), required=True, minimum=0),
    key=("operation", "from"),
)
