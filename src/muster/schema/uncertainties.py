"""Uncertain figures and their distributions."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
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
COMPOSITE_KINDS = ("stock", "receipt", "consent")
"""Kinds with a composite id: `location/item`, or `party/wants/recipient` for a consent."""

UNCERTAINTIES = define_table(
    "uncertainties",
    DEMAND_GROUP,
    mark("Uncertain figures and how they may turn out."),
    InputColumn("of", "text", mark("What the figure belongs to."), required=True, choices=(*KINDS, *COMPOSITE_KINDS)),
    InputColumn(
        "id",
        "id",
        mark("Its id; of a stock or receipt `location/item`, of a consent `party/wants/recipient`."),
        required=True,
        references_by_kind=KINDS,
    ),
    InputColumn(
        "column",
        "text",
        mark("The column of the figure; the page about risk lists those that can be drawn."),
        required=True,
    ),
    InputColumn("distribution", "text", mark("How it is distributed."), required=True, choices=DISTRIBUTIONS),
    InputColumn("p1", "number", mark("The distribution's first parameter.")),
    InputColumn("p2", "number", mark("Its second parameter.")),
    InputColumn("p3", "number", mark("Its third parameter.")),
    InputColumn(
        "values",
        "text",
        mark("The values of a discrete or empirical distribution: `0.5:0.2; 1:0.8`, or `0.4; 0.6; 1`."),
    ),
    InputColumn(
        "applies",
        "text",
        mark("Whether the drawn value multiplies the figure, shifts it by base buckets, or replaces it."),
        default="factor",
        choices=("factor", "shift", "value"),
    ),
    InputColumn("group", "id", mark("Figures of one group turn out together.")),
    key=("of", "id", "column"),
)
