"""A naive planner, written from the tables' contract only: an oracle for the tests.

Dictionaries of variables, one row at a time, loops over the buckets; every goods variable bears the full mark
(the party whose goods they are, old or new). Tiers are held by adding their objective as a row. Readings that
the contract leaves open are marked "Agreed" (with the planner's author) or "Reading" (chosen here).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .asked import Asked
from .ground import number
from .lp import add


@dataclass
class NaivePlan:
    """Outcome, tier values by name, and each request's numbers in the last tier's solution."""

    status: str
    tiers: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)


class Naive(Asked):
    """The tiers, one after the other."""

    def class_tiers(self, priority):
        """The terms of requests/p and share/p (C5)."""
        mine = [x for x in self.asked.values() if int(number(x[0].get("priority"), 1)) == priority]
        wanted = defaultdict(float)
        for r, due, _, _ in mine:
            wanted[r["wants"]] += sum(due)
        lateness, uneven = {}, {}
        for r, due, _, late in mine:
            q = wanted[r["wants"]]
            if q == 0:
                continue
            buckets = {late[t]: float(self.length[t]) for t in self.buckets}
            add(lateness, buckets, number(r.get("weight"), 1.0) / q)
            worst = sum(self.length[t] * sum(due[: t + 1]) for t in self.buckets)
            tenths = [self.program.column(worst / 10) for _ in range(10)]
            self.program.row({**buckets, **dict.fromkeys(tenths, -1.0)}, 0.0, 0.0)
            add(uneven, {tenth: (k + 1) / q for k, tenth in enumerate(tenths)})
        return lateness, uneven

    def solve(self):
        self.consents()
        self.stocks()
        self.operations()
        self.lanes()
        self.investments()
        self.requests()
        self.limits()
        self.resources()
        self.funds()
        self.balances()
        gaps = self.reserves()
        tiers = {}
        if self.settings.get("objective") == "value":
            add(self.value, self.cost, -1.0)
            tiers["value"] = {j: -a for j, a in self.value.items()}
        else:
            for p in sorted({int(number(r.get("priority"), 1)) for r in self.rows("requests")}):
                lateness, uneven = self.class_tiers(p)
                tiers[f"requests/{p}"] = lateness
                if self.settings.get("share", True):
                    tiers[f"share/{p}"] = uneven
            tiers |= {"reserves": gaps, "cost": self.cost}
        values, x = {}, None
        for name, objective in tiers.items():
            status, value, x = self.program.solve(objective)
            if status != "optimal":
                if status == "infeasible" and values:
                    raise ArithmeticError(f"the tiers before {name} are held too tightly")
                # A solver's doubt between the two is settled by asking for any plan at all.
                any_plan = self.program.solve({})[0]
                return NaivePlan("infeasible" if any_plan == "infeasible" else "unbounded")
            values[name] = -value if name == "value" else value
            slack = (1e-7 if any(self.program.whole) else 1e-9) * max(1.0, abs(value))
            self.program.row(objective, high=value + slack)
        return NaivePlan("optimal", values, {name: self.told(*x_, x) for name, x_ in self.asked.items()})

    def told(self, r, due, received, late, x):
        """A request's numbers: hand-overs count against the oldest due not yet handed over."""
        handed = [sum(a * x[j] for j, a in terms.items()) for terms in received]
        open_lines, on_time = [[t, quantity] for t, quantity in enumerate(due)], 0.0
        for t, left in enumerate(handed):
            for line in open_lines:
                used = min(left, line[1])
                line[1] -= used
                left -= used
                on_time += used if t <= line[0] else 0.0
        behind = [max(0.0, sum(due[: t + 1]) - sum(handed[: t + 1])) for t in self.buckets]
        return {
            "quantity": sum(due),
            "handed_over": sum(handed),
            "on_time": on_time,
            "short": sum(due) - sum(handed),
            "late_unit_buckets": sum(b * n for b, n in zip(behind, self.length, strict=True)),
        }


def plan(tables, settings):
    """The naive plan of a scenario given as {table: [row as a dict]} and its settings."""
    return Naive(tables, settings).solve()
