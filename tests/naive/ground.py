"""What there is: marks, stocks, receipts, balances, reserves (rules 1, 3, 4, 5)."""

from __future__ import annotations

from collections import defaultdict

from .lp import INF, Program, add
from .timeline import Timeline, day


def yes(value, default=False):
    return default if value in (None, "") else value in (True, 1, "true", "True")


def number(value, default=0.0):
    return default if value is None or value == "" else float(value)


class Ground:
    """One scenario, built table by table into a Program."""

    def __init__(self, tables, settings):
        self.rows = lambda name: tables.get(name) or []
        self.settings = settings
        self.line = Timeline(settings)
        self.buckets = range(self.line.count)
        self.length = self.line.length
        self.program = Program()
        self.party_of = {r["location"]: r["party"] for r in self.rows("locations")}
        self.items = {r["item"]: r for r in self.rows("items")}
        self.members = {i: [(i, 1.0)] for i in self.items}
        for r in self.rows("families"):
            self.members.setdefault(r["family"], []).append((r["item"], number(r.get("ratio"), 1.0)))
        self.marks = sorted({(p, age) for p in self.party_of.values() for age in ("old", "new")})
        self.flow = defaultdict(dict)  # (location, item, party, age, bucket): what comes in less what goes
        self.opening = defaultdict(float)  # the same, given from outside
        self.idle = defaultdict(float)  # (location, item, bucket): stock at its end if nothing were ever done
        self.cost = {}
        self.bill = defaultdict(dict)  # (of, id, bucket): what a fund may be asked to pay
        self.loads = defaultdict(lambda: defaultdict(dict))  # (resource, bucket): {(of, id): load}
        self.added = defaultdict(dict)  # (resource, bucket): capacity by investment
        self.value = {}

    # -- small things used everywhere

    def integer(self, item):
        return yes(self.items[item].get("integer"))

    def governing(self, rows, k, column="from"):
        """Of rows with a date (blank: the start), the latest that begins in base bucket k or before."""
        dated = sorted(rows, key=lambda r: day(r.get(column)) or self.line.start)
        begun = [r for r in dated if self.line.base_of(day(r.get(column)) or self.line.start) <= k]
        return begun[-1] if begun else None

    def mean_of(self, table, key, column, own, t):
        """A factor or price by date: the mean over the bucket's base buckets; `own` before the first row."""
        rows = [r for r in self.rows(table) if all(r[c] == v for c, v in key.items())]
        values = [self.governing(rows, k) for k in self.line.inside(t)]
        return sum(own if r is None else float(r[column]) for r in values) / len(values)

    def open_bases(self, row, t, begins="available_from", ends="available_until"):
        """The base buckets of bucket t in the row's window.

        Reading: what has no ceiling is open in a longer bucket if it is in any of its base buckets.
        """
        low = self.line.base_of(row[begins]) if row.get(begins) else 0
        high = self.line.base_of(row[ends]) if row.get(ends) else self.line.bases
        return [k for k in self.line.inside(t) if low <= k <= high]

    def take(self, location, item, t, upper=INF, whole=False, marks=None):
        """{(party, age): column} of goods drawn from stock, one column for each mark."""
        taken = {}
        for mark in self.marks if marks is None else marks:
            taken[mark] = self.program.column(upper, whole)
            add(self.flow[(location, item, *mark, t)], {taken[mark]: -1.0})
        return taken

    def pay(self, of, name, t, terms, factor):
        """A cost in bucket t that is also on the bill of an operation, lane or investment."""
        add(self.cost, terms, factor)
        if factor > 0:  # Reading: an income (a cost below zero) pays no fund and lessens no bill
            add(self.bill[of, name, t], terms, factor)

    def stocks(self):
        """Opening stock and receipts are old goods of the location's party; storage; worth at the end."""
        received = defaultdict(float)
        for r in self.rows("stocks"):
            received[r["location"], r["item"], 0] += float(r["quantity"])
        for r in self.rows("receipts"):
            first = self.line.base_of(r["date"])
            last = self.line.base_of(r["until"]) if r.get("until") else first
            for k in range(first, min(last, self.line.bases - 1) + 1):
                received[r["location"], r["item"], self.line.bucket_of(k)] += float(r["quantity"])
        for location, party in self.party_of.items():
            for item in self.items:
                so_far = 0.0
                for t in self.buckets:
                    arriving = received[location, item, t]
                    so_far += arriving
                    self.opening[location, item, party, "old", t] = max(arriving, 0.0)
                    if arriving < 0:  # Agreed: what is lost is of any mark
                        lost = self.take(location, item, t)
                        self.program.row(dict.fromkeys(lost.values(), 1.0), -arriving, -arriving)
                    self.idle[location, item, t] = so_far

    def balances(self):
        """What was held + came in = what goes out + is held; holding cost; storage maximum; end value."""
        held = self.held = {}
        for location in self.party_of:
            for item, about in self.items.items():
                for mark in self.marks:
                    for t in self.buckets:
                        key = (location, item, *mark, t)
                        held[key] = self.program.column()
                        terms = self.flow[key]
                        add(terms, {held[key]: -1.0})
                        if t:
                            add(terms, {held[(*key[:4], t - 1)]: 1.0})
                        self.program.row(terms, -self.opening[key], -self.opening[key])
                        add(self.cost, {held[key]: 1.0}, number(about.get("holding_cost")) * self.length[t])
        for r in self.rows("stocks"):
            for t in self.buckets:
                lying = {held[(r["location"], r["item"], *mark, t)]: 1.0 for mark in self.marks}
                if r.get("maximum") is not None:
                    limit = max(float(r["maximum"]), self.idle[r["location"], r["item"], t])
                    self.program.row(lying, high=limit)
            add(self.value, lying, number(r.get("end_value")))

    def reserves(self):
        """Floors as rows, targets as gaps; returns the tier's terms (rule 5)."""
        groups, tier = defaultdict(list), {}
        for r in self.rows("reserves"):
            groups[r.get("location"), r.get("party"), r["item"]].append(r)
        for (location, party, item), rows in groups.items():
            places = [location] if location else [x for x, p in self.party_of.items() if p == party]
            for t in self.buckets:
                counted = {
                    self.held[place, item, mark, age, t]: 1.0
                    for place in places
                    for mark, age in self.marks
                    if age == "new" or mark == self.party_of[place]
                }
                # Agreed: floors and targets of a longer bucket are those of its last base bucket.
                k = self.line.inside(t)[-1]
                row = self.governing([r for r in rows if r.get("floor") is not None], k)
                if row is not None:
                    floor = float(row["floor"])
                    if self.line.base_of(row.get("from") or self.line.start) <= 0:
                        floor = min(floor, sum(self.idle[place, item, t] for place in places))
                    self.program.row(counted, low=floor)
                row = self.governing([r for r in rows if r.get("target") is not None], k)
                if row is not None and float(row["target"]) > 0:
                    gap = self.program.column()
                    self.program.row({**counted, gap: 1.0}, low=float(row["target"]))
                    add(tier, {gap: self.length[t] / float(row["target"])})
        return tier
