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
    "operation": "operations",
    "resource": "resources",
    "lane": "lanes",
    "investment": "investments",
    "fund": "funds",
    "request": "requests",
    "pledge": "pledges",
}
PLACED = ("stock", "receipt", "consent")
"""Kinds whose id is made of several: `location/item`, and `party/wants/recipient` of a consent."""

UNCERTAINTIES = table(
    "uncertainties",
    ASKED,
    mark("Figures that are not sure, and how they may turn out."),
    Column("of", "text", mark("What the figure belongs to."), required=True, choices=(*KINDS, *PLACED)),
    Column(
        "id",
        "id",
        mark("Its id; of a stock or receipt `location/item`, of a consent `party/wants/recipient`."),
        required=True,
        kinds=KINDS,
    ),
    Column(
        "column", "text", mark("The column of the figure; which can be drawn is on the page about risk."), required=True
    ),
    Column("distribution", "text", mark("How it is distributed."), required=True, choices=DISTRIBUTIONS),
    Column("p1", "number", mark("The distribution's first parameter.")),
    Column("p2", "number", mark("Its second parameter.")),
    Column("p3", "number", mark("Its third parameter.")),
    Column(
        "values",
        "text",
        mark("The values of a discrete or empirical distribution: `0.5:0.2; 1:0.8`, or `0.4; 0.6; 1`."),
    ),
    Column(
        "applies",
        "text",
        mark("Whether what is drawn multiplies the figure, moves it by base buckets, or stands in its place."),
        default="factor",
        choices=("factor", "shift", "value"),
    ),
    Column("group", "id", mark("Figures of one group turn out together.")),
    key=("of", "id", "column"),
)
