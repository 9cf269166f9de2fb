"""What is already on its way, or lost."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

RECEIPTS = table(
    "receipts",
    THERE,
    mark("What is already on its way, or lost if negative; rows add up."),
    Column("location", "id", mark("Where it arrives."), required=True, references=("locations",)),
    Column("item", "id", mark("What arrives."), required=True, references=("items",)),
    Column("quantity", "number", mark("How much arrives; negative is lost."), unit=mark("units"), required=True),
    Column("date", "date", mark("When it arrives."), required=True),
    Column("until", "date", mark("If given, `quantity` arrives in every base bucket from `date` to this day's.")),
)
