"""A sweep's answers put into its folder."""

from __future__ import annotations

import json

from muster.risk.analysis.result import RiskResult


def write_result(result: RiskResult) -> None:
    """Put risk.json and the tables into the folder of the sweep."""
    text = json.dumps(result.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    (result.folder / "risk.json").write_text(text + "\n", encoding="utf-8")
    for name, table in result.tables.items():
        table.write_parquet(result.folder / f"{name}.parquet")
