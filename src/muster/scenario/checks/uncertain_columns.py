"""Columns whose figures can be drawn, and the rows that an uncertainty applies to.

`UNCERTAIN_COLUMNS` lists, for each `of`, its columns and the tables that have them. The id of a stock or a receipt is
`location/item`, that of a consent `party/wants/recipient`; a blank cell is an empty part.
"""

from __future__ import annotations

import polars as pl

from muster.schema import TABLES, InputColumn

UNCERTAIN_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
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

_COMPOSITE_KEYS = {
    "stock": ("location", "item"),
    "receipt": ("location", "item"),
    "consent": ("party", "wants", "recipient"),
}


def rows_of_id(kind: str, id: str, table: str) -> pl.Expr:
    """Expression that selects the rows of a table with this id."""
    if table == "costs":
        return (pl.col("of") == kind) & (pl.col("id") == id)
    if kind in _COMPOSITE_KEYS:
        return pl.concat_str([pl.col(name).fill_null("") for name in _COMPOSITE_KEYS[kind]], separator="/") == id
    return pl.col(kind) == id


def uncertain_column(kind: str, column: str) -> InputColumn:
    """Schema of the column that a kind's uncertain figure is in."""
    return TABLES[UNCERTAIN_COLUMNS[kind][column][0]].by_name[column]


def allowed_applications(column: InputColumn) -> tuple[str, ...]:
    """Values of `applies` that a column allows."""
    match column.type:
        case "date":
            return ("shift",)
        case "lead_time":
            return ("factor", "shift", "value")
        case "text":
            return ("value",)
    return ("factor", "value")
