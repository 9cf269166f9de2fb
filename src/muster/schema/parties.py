"""Nations, organisations, companies and funds."""

from muster.schema.table import THERE, Column, table

PARTIES = table(
    "parties",
    THERE,
    "The nations, organisations, companies and funds that take part.",
    Column("party", "id", "The party's id.", required=True),
    Column("name", "text", "Its name in English."),
    Column("name_ar", "text", "Its name in Arabic."),
    Column(
        "kind",
        "text",
        "What kind of party it is.",
        default="nation",
        choices=("nation", "organisation", "company", "fund"),
    ),
    Column("country", "text", "ISO 3166 alpha-3 code, or a user-assigned one such as XKX.", pattern="country"),
    Column("joined", "date", "The day it joined the group; information only."),
    Column("left", "date", "The day it left the group; information only."),
    key=("party",),
)
