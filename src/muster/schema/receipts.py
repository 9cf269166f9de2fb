"""What is already on its way, or lost."""

from muster.schema.table import THERE, Column, table

RECEIPTS = table(
    "receipts",
    THERE,
    "What is already on its way, or lost if negative; rows add up.",
    Column("location", "id", "Where it arrives.", required=True, references=("locations",)),
    Column("item", "id", "What arrives.", required=True, references=("items",)),
    Column("quantity", "number", "How much arrives; negative is lost.", unit="units", required=True),
    Column("date", "date", "When it arrives.", required=True),
    Column("until", "date", "If given, `quantity` arrives in every base bucket from `date` to this day's."),
)
