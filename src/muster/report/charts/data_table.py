"""The figures behind a picture, as a table that is no longer than people read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muster.report.blocks import Column, Table

MOST = 400


def behind(key: str, caption: str, columns: Sequence[Column], told: pl.DataFrame, file: str) -> Table:
    """The first rows, with a heading for each column of them."""
    rows = tuple(told.head(MOST).iter_rows())
    return Table(key, caption, tuple(columns), rows, len(told) - len(rows), file)
