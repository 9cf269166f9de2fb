"""Sources of figures."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

SOURCES = define_table(
    "sources",
    DEMAND_GROUP,
    mark("Where figures come from."),
    InputColumn("source", "id", mark("The source's id."), required=True),
    InputColumn("title", "text", mark("Its title."), required=True),
    InputColumn("publisher", "text", mark("Who published it.")),
    InputColumn("date", "date", mark("The day it was published.")),
    InputColumn("url", "text", mark("Where it can be read.")),
    InputColumn("language", "text", mark("Its language.")),
    InputColumn("reliability", "text", mark("How far it can be relied on.")),
    key=("source",),
)
