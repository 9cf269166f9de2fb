"""The figures behind a picture, as a table that is no longer than people read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.report.blocks import ReportTable, TableColumn

MAX_ROWS = 400


def data_table(key: str, caption: str, columns: Sequence[TableColumn], frame: pl.DataFrame, file: str) -> ReportTable:
    """The first rows, with a heading for each column of them."""
    rows = tuple(frame.head(MAX_ROWS).iter_rows())
    return ReportTable(
        key=key, caption=caption, columns=tuple(columns), rows=rows, omitted_rows=len(frame) - len(rows), file=file
    )
