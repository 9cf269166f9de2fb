"""Rows of a drawing, one for each request, that are the same in all drawings of requests."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.plans.tables.requests import Served
from muster.report.cell_format import quantity
from muster.report.charts.labels import BESIDE, beside
from muster.report.charts.vega import BLUE, GREEN, Spec, named
from muster.text import ngettext

MOST = 40
ROW = 20
"""Pixels of a row: a line for each reading."""
COLOURS = {"fixed": BLUE, "knowing": GREEN}
AT = {"fixed": 0.32, "knowing": 0.68}
"""Where in its row a reading's line lies."""


def places(shown: Sequence[Served]) -> dict[str, int]:
    """The row of each request."""
    return {one.want.request: place for place, one in enumerate(shown)}


def rows_y(field: str, count: int) -> Spec:
    """Rows from the top down."""
    scale = {"domain": [0, count], "reverse": True, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def names(shown: Sequence[Served]) -> Spec:
    """The requests' ids beside their rows."""
    told = pl.DataFrame(
        [(named(one.want.request), float(place)) for place, one in enumerate(shown)],
        schema={"text": pl.String, "y": pl.Float64},
        orient="row",
    )
    y = rows_y("y", len(shown))
    del y["field"]
    return beside(told, y, BESIDE)


def before(shown: Sequence[Served]) -> int:
    """How far before the drawing a key may begin."""
    return min(BESIDE, 6 * max(len(one.want.request) for one in shown))


def left_out(left: int) -> str:
    """How many requests are not drawn."""
    if left <= 0:
        return ""
    return ngettext(
        "{count} request that is surer is not drawn; requests.parquet in the risk folder has it.",
        "{count} requests that are surer are not drawn; requests.parquet in the risk folder has all of them.",
        left,
    ).format(count=quantity(left))
