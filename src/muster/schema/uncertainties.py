"""Figures that are not sure."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

DISTRIBUTIONS = (
    "fixed",
    "uniform",
    "triangular",
    "beta",
    "normal",
    "lognormal",
    "discrete",
    "bernoulli",
    "geometric",
    "empirical",
)
KINDS = {
    "party": "parties",
    "location": "locations",
    "item": "items",
    "operation": "operations",
    "resource": "resources",
    "lane": "lanes",
    "investment": "investments",
    "fund": "funds",
    "request": "requests",
    "pledge": "pledges",
}

UNCERTAINTIES = table(
    "uncertainties",
    ASKED,
    mark("Figures that are not sure, and how they may turn out."),
    Column("of", "text", mark("What the figure belongs to."), required=True, choices=tuple(KINDS)),
    Column("id", "id", mark("Its id."), required=True, kinds=KINDS),
    Column(
        "column", "text", mark("The column of the figure, in a table whose key begins with that id."), required=True
    ),
    Column("distribution", "text", mark("How it is distributed."), required=True, choices=DISTRIBUTIONS),
    Column("p1", "number", mark("The distribution's first parameter.")),
    Column("p2", "number", mark("Its second parameter.")),
    Column("p3", "number", mark("Its third parameter.")),
    Column("values", "text", mark("The values of a discrete or empirical distribution.")),
    Column(
        "applies",
        "text",
        mark("Whether what is drawn multiplies the figure, is added to it, or stands in its place."),
        default="factor",
        choices=("factor", "shift", "value"),
    ),
    Column("group", "id", mark("Figures of one group turn out together.")),
    key=("of", "id", "column"),
)
