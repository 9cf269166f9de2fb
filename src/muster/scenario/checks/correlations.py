"""Correlations between groups of figures that are not sure: groups that are there, and coefficients that fit together.

Groups hang together when rows lead from one to the other. For each such set R is a matrix with 1 on its diagonal, the
coefficient where a row gives one, and 0 elsewhere; it is a correlation matrix if it has no eigenvalue below 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import count
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.problems import Problem, fold, nearest
from muster.scenario.raw_table import ROW, in_file_order
from muster.scenario.scenario import Scenario

NONE_BELOW = -1e-9
"""An eigenvalue that rounding has made of 0 is not below it."""

Row = dict[str, Any]
Matrix = NDArray[np.float64]


def outages_in_groups(s: Scenario) -> list[Problem]:
    """Groups that have outages and figures that are drawn once."""
    rows = s.tables["uncertainties"].drop_nulls(["group", "distribution"])
    outages = (pl.col("distribution") == "geometric") & pl.col("p2").is_not_null()
    mixed = rows.filter((outages.any() & ~outages.all()).over("group"), outages)
    return s.place("uncertainties").problems("UNC-009", mixed, "group")


def correlations(s: Scenario) -> list[Problem]:
    """What is wrong with single rows; if nothing is, the sets whose rows contradict each other."""
    rows = in_file_order(s.tables["correlations"].drop_nulls(["group", "with", "coefficient"]))
    if not rows.height or s.half_read("uncertainties"):
        return []
    return _rows(s, rows) or ([] if s.told("correlations", "coefficient", None) else _sets(s, rows))


def _rows(s: Scenario, rows: pl.DataFrame) -> list[Problem]:
    unsure = s.tables["uncertainties"]
    known = sorted(unsure["group"].drop_nulls().unique())
    broken = set(unsure.filter((pl.col("distribution") == "geometric") & pl.col("p2").is_not_null())["group"])
    files = (s.file_of("uncertainties"),)
    place = s.place("correlations")
    before: dict[tuple[str, str], int] = {}
    told: list[Problem] = []
    for row in rows.iter_rows(named=True):
        pair = (row["group"], row["with"])
        for column, group in zip(("group", "with"), pair, strict=True):
            if group not in known:
                near = nearest(group, known)
                told.append(place.problem("UNC-010", row[ROW], column, group, files=files, nearest=near))
            elif group in broken:
                told.append(place.problem("UNC-013", row[ROW], column, group))
        if pair[0] == pair[1]:
            told.append(place.problem("UNC-012", row[ROW], "with", pair[0]))
        elif pair[::-1] in before:
            told.append(place.problem("UNC-011", row[ROW], None, pair[0], other=pair[1], first=before[pair[::-1]]))
        before.setdefault(pair, row[ROW])
    return fold(told)


def _sets(s: Scenario, rows: pl.DataFrame) -> list[Problem]:
    told: list[Problem] = []
    for groups, matrix in matrices(rows.iter_rows(named=True)):
        if fits(matrix):
            continue
        guilty = [groups[place] for place in contradiction(matrix)]
        first = rows.filter(pl.col("group").is_in(guilty) & pl.col("with").is_in(guilty)).row(0, named=True)
        factor = math.floor(1000.0 / (1.0 - least(matrix))) / 1000.0
        place = s.place("correlations")
        told.append(place.problem("UNC-014", first[ROW], "coefficient", groups=tuple(guilty), factor=factor))
    return told


def matrices(rows: Iterable[Row]) -> list[tuple[list[str], Matrix]]:
    """The groups that hang together, each set in order of their ids and with its matrix."""
    given = {(row["group"], row["with"]): float(row["coefficient"]) for row in rows}
    of: dict[str, set[str]] = {}
    for one, other in given:
        joined = of.get(one, {one}) | of.get(other, {other})
        of.update(dict.fromkeys(joined, joined))
    sets = sorted({tuple(sorted(joined)) for joined in of.values()})
    found = []
    for groups in sets:
        place = dict(zip(groups, count(), strict=False))
        matrix = np.eye(len(groups))
        for (one, other), coefficient in given.items():
            if one in place and one != other:
                matrix[place[one], place[other]] = matrix[place[other], place[one]] = coefficient
        found.append((list(groups), matrix))
    return found


def least(matrix: Matrix) -> float:
    """The least eigenvalue."""
    return float(np.linalg.eigvalsh(matrix)[0])


def fits(matrix: Matrix) -> bool:
    """Whether it is a correlation matrix."""
    return least(matrix) >= NONE_BELOW * len(matrix)


def contradiction(matrix: Matrix) -> list[int]:
    """Places that contradict each other, of which none can be left out."""
    left = list(range(len(matrix)))
    for one in list(left):
        others = [place for place in left if place != one]
        if not fits(matrix[np.ix_(others, others)]):
            left = others
    return left
