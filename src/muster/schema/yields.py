"""Good output per output, as it changes."""

from muster.schema.table import MADE, Column, table

YIELDS = table(
    "yields",
    MADE,
    "What an operation's outputs are multiplied by, by the bucket of its start; 1 before the first row.",
    Column("operation", "id", "The operation.", required=True, references=("operations",)),
    Column("from", "date", "The day from which the factor holds.", required=True),
    Column("factor", "number", "The factor on all its outputs.", unit="1", required=True, minimum=0),
    key=("operation", "from"),
)
