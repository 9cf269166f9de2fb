"""Checks of correlations between groups of uncertain figures: known groups, consistent coefficients.

Rows connect groups into blocks. The matrix R of a block has 1 on its diagonal, the coefficient where a row gives one,
and 0 elsewhere. It is a correlation matrix if it has no eigenvalue below 0.

Example: a block of A, B and C with 0.9 for A-B, 0.9 for B-C and -0.9 for A-C has the eigenvalue 1 - 2 x 0.9 = -0.8, so
its rows contradict each other. With all coefficients halved it is 1 - 2 x 0.45 = 0.1, and they fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import count
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.problems import Problem, fold_repeats, nearest
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario_tables import ScenarioTables

EIGENVALUE_FLOOR = -1e-9
"""Smallest eigenvalue, per group, that still counts as 0 in spite of rounding."""

Row = dict[str, Any]
Matrix = NDArray[np.float64]


def outages_in_groups(s: ScenarioTables) -> list[Problem]:
    """Groups that mix outages with figures drawn once."""
    rows = s.tables["uncertainties"].drop_nulls(["group", "distribution"])
    outages = (pl.col("distribution") == "geometric") & pl.col("p2").is_not_null()
    mixed = rows.filter((outages.any() & ~outages.all()).over("group"), outages)
    return s.locator("uncertainties").problems("UNC-009", mixed, "group")


def wrong_correlations(s: ScenarioTables) -> list[Problem]:
    """Problems of single rows; if there are none, the blocks whose rows contradict each other."""
    rows = in_file_order(s.tables["correlations"].drop_nulls(["group", "with", "coefficient"]))
    if not rows.height or s.is_partial("uncertainties"):
        return []
    return _check_rows(s, rows) or (
        [] if s.has_reported_error("correlations", "coefficient", None) else _check_blocks(s, rows)
    )


def _check_rows(s: ScenarioTables, rows: pl.DataFrame) -> list[Problem]:
    uncertain = s.tables["uncertainties"]
    known = sorted(uncertain["group"].drop_nulls().unique())
    outage_groups = set(uncertain.filter((pl.col("distribution") == "geometric") & pl.col("p2").is_not_null())["group"])
    files = (s.file_of("uncertainties"),)
    locator = s.locator("correlations")
    row_of_pair: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for row in rows.iter_rows(named=True):
        pair = (row["group"], row["with"])
        for column, group in zip(("group", "with"), pair, strict=True):
            if group not in known:
                near = nearest(group, known)
                problems.append(locator.problem("UNC-010", row[ROW], column, group, files=files, nearest=near))
            elif group in outage_groups:
                problems.append(locator.problem("UNC-013", row[ROW], column, group))
        if pair[0] == pair[1]:
            problems.append(locator.problem("UNC-012", row[ROW], "with", pair[0]))
        elif pair[::-1] in row_of_pair:
            problems.append(
                locator.problem("UNC-011", row[ROW], None, pair[0], other=pair[1], first=row_of_pair[pair[::-1]])
            )
        row_of_pair.setdefault(pair, row[ROW])
    return fold_repeats(problems)


def _check_blocks(s: ScenarioTables, rows: pl.DataFrame) -> list[Problem]:
    problems: list[Problem] = []
    for groups, matrix in correlation_blocks(rows.iter_rows(named=True)):
        if is_correlation_matrix(matrix):
            continue
        contradicting = [groups[index] for index in minimal_contradiction(matrix)]
        first = rows.filter(pl.col("group").is_in(contradicting) & pl.col("with").is_in(contradicting)).row(
            0, named=True
        )
        factor = math.floor(1000.0 / (1.0 - smallest_eigenvalue(matrix))) / 1000.0
        locator = s.locator("correlations")
        problems.append(
            locator.problem("UNC-014", first[ROW], "coefficient", groups=tuple(contradicting), factor=factor)
        )
    return problems


def correlation_blocks(rows: Iterable[Row]) -> list[tuple[list[str], Matrix]]:
    """Blocks of connected groups: the group ids in order, and their matrix, shape (groups, groups)."""
    given = {(row["group"], row["with"]): float(row["coefficient"]) for row in rows}
    block_of_group: dict[str, set[str]] = {}
    for group, other in given:
        joined = block_of_group.get(group, {group}) | block_of_group.get(other, {other})
        block_of_group.update(dict.fromkeys(joined, joined))
    blocks = []
    for groups in sorted({tuple(sorted(joined)) for joined in block_of_group.values()}):
        index_of_group = dict(zip(groups, count(), strict=False))
        matrix = np.eye(len(groups))
        for (group, other), coefficient in given.items():
            if group in index_of_group and group != other:
                row, column = index_of_group[group], index_of_group[other]
                matrix[row, column] = matrix[column, row] = coefficient
        blocks.append((list(groups), matrix))
    return blocks


def smallest_eigenvalue(matrix: Matrix) -> float:
    """Smallest eigenvalue of a symmetric matrix."""
    return float(np.linalg.eigvalsh(matrix)[0])


def is_correlation_matrix(matrix: Matrix) -> bool:
    """True if a symmetric matrix with unit diagonal has no eigenvalue below 0, up to rounding."""
    return smallest_eigenvalue(matrix) >= EIGENVALUE_FLOOR * len(matrix)


def minimal_contradiction(matrix: Matrix) -> list[int]:
    """Indices of a minimal contradicting set: leaving out any one of them resolves the contradiction."""
    contradicting = list(range(len(matrix)))
    for index in list(contradicting):
        others = [other for other in contradicting if other != index]
        if not is_correlation_matrix(matrix[np.ix_(others, others)]):
            contradicting = others
    return contradicting
