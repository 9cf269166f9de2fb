"""Goods already on their way, or lost."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

RECEIPTS = define_table(
    "receipts",
    STATE_GROUP,
    mark("Goods already on their way, or lost if negative; rows add up."),
    InputColumn("location", "id", mark("Where it arrives."), required=True, references=("locations",)),
    InputColumn("item", "id", mark("What arrives."), required=True, references=("items",)),
    InputColumn("quantity", "number", mark("How much arrives; negative is lost."), unit=mark("units"), required=True),
    InputColumn("date", "date", mark("When it arrives."), required=True),
    InputColumn("until", "date", mark("If given, `quantity` arrives in every base bucket from `date` to this day's.")),
)
