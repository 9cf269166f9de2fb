"""Nations, organisations, companies and funds."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

PARTIES = table(
    "parties",
    THERE,
    mark("The nations, organisations, companies and funds that take part."),
    Column("party", "id", mark("The party's id."), required=True),
    Column("name", "text", mark("Its name in English.")),
    Column("name_ar", "text", mark("Its name in Arabic.")),
    Column(
        "kind",
        "text",
        mark("What kind of party it is."),
        default="nation",
        choices=("nation", "organisation", "company", "fund"),
    ),
    Column("country", "text", mark("ISO 3166 alpha-3 code, or a user-assigned one such as XKX."), pattern="country"),
    Column("joined", "date", mark("The day it joined the group; information only.")),
    Column("left", "date", mark("The day it left the group; information only.")),
    key=("party",),
)
