"""A table of all blocks of a swept folder."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from muster.risk.sweep.sweep import block_table, blocks_there


def swept(folder: Path, table: str) -> pl.DataFrame:
    """In the order of draws."""
    return pl.concat([block_table(folder, block, table) for block in blocks_there(folder)])
