"""Where figures come from."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

SOURCES = table(
    "sources",
    ASKED,
    mark("Where figures come from."),
    Column("source", "id", mark("The source's id."), required=True),
    Column("title", "text", mark("Its title."), required=True),
    Column("publisher", "text", mark("Who published it.")),
    Column("date", "date", mark("The day it was published.")),
    Column("url", "text", mark("Where it can be read.")),
    Column("language", "text", mark("Its language.")),
    Column("reliability", "text", mark("How far it can be relied on.")),
    key=("source",),
)
