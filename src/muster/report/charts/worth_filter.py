"""Worth that counts for requests, and not only for reserves, costs or calm."""

from __future__ import annotations

import polars as pl

HELPS = (pl.col("worth") > 0) & (
    pl.col("worth_tier").str.starts_with("requests/")
    | pl.col("worth_tier").str.starts_with("share/")
    | (pl.col("worth_tier") == "value")
)
"""One more unit would serve a request sooner or better. Null where no worth is known."""
