"""What is asked and allowed: consents, companions, requests (rules 8, 9)."""

from __future__ import annotations

from collections import defaultdict

from .ground import number
from .lp import add
from .supply import Supply
from .timeline import day


class Asked(Supply):
    """Consents and requests."""

    def consents(self):
        """The rules: {(grantor, wants, recipient, holder): rows}, and what is handed over under each."""
        self.rules = defaultdict(list)
        for r in self.rows("consents"):
            self.rules[r["party"], r["wants"], r.get("recipient") or None, r.get("holder") or None].append(r)
        self.under = defaultdict(lambda: defaultdict(dict))  # rule: {bucket: terms in units of its wants}

    def speaking(self, item, mark, recipient):
        """The rules that speak on handing over goods of a mark to a recipient."""
        return [
            rule
            for rule in self.rules
            if item in dict(self.members[rule[1]]) and rule[2] in (None, recipient) and rule[3] in (None, mark)
        ]

    def open_rows(self, rule, t):
        """The rule's rows that hold open some base bucket of t: [limit], None for one without a limit."""
        rows = sorted(self.rules[rule], key=lambda r: day(r.get("from")) or self.line.start)
        found = {}
        for k in self.line.inside(t):
            row = self.governing(rows, k)
            if row is None and rows[0]["decision"] != "granted":
                found["before"] = None
            elif row is not None and row["decision"] == "granted":
                found[rows.index(row)] = row.get("limit")
        return found

    def give(self, location, item, recipient, t, whole):
        """{(party, age): column} of goods handed over, of the marks that every rule allows."""
        marks = []
        for mark in self.marks:
            # Reading: every rule that speaks must allow, also several of one grantor; and with "withheld"
            # goods on which none speaks are blocked, a party's own to itself too (agreed).
            rules = self.speaking(item, mark[0], recipient)
            if all(self.open_rows(rule, t) for rule in rules) and (
                rules or (self.settings.get("without_consent") or "granted") == "granted"
            ):
                marks.append(mark)
        given = self.take(location, item, t, whole=whole, marks=marks)
        for (party, _), j in given.items():
            for rule in self.speaking(item, party, recipient):
                self.under[rule][t][j] = dict(self.members[rule[1]])[item]
        return given

    def limits(self):
        """A limit counts what is handed over in its row's time.

        Agreed: a bucket that touches two limited rows counts against their sum only (here: its hand-overs are
        split between them), one that touches a row without a limit counts against none.
        """
        for rule, by_bucket in self.under.items():
            counted = defaultdict(dict)
            for t, terms in by_bucket.items():
                found = self.open_rows(rule, t)
                if None in found.values():
                    continue
                parts = {self.program.column(): row for row in found}
                self.program.row({**terms, **dict.fromkeys(parts, -1.0)}, 0.0, 0.0)
                for j, row in parts.items():
                    counted[row, float(found[row])][j] = 1.0
            for (_, limit), terms in counted.items():
                self.program.row(terms, high=limit)

    def accompany(self, r, item, t, terms):
        """Companions of one item handed over for a request, and theirs."""
        for c in self.rows("companions"):
            if c["item"] != item:
                continue
            need = {}
            add(need, terms, -float(c["quantity"]))
            for other, ratio in self.members[c["needs"]]:
                # Agreed: whole only if its item is integer and the companion quantity is whole.
                whole = self.integer(other) and float(c["quantity"]).is_integer()
                goes = self.give(r["location"], other, r["party"], t, whole)
                add(need, dict.fromkeys(goes.values(), ratio))
                self.accompany(r, other, t, dict.fromkeys(goes.values(), 1.0))
            self.program.row(need, 0.0, 0.0)

    def due(self, r):
        """What is due by bucket, less what was handed over before, the oldest first (rules 1, 8)."""
        lines = [
            (self.line.base_of(x["due"]), float(x["quantity"]))
            for x in self.rows("request_lines")
            if x["request"] == r["request"]
        ]
        if r.get("due") is not None:
            first = self.line.base_of(r["due"])
            last = self.line.base_of(r["until"]) if r.get("until") else first
            lines += [(k, float(r["quantity"])) for k in range(first, last + 1)]
        before, due = number(r.get("handed_over_before")), [0.0] * self.line.count
        for k, quantity in sorted(lines):
            off = min(before, quantity)
            before -= off
            if k < self.line.bases:  # after the horizon: no effect, not even on the quantity
                due[self.line.bucket_of(k)] += quantity - off
        return due

    def requests(self):
        self.asked = {}
        for r in self.rows("requests"):
            due = self.due(r)
            received, late, so_far = [], [], {}
            for t in self.buckets:
                received.append({})
                if self.open_bases(r, t, "earliest", "latest"):
                    for item, ratio in self.members[r["wants"]]:
                        given = self.give(r["location"], item, r["party"], t, self.integer(item))
                        add(received[t], dict.fromkeys(given.values(), ratio))
                        self.accompany(r, item, t, dict.fromkeys(given.values(), 1.0))
                add(so_far, received[t])
                late.append(self.program.column())
                self.program.row({**so_far, late[t]: 1.0}, low=sum(due[: t + 1]))
                add(self.value, received[t], number(r.get("value")))
                add(self.value, {late[t]: -1.0}, number(r.get("late_cost")) * self.length[t])
            self.program.row(so_far, high=sum(due))
            self.asked[r["request"]] = (r, due, received, late)
