"""Where figures come from."""

from muster.schema.table import ASKED, Column, table

SOURCES = table(
    "sources",
    ASKED,
    "Where figures come from.",
    Column("source", "id", "The source's id.", required=True),
    Column("title", "text", "Its title.", required=True),
    Column("publisher", "text", "Who published it."),
    Column("date", "date", "The day it was published."),
    Column("url", "text", "Where it can be read."),
    Column("language", "text", "Its language."),
    Column("reliability", "text", "How far it can be relied on."),
    key=("source",),
)
