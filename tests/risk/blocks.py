"""A table of all blocks of a swept folder."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from muster.risk.sweep.sweep import read_block_table, stored_blocks


def swept(folder: Path, table: str) -> pl.DataFrame:
    """In the order of draws."""
    return pl.concat([read_block_table(folder, block, table) for block in stored_blocks(folder)])
