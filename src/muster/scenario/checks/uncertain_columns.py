"""Which figures of the tables can be drawn, and in which rows they stand.

`FIGURES` names, for each `of`, its columns and the tables that have them. The id of a stock or a receipt is
`location/item`, that of a consent `party/wants/recipient`; a part that is blank is left blank.
"""

from __future__ import annotations

import polars as pl

from muster.schema import TABLES, Column

FIGURES: dict[str, dict[str, tuple[str, ...]]] = {
    "resource": {
        "quantity": ("capacities",),
        "from": ("capacities",),
        "cost": ("capacities",),
        "ramp_up": ("resources",),
        "ramp_down": ("resources",),
        "initial_load": ("resources",),
    },
    "operation": {
        "lead_time": ("operations",),
        "unit_cost": ("operations", "costs"),
        "maximum": ("operations",),
        "minimum_run": ("operations",),
        "run_cost": ("operations",),
        "available_from": ("operations",),
        "available_until": ("operations",),
        "factor": ("yields",),
    },
    "lane": {
        "lead_time": ("lanes",),
        "capacity": ("lanes",),
        "load": ("lanes",),
        "unit_cost": ("lanes", "costs"),
        "available_from": ("lanes",),
        "available_until": ("lanes",),
    },
    "stock": {"quantity": ("stocks",), "maximum": ("stocks",)},
    "receipt": {"quantity": ("receipts",), "date": ("receipts",), "until": ("receipts",)},
    "request": {
        "quantity": ("requests", "request_lines"),
        "due": ("requests", "request_lines"),
        "until": ("requests",),
        "earliest": ("requests",),
        "latest": ("requests",),
    },
    "pledge": {"quantity": ("pledges",), "by": ("pledges",)},
    "consent": {"decision": ("consents",), "limit": ("consents",), "from": ("consents",)},
    "fund": {"amount": ("funds",), "date": ("funds",)},
    "investment": {
        "adds": ("investments",),
        "cost": ("investments",),
        "lead_time": ("investments",),
        "earliest": ("investments",),
        "maximum": ("investments",),
    },
}

_KEYS = {"stock": ("location", "item"), "receipt": ("location", "item"), "consent": ("party", "wants", "recipient")}


def of_id(of: str, id: str, table: str) -> pl.Expr:
    """Which rows of a table belong to the id."""
    if table == "costs":
        return (pl.col("of") == of) & (pl.col("id") == id)
    if of in _KEYS:
        return pl.concat_str([pl.col(name).fill_null("") for name in _KEYS[of]], separator="/") == id
    return pl.col(of) == id


def column_of(of: str, column: str) -> Column:
    """A figure's column."""
    return TABLES[FIGURES[of][column][0]].by_name[column]


def ways(column: Column) -> tuple[str, ...]:
    """How what is drawn may apply to a column."""
    match column.type:
        case "date":
            return ("shift",)
        case "lead_time":
            return ("factor", "shift", "value")
        case "text":
            return ("value",)
    return ("factor", "value")
