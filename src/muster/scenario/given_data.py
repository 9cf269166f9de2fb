"""Given data: settings and typed cells as a person wrote them, before defaults and cross-table checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from muster.problems import Problem
from muster.scenario.raw_table import TableLocator


@dataclass(frozen=True, eq=False)
class GivenData:
    """Settings and typed cells exactly as given: blank cells are null, defaults are not filled in.

    Each frame has all columns of its table and `_row`; rows are in file order. `problems` are those found while
    reading, before any check across tables.
    """

    settings: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    locators: Mapping[str, TableLocator]
    settings_file: str
    problems: tuple[Problem, ...] = ()
