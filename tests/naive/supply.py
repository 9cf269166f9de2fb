"""How things are made and moved, and what limits it (C3, rules 6, 7, 10, 11)."""

from __future__ import annotations

from collections import defaultdict

from .ground import Ground, number, yes
from .lp import INF, add
from .timeline import day

BASES = ["demonstrated", "contracted", "nameplate", "announced", "assumed"]


class Supply(Ground):
    """Operations, lanes, investments, resources and funds."""

    def operations(self):
        for o in self.rows("operations"):
            name, location = o["operation"], o["location"]
            parts = [r for r in self.rows("operation_items") if r["operation"] == name]
            gives = [r for r in parts if float(r["quantity"]) > 0]
            whole = any(self.integer(r["item"]) for r in gives)
            for t in self.buckets:
                arrives = self.line.shares(o.get("lead_time"), t)
                bases = self.open_bases(o, t)
                most = INF if o.get("maximum") is None else float(o["maximum"]) * len(bases)
                if not bases or (gives and not arrives):
                    most = 0.0
                run = self.program.column(most, whole)
                for r in parts:
                    if float(r["quantity"]) < 0:
                        need = {run: float(r["quantity"])}
                        for item, ratio in self.members[r["item"]]:
                            add(need, dict.fromkeys(self.take(location, item, t).values(), ratio))
                        self.program.row(need, 0.0, 0.0)
                factor = self.mean_of("yields", {"operation": name}, "factor", 1.0, t)
                for r in gives:
                    for u, share in arrives.items():
                        key = (location, r["item"], self.party_of[location], "new", u)
                        add(self.flow[key], {run: float(r["quantity"]) * factor * share})
                for r in self.rows("operation_resources"):
                    if r["operation"] == name:
                        add(
                            self.loads[r["resource"], t]["operation", name],
                            {run: number(r.get("quantity"), 1.0)},
                        )
                price = self.mean_of(
                    "costs", {"of": "operation", "id": name}, "unit_cost", number(o.get("unit_cost")), t
                )
                self.pay("operation", name, t, {run: 1.0}, price)
                self.runs(o, t, run, most)

    def runs(self, o, t, run, most):
        """minimum_run and run_cost: a yes or no for each bucket, both times the bucket's length."""
        least, price = number(o.get("minimum_run")), number(o.get("run_cost"))
        if not (least or price):
            return
        if most == INF:  # no stated maximum: what its resources allow, or simply very much
            most = min(
                [
                    sum(self.tiers_of(r["resource"], t).values()) / number(r.get("quantity"), 1.0)
                    for r in self.rows("operation_resources")
                    if r["operation"] == o["operation"]
                    and self.is_limited(r["resource"])
                    and not any(v["resource"] == r["resource"] for v in self.rows("investments"))
                ]
                + [1e5]
            )
        on = self.program.column(1.0, whole=True)
        self.program.row({run: 1.0, on: -most}, high=0.0)
        self.program.row({run: 1.0, on: -least * self.length[t]}, low=0.0)
        self.pay("operation", o["operation"], t, {on: 1.0}, price * self.length[t])

    def lanes(self):
        lanes = defaultdict(list)
        for r in self.rows("lanes"):
            lanes[r["lane"]].append(r)
        for name, rows in lanes.items():
            # Agreed: a row that names an item takes it out of the same lane's row for every item.
            named = {r["item"] for r in rows if r.get("item")}
            for t in self.buckets:
                lane_load, any_open = {}, set()
                capacity = next((float(r["capacity"]) for r in rows if r.get("capacity") is not None), None)
                for r in rows:
                    row_load, bases = {}, self.open_bases(r, t)
                    any_open |= set(bases)
                    for item in [r["item"]] if r.get("item") else [i for i in self.items if i not in named]:
                        self.move(r, item, t, bool(bases), row_load)
                    if capacity is not None:
                        self.program.row(row_load, high=capacity * len(bases))
                    add(lane_load, row_load)
                if capacity is not None:
                    self.program.row(lane_load, high=capacity * len(any_open))
                for r in self.rows("lane_resources"):
                    if r["lane"] == name:
                        add(
                            self.loads[r["resource"], t]["lane", name],
                            lane_load,
                            number(r.get("quantity"), 1.0),
                        )

    def move(self, row, item, t, is_open, load):
        """Goods of every mark from origin to destination; a transfer gives them the destination's mark."""
        arrives = self.line.shares(row.get("lead_time"), t)
        upper = INF if is_open and arrives else 0.0
        price = self.mean_of("costs", {"of": "lane", "id": row["lane"]}, "unit_cost", number(row.get("unit_cost")), t)
        on_the_way = number(self.items[item].get("holding_cost")) * self.line.on_the_way(row.get("lead_time"), t)
        for (party, age), j in self.take(row["origin"], item, t, upper, self.integer(item)).items():
            mark = self.party_of[row["destination"]] if yes(row.get("transfers")) else party
            for u, share in arrives.items():
                add(self.flow[row["destination"], item, mark, age, u], {j: share})
            add(load, {j: number(row.get("load"), 1.0)})
            self.pay("lane", row["lane"], t, {j: 1.0}, price)
            add(self.cost, {j: 1.0}, on_the_way)

    def investments(self):
        home = {r["resource"]: r.get("location") for r in self.rows("resources")}
        for v in self.rows("investments"):
            name, total = v["investment"], {}
            for t in self.buckets:
                ready = self.line.counts_from(v.get("lead_time"), t, v.get("earliest"))
                is_open = self.open_bases(v, t, "earliest", "-") and ready < self.line.bases
                build = self.program.column(INF if is_open else 0.0, yes(v.get("integer")))
                add(total, {build: 1.0})
                self.pay("investment", name, t, {build: 1.0}, number(v.get("cost")))
                for u in self.buckets:
                    counts = sum(1 for k in self.line.inside(u) if k >= ready)
                    add(self.added[v["resource"], u], {build: float(v["adds"]) * counts})
                for r in self.rows("investment_items"):
                    if r["investment"] == name:
                        place = r.get("location") or home[v["resource"]]
                        need = {build: -float(r["quantity"])}
                        add(need, dict.fromkeys(self.take(place, r["item"], t).values(), 1.0))
                        self.program.row(need, 0.0, 0.0)
            self.program.row(total, high=number(v.get("maximum"), 1.0))

    def is_limited(self, resource):
        return any(r["resource"] == resource for r in [*self.rows("capacities"), *self.rows("investments")])

    def tiers_of(self, resource, t):
        """{cost: capacity in bucket t}, without what investments add (rule 6)."""
        bases = self.settings.get("basis") or BASES
        by_date = defaultdict(list)
        for r in self.rows("capacities"):
            if r["resource"] == resource and (r.get("basis") or "assumed") in bases:
                by_date[day(r.get("from")) or self.line.start].append(r)
        sets = []
        for d in sorted(by_date):
            best = min(bases.index(r.get("basis") or "assumed") for r in by_date[d])
            kept = [r for r in by_date[d] if (r.get("basis") or "assumed") == bases[best]]
            sets.append((max(0, self.line.base_of(d)), {number(r.get("cost")): r for r in kept}))
        total = defaultdict(float)
        for k in self.line.inside(t):
            now = [n for n, (begins, _) in enumerate(sets) if begins <= k]
            if not now:
                continue
            begins, rows = sets[now[-1]]
            later = sets[now[-1] + 1] if now[-1] + 1 < len(sets) else (0, {})
            for cost, r in rows.items():
                quantity = float(r["quantity"])
                # Reading: a line runs to the next set's row of the same cost; without one it stays level.
                if r.get("to_next") == "line" and cost in later[1]:
                    end = float(later[1][cost]["quantity"])
                    quantity += (end - quantity) * (k - begins) / (later[0] - begins)
                total[cost] += quantity
        return total

    def resources(self):
        """Load within the tiers of capacity, each operation's and lane's part apart; ramps (rules 6, 7)."""
        for r in self.rows("resources"):
            name, limited = r["resource"], self.is_limited(r["resource"])
            whole_load = []
            for t in self.buckets:
                whole_load.append({})
                tiers = self.tiers_of(name, t)
                tiers[0.0] += 0.0  # Reading: what investments add costs nothing per unit used
                used = {cost: {} for cost in tiers}
                for (of, activity), load in self.loads[name, t].items():
                    add(whole_load[t], load)
                    if not limited:
                        continue
                    parts = {self.program.column(): cost for cost in tiers}
                    self.program.row({**load, **dict.fromkeys(parts, -1.0)}, 0.0, 0.0)
                    for j, cost in parts.items():
                        used[cost][j] = 1.0
                        # Rule 10 names the share of capacity cost for operations only: no lane's bill has it.
                        if of == "operation":
                            self.pay(of, activity, t, {j: 1.0}, cost)
                        else:
                            add(self.cost, {j: cost})
                if limited:
                    add(used[0.0], self.added[name, t], -1.0)
                    for cost, terms in used.items():
                        self.program.row(terms, high=tiers[cost])
            self.ramps(r, whole_load)

    def ramps(self, r, load):
        for t in self.buckets:
            n, before = self.length[t], self.length[t - 1] if t else 1
            rise, start = {}, 0.0
            add(rise, load[t], 1.0 / n)
            if t:
                add(rise, load[t - 1], -1.0 / before)
            elif r.get("initial_load") is None:
                continue
            else:
                start = float(r["initial_load"])
            if r.get("ramp_up") is not None:
                self.program.row(rise, high=float(r["ramp_up"]) * (n + before) / 2 + start)
            if r.get("ramp_down") is not None:
                self.program.row(rise, low=-float(r["ramp_down"]) * (n + before) / 2 + start)

    def funds(self):
        """Payments reach min(1, sum of shares) of each bill, each fund up to its share; tranches add up."""
        place = {o["operation"]: o["location"] for o in self.rows("operations")}
        origin = {r["lane"]: r["origin"] for r in self.rows("lanes")}
        owner = {r["resource"]: self.party_of.get(r.get("location"), r.get("party")) for r in self.rows("resources")}
        of_party = {("operation", o): self.party_of[x] for o, x in place.items()}
        of_party |= {("lane", lane): self.party_of[x] for lane, x in origin.items()}
        of_party |= {("investment", v["investment"]): owner[v["resource"]] for v in self.rows("investments")}
        shares = defaultdict(dict)  # (of, id): {fund: share}; agreed: of two rows of one fund the larger holds
        for bill, party in of_party.items():
            for r in self.rows("fund_uses"):
                if (r["of"], r["id"]) in (bill, ("party", party)):
                    shares[bill][r["fund"]] = max(shares[bill].get(r["fund"], 0.0), number(r.get("share"), 1.0))
        spent = defaultdict(dict)
        for t in self.buckets:
            for bill, payers in shares.items():
                amount = self.bill[(*bill, t)]
                paid = {}
                for fund, share in payers.items():
                    j = self.program.column()
                    paid[j] = 1.0
                    spent[fund][j] = 1.0
                    limit = {j: 1.0}
                    add(limit, amount, -share)
                    self.program.row(limit, high=0.0)
                add(paid, amount, -min(1.0, sum(payers.values())))
                self.program.row(paid, low=0.0)
            for fund, terms in spent.items():
                tranches = [
                    r.get("amount")
                    for r in self.rows("funds")
                    if r["fund"] == fund and self.line.base_of(r["date"]) <= self.line.inside(t)[-1]
                ]
                if None not in tranches:
                    self.program.row(terms, high=sum(tranches))
