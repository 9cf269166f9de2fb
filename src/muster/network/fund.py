"""Money: bills and the funds that pay them, no fund before its tranche is available (rule 10).

    fund[f]:         tranche[t] + money[f,t-1] - money[f,t] - sum of what it pays = 0
    bill[k]:         sum over funds of pay[f,k] - min(1, sum of shares) x bill = 0   (>= 0 with a negative cost)
    bill_share[f,k]: pay[f,k] - share x positive part of the bill <= 0

A bill is what an operation, a lane or an investment costs in a bucket: unit and run cost, and its part of priced
capacity. Where the shares add up to at most 1 each fund pays its share and no column is needed. `money` carries over.
A fund is unlimited from a tranche without amount on. A negative bill is nobody's income; if part of a bill is
negative, a fund's share is of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from muster.network.capacity import Resources
from muster.network.capacity_cost import CapacityCosts
from muster.network.facts import Facts, Row
from muster.network.graph import Array, Network, Profile
from muster.network.scales import power_of_two_near

Charge = tuple[int, Profile]
"""An activity and what one unit of its level costs, by bucket."""


@dataclass(kw_only=True)
class Bill:
    """Bill of one operation, lane or investment, and the funds that may pay it with their shares.

    `users` are its activities whose part of priced capacity is on the bill.
    """

    kind: str
    id: str
    charges: list[Charge]
    shares: dict[str, float]
    pays: dict[str, int] = field(default_factory=dict)
    users: tuple[int, ...] = ()

    @property
    def covered_share(self) -> float:
        """Part of the bill that funds must pay; the rest is not limited."""
        return min(1.0, sum(self.shares.values()))


class Funds:
    """Fund balances and bills."""

    def __init__(self, facts: Facts, network: Network, resources: Resources) -> None:
        self.facts = facts
        self.network = network
        self.costs = CapacityCosts(network, resources)
        self.balances: dict[str, int] = {}
        self.bills: list[Bill] = []
        self._funds_of_row: dict[int, list[str]] = {}
        self._largest_tranche: dict[str, float] = {}
        self._money_columns: dict[str, list[int]] = {}
        for fund, rows in sorted(facts.rows_by("funds", "fund").items()):
            self._add_fund(fund, rows)
        self._shares: dict[tuple[str, str], dict[str, float]] = {}
        for row in facts.rows("fund_uses"):
            shares = self._shares.setdefault((row["of"], row["id"]), {})
            shares[row["fund"]] = max(row["share"], shares.get(row["fund"], 0.0))

    def charge(self, kind: str, id: str, party: str | None, charges: list[Charge], users: list[int]) -> None:
        """Bill an operation, lane or investment of a party; `users` are its activities that load resources."""
        shares = dict(self._shares.get(("party", party or ""), {}))
        for fund, share in self._shares.get((kind, id), {}).items():
            shares[fund] = max(share, shares.get(fund, 0.0))
        charges = [(activity, amount) for activity, amount in charges if np.any(amount)]
        if shares:
            charges += self.costs.add_cost_parts(kind, id, users)
        bill = Bill(kind=kind, id=id, charges=charges, shares=shares, users=tuple(users) if shares else ())
        if bill.charges:
            self.bills.append(bill)
            self._add_bill_rows(bill)

    def _add_fund(self, fund: str, rows: list[Row]) -> None:
        calendar = self.network.calendar
        tranches = np.zeros(calendar.count)
        unlimited = calendar.count
        for row in rows:
            base_bucket = self.facts.base_bucket(row["date"])
            if base_bucket >= calendar.base_count:
                continue
            bucket = int(calendar.bucket_of_base[base_bucket])
            if row["amount"] is None:
                unlimited = min(unlimited, bucket)
            else:
                tranches[bucket] += row["amount"]
        lower = np.where(np.arange(calendar.count) >= unlimited, -np.inf, -tranches)
        balance = self.network.add_balance("fund", (fund,), lower=lower, upper=-tranches)
        money = self.network.add_activity("money", (fund,))
        self.network.add_term(money, balance, -1.0)
        self.network.add_term(money, balance, 1.0, Network.NEXT)
        for row in rows:
            self.network.add_rule("funds", row["_row"], fund, [("balance", balance, None)])
        self.balances[fund] = balance
        self._largest_tranche[fund] = float(tranches.max())
        self._money_columns[fund] = [money]

    def rescale(self) -> None:
        """Scale each fund by its largest tranche or the largest bill it may pay, once all are known."""
        activities, balances = self.network.activities, self.network.balances
        largest = dict(self._largest_tranche)
        for bill in self.bills:
            for activity, amount in bill.charges:
                size = float(np.max(np.abs(amount))) * activities.scale[activity]
                for fund in bill.shares:
                    largest[fund] = max(largest[fund], size)
        for fund, columns in self._money_columns.items():
            balances.scale[self.balances[fund]] = power_of_two_near(largest[fund])
            for column in columns:
                activities.scale[column] = power_of_two_near(largest[fund])
        for row, funds in self._funds_of_row.items():
            balances.scale[row] = max(power_of_two_near(largest[fund]) for fund in funds)

    def _add_bill_rows(self, bill: Bill) -> None:
        if not bill.shares:
            return
        mixed = any(np.min(amount) < 0 for _, amount in bill.charges)
        if sum(bill.shares.values()) <= 1.0 + 1e-12 and not mixed:
            for fund, share in bill.shares.items():
                self._add_charges(bill.charges, self.balances[fund], -share)
            return
        upper = np.inf if mixed else 0.0
        bill_row = self.network.add_balance("bill", (bill.kind, bill.id), upper=upper)
        self._funds_of_row[bill_row] = list(bill.shares)
        self._add_charges(bill.charges, bill_row, -bill.covered_share)
        for fund, share in sorted(bill.shares.items()):
            key = (fund, bill.kind, bill.id)
            pay = self.network.add_activity("pay", key)
            self._money_columns[fund].append(pay)
            self.network.add_term(pay, bill_row, 1.0)
            self.network.add_term(pay, self.balances[fund], -1.0)
            bill.pays[fund] = pay
            if share < 1.0:
                share_row = self.network.add_balance("bill_share", key, lower=-np.inf)
                self._funds_of_row[share_row] = [fund]
                self.network.add_term(pay, share_row, 1.0)
                positive_charges = [(activity, np.maximum(amount, 0.0)) for activity, amount in bill.charges]
                self._add_charges(positive_charges, share_row, -share)

    def _add_charges(self, charges: list[Charge], balance: int, factor: float) -> None:
        for activity, amount in charges:
            cost = np.asarray(amount, dtype=float)
            if cost.ndim == 0:
                self.network.add_term(activity, balance, factor * float(cost))
            else:
                self.network.add_term(activity, balance, factor, profile=np.broadcast_to(cost, self._shape))

    @property
    def _shape(self) -> tuple[int]:
        return (self.network.calendar.count,)


def add_bills(
    facts: Facts,
    funds: Funds,
    runs: dict[str, int],
    switches: dict[str, int],
    moves: dict[str, list[int]],
    builds: dict[str, int],
) -> None:
    """Bill every operation, lane and investment, then rescale the funds."""
    lengths: Array = funds.network.calendar.lengths.astype(float)
    for row in facts.rows("operations"):
        operation = row["operation"]
        charges: list[Charge] = [(runs[operation], facts.prices("operation", operation, row["unit_cost"]))]
        if operation in switches:
            charges.append((switches[operation], (row["run_cost"] or 0.0) * lengths))
        funds.charge("operation", operation, facts.party_of[row["location"]], charges, [runs[operation]])
    _bill_lanes(facts, funds, moves)
    for row in facts.rows("investments"):
        build = builds[row["investment"]]
        charges = [(build, row["cost"])]
        funds.charge("investment", row["investment"], facts.owner_of_resource[row["resource"]], charges, [])
    funds.rescale()


def _bill_lanes(facts: Facts, funds: Funds, moves: dict[str, list[int]]) -> None:
    """Bill each lane over its rows and marks; the price may differ by item."""
    for lane, rows in sorted(facts.rows_by("lanes", "lane").items()):
        price = {row["item"]: row["unit_cost"] for row in rows}
        charges: list[Charge] = []
        for move in moves.get(lane, []):
            item = funds.network.activities.key[move][1]
            row_price = price.get(item, price.get(None, 0.0))
            charges.append((move, facts.prices("lane", lane, row_price)))
        funds.charge("lane", lane, facts.party_of[rows[0]["origin"]], charges, moves.get(lane, []))
