"""Columns and rows as dictionaries, solved by HiGHS through scipy."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

INF = float("inf")


class Program:
    """Columns with bounds, rows as {column: coefficient} with two sides."""

    def __init__(self):
        self.lower, self.upper, self.whole, self.rows = [], [], [], []

    def column(self, upper=INF, whole=False):
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.lower) - 1

    def row(self, terms, low=-INF, high=INF):
        self.rows.append((dict(terms), low, high))

    def solve(self, objective):
        """(status, value, levels) of the least objective."""
        c = np.zeros(len(self.lower))
        for j, a in objective.items():
            c[j] += a
        cells = {"ub": ([], [], [], []), "eq": ([], [], [], [])}

        def put(kind, terms, sign, right):
            data, columns, ends, sides = cells[kind]
            columns += terms.keys()
            data += [sign * a for a in terms.values()]
            ends.append(len(columns))
            sides.append(sign * right)

        for terms, low, high in self.rows:
            if low == high:
                put("eq", terms, 1.0, low)
                continue
            if high < INF:
                put("ub", terms, 1.0, high)
            if low > -INF:
                put("ub", terms, -1.0, low)
        given = {}
        for kind, (data, columns, ends, sides) in cells.items():
            if sides:
                given["A_" + kind] = csr_matrix((data, columns, [0, *ends]), shape=(len(sides), len(c)))
                given["b_" + kind] = sides
        options = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
        if any(self.whole):
            options = {"mip_rel_gap": 1e-7}
        found = linprog(
            c,
            bounds=np.column_stack([self.lower, self.upper]),
            method="highs",
            options=options,
            integrality=self.whole if any(self.whole) else None,
            **given,
        )
        status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(found.status, "unknown")
        return status, found.fun, found.x


def add(total, terms, factor=1.0):
    """total += factor x terms, in place."""
    for j, a in terms.items():
        total[j] = total.get(j, 0.0) + factor * a
