"""Money: which fund pays which bill, and that no fund pays before its money is there (rule 10).

    fund[f]:         tranche[t] + money[f,t-1] - money[f,t] - sum of what it pays = 0
    bill[k]:         sum over funds of pay[f,k] - min(1, sum of shares) x bill = 0   (>= 0 with a cost below nothing)
    bill_share[f,k]: pay[f,k] - share x what of the bill is above nothing <= 0

A bill is what an operation, a lane or an investment costs in a bucket: unit and run cost, and its part of priced
capacity. Where the shares add up to at most 1 each fund pays its share and no column is needed. `money` carries over.
From a tranche without amount on a fund is without limit. A bill below nothing is nobody's income; where part of a bill
is below nothing, a fund's share is of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from muster.network.capacity import Resources
from muster.network.capacity_cost import CapacityCosts
from muster.network.facts import Facts, Row
from muster.network.graph import Array, Network, Profile
from muster.network.scales import near

Charge = tuple[int, Profile]
"""An activity and what one unit of its level costs, by bucket."""


@dataclass
class Bill:
    """What one operation, lane or investment costs, and the funds that may pay it with their shares.

    `users` are its activities whose part of priced capacity is on the bill.
    """

    of: str
    id: str
    charges: list[Charge]
    shares: dict[str, float]
    pays: dict[str, int] = field(default_factory=dict)
    users: tuple[int, ...] = ()

    @property
    def covered(self) -> float:
        """The part of the bill that funds have to pay; what the shares leave over is not limited."""
        return min(1.0, sum(self.shares.values()))


class Funds:
    """The fund balances and every bill."""

    def __init__(self, facts: Facts, network: Network, resources: Resources) -> None:
        self.facts = facts
        self.network = network
        self.costs = CapacityCosts(network, resources)
        self.balances: dict[str, int] = {}
        self.bills: list[Bill] = []
        self._rows: dict[int, list[str]] = {}
        self._tranche: dict[str, float] = {}
        self._money: dict[str, list[int]] = {}
        for fund, rows in sorted(facts.grouped("funds", "fund").items()):
            self._add(fund, rows)
        self._shares: dict[tuple[str, str], dict[str, float]] = {}
        for row in facts.rows("fund_uses"):
            shares = self._shares.setdefault((row["of"], row["id"]), {})
            shares[row["fund"]] = max(row["share"], shares.get(row["fund"], 0.0))

    def charge(self, of: str, id: str, party: str | None, charges: list[Charge], users: list[int]) -> None:
        """Bill an operation, lane or investment at a party's place; `users` are its activities that load resources."""
        shares = dict(self._shares.get(("party", party or ""), {}))
        for fund, share in self._shares.get((of, id), {}).items():
            shares[fund] = max(share, shares.get(fund, 0.0))
        charges = [(activity, amount) for activity, amount in charges if np.any(amount)]
        if shares:
            charges += self.costs.parts(of, id, users)
        bill = Bill(of, id, charges, shares, users=tuple(users) if shares else ())
        if bill.charges:
            self.bills.append(bill)
            self._settle(bill)

    def _add(self, fund: str, rows: list[Row]) -> None:
        calendar = self.network.calendar
        tranches = np.zeros(calendar.count)
        unlimited = calendar.count
        for row in rows:
            bucket = self.facts.base(row["date"])
            if bucket >= calendar.base_count:
                continue
            place = int(calendar.of_base[bucket])
            if row["amount"] is None:
                unlimited = min(unlimited, place)
            else:
                tranches[place] += row["amount"]
        lower = np.where(np.arange(calendar.count) >= unlimited, -np.inf, -tranches)
        balance = self.network.balance("fund", (fund,), lower=lower, upper=-tranches)
        money = self.network.activity("money", (fund,))
        self.network.term(money, balance, -1.0)
        self.network.term(money, balance, 1.0, Network.NEXT)
        for row in rows:
            self.network.rule("funds", row["_row"], fund, [("balance", balance, None)])
        self.balances[fund] = balance
        self._tranche[fund] = float(tranches.max())
        self._money[fund] = [money]

    def rescale(self) -> None:
        """Give each fund the scale of its largest tranche or of the largest bill it may pay, once all are known."""
        activities, balances = self.network.activities, self.network.balances
        largest = dict(self._tranche)
        for bill in self.bills:
            for activity, amount in bill.charges:
                size = float(np.max(np.abs(amount))) * activities.scale[activity]
                for fund in bill.shares:
                    largest[fund] = max(largest[fund], size)
        for fund, columns in self._money.items():
            balances.scale[self.balances[fund]] = near(largest[fund])
            for column in columns:
                activities.scale[column] = near(largest[fund])
        for row, funds in self._rows.items():
            balances.scale[row] = max(near(largest[fund]) for fund in funds)

    def _settle(self, bill: Bill) -> None:
        if not bill.shares:
            return
        mixed = any(np.min(amount) < 0 for _, amount in bill.charges)
        if sum(bill.shares.values()) <= 1.0 + 1e-12 and not mixed:
            for fund, share in bill.shares.items():
                self._pay_of(bill.charges, self.balances[fund], -share)
            return
        upper = np.inf if mixed else 0.0
        whole = self.network.balance("bill", (bill.of, bill.id), upper=upper)
        self._rows[whole] = list(bill.shares)
        self._pay_of(bill.charges, whole, -bill.covered)
        for fund, share in sorted(bill.shares.items()):
            key = (fund, bill.of, bill.id)
            pay = self.network.activity("pay", key)
            self._money[fund].append(pay)
            self.network.term(pay, whole, 1.0)
            self.network.term(pay, self.balances[fund], -1.0)
            bill.pays[fund] = pay
            if share < 1.0:
                part = self.network.balance("bill_share", key, lower=-np.inf)
                self._rows[part] = [fund]
                self.network.term(pay, part, 1.0)
                owed = [(activity, np.maximum(amount, 0.0)) for activity, amount in bill.charges]
                self._pay_of(owed, part, -share)

    def _pay_of(self, charges: list[Charge], balance: int, factor: float) -> None:
        for activity, amount in charges:
            owed = np.asarray(amount, dtype=float)
            if owed.ndim == 0:
                self.network.term(activity, balance, factor * float(owed))
            else:
                self.network.term(activity, balance, factor, profile=np.broadcast_to(owed, self._shape))

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
    """Bill every operation, lane and investment, and fit the funds' scales to what they may pay."""
    lengths: Array = funds.network.calendar.lengths.astype(float)
    for row in facts.rows("operations"):
        operation = row["operation"]
        charges: list[Charge] = [(runs[operation], facts.prices("operation", operation, row["unit_cost"]))]
        if operation in switches:
            charges.append((switches[operation], (row["run_cost"] or 0.0) * lengths))
        funds.charge("operation", operation, facts.party_of[row["location"]], charges, [runs[operation]])
    _bill_lanes(facts, funds, moves)
    holders = {row["resource"]: row["party"] or facts.party_of.get(row["location"]) for row in facts.rows("resources")}
    for row in facts.rows("investments"):
        build = builds[row["investment"]]
        charges = [(build, row["cost"])]
        funds.charge("investment", row["investment"], holders[row["resource"]], charges, [])
    funds.rescale()


def _bill_lanes(facts: Facts, funds: Funds, moves: dict[str, list[int]]) -> None:
    """A lane's bill is the sum over its rows and marks; a row's price may differ by item."""
    for lane, rows in sorted(facts.grouped("lanes", "lane").items()):
        price = {row["item"]: row["unit_cost"] for row in rows}
        charges: list[Charge] = []
        for move in moves.get(lane, []):
            item = funds.network.activities.key[move][1]
            own = price.get(item, price.get(None, 0.0))
            charges.append((move, facts.prices("lane", lane, own)))
        funds.charge("lane", lane, facts.party_of[rows[0]["origin"]], charges, moves.get(lane, []))
