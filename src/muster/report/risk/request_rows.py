"""Rows of a drawing, one for each request, that are the same in all drawings of requests."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.plans.fulfilment import Fulfilment
from muster.report.cell_format import format_quantity
from muster.report.charts.labels import ROW_LABEL_WIDTH, row_label_layer
from muster.report.charts.vega import BLUE, GREEN, Spec
from muster.report.display_names import name_label
from muster.text import ngettext

MOST_REQUESTS = 40
ROW_HEIGHT = 20
"""Pixels of a row: a line for each reading."""
READING_COLOURS = {"fixed": BLUE, "knowing": GREEN}
LINE_OFFSETS = {"fixed": 0.32, "knowing": 0.68}
"""Vertical offset of a reading's line in its row."""


def row_by_request(charted: Sequence[Fulfilment]) -> dict[str, int]:
    """The row of each request."""
    return {fulfilment.demand.request: row for row, fulfilment in enumerate(charted)}


def row_axis(field: str, count: int) -> Spec:
    """Rows from the top down."""
    scale = {"domain": [0, count], "reverse": True, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def request_labels(charted: Sequence[Fulfilment]) -> Spec:
    """The requests' ids beside their rows."""
    labels = pl.DataFrame(
        [(name_label(fulfilment.demand.request), float(row)) for row, fulfilment in enumerate(charted)],
        schema={"text": pl.String, "y": pl.Float64},
        orient="row",
    )
    y = row_axis("y", len(charted))
    del y["field"]
    return row_label_layer(labels, y, ROW_LABEL_WIDTH)


def key_margin(charted: Sequence[Fulfilment]) -> int:
    """Margin left of the chart for its key."""
    return min(ROW_LABEL_WIDTH, 6 * max(len(fulfilment.demand.request) for fulfilment in charted))


def left_out_note(count: int) -> str:
    """Number of requests that are not drawn, as a note."""
    if count <= 0:
        return ""
    return ngettext(
        "{count} request that is surer is not drawn; requests.parquet in the risk folder has it.",
        "{count} requests that are surer are not drawn; requests.parquet in the risk folder has all of them.",
        count,
    ).format(count=format_quantity(count))
