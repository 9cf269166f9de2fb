"""Good output per output, as it changes."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

YIELDS = table(
    "yields",
    MADE,
    mark("What an operation's outputs are multiplied by, by the bucket of its start; 1 before the first row."),
    Column("operation", "id", mark("The operation."), required=True, references=("operations",)),
    Column("from", "date", mark("The day from which the factor holds."), required=True),
    Column("factor", "number", mark("The factor on all its outputs."), unit=mark("1"), required=True, minimum=0),
    key=("operation", "from"),
)
