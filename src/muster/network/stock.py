"""Stock of an item at a location, by class of marks: what comes in, goes out and is held.

    stock[s,i,m]:  what arrives - what leaves + hold[t-1] - hold[t] = -(opening stock if t = 0) - receipts[t]
    take[s,i]:     sum over m of draw[s,i,m] - what operations and investments take = what is lost[t]
    storage[s,i]:  sum over m of hold[t] <= max(maximum, stock if nothing is done)

`hold[t]` is the stock at the end of bucket t, 0 or more. Opening stock is written out as the right-hand side of bucket
0. What is lost is a negative receipt; it takes goods of any mark. Holding cost is paid on `hold`, times the bucket's
length; objective `value` pays `end_value` for what the last bucket holds.
"""

from __future__ import annotations

import numpy as np

from muster.network.facts import Facts
from muster.network.graph import Network
from muster.network.marks import MarkClass, MarkClasses
from muster.network.scales import Scales


class Stocks:
    """The stock balances, from which other concepts take and to which they give."""

    def __init__(self, facts: Facts, network: Network, scales: Scales, marks: MarkClasses) -> None:
        self.facts = facts
        self.network = network
        self.scales = scales
        self.marks = marks
        self.balances: dict[tuple[str, str, MarkClass], int] = {}
        self.holds: dict[tuple[str, str, MarkClass], int] = {}
        self._take_rows: dict[tuple[str, str], int] = {}
        for (location, item), classes in marks.classes.items():
            for mark_class in classes:
                self._add_stock(location, item, mark_class)
        self._add_losses()
        self._add_storage_limits()
        self._add_end_values()

    def classes(self, location: str, item: str) -> list[MarkClass]:
        """Classes of an item that can lie at a location; none if nothing supplies it there."""
        return self.marks.classes.get((location, item), [])

    def withdrawal_balance(self, location: str, item: str) -> int:
        """The balance from which goods of any mark are taken (operations, investments, losses).

        With one class this is the stock itself, else the row `take`.
        """
        classes = self.classes(location, item)
        if len(classes) == 1:
            return self.balances[location, item, classes[0]]
        take_row = self._take_rows.get((location, item))
        if take_row is None:
            scale = self.scales.item(item)
            take_row = self.network.add_balance("take", (location, item), scale=scale)
            self._take_rows[location, item] = take_row
            for mark_class in classes:
                draw = self.network.add_activity("draw", (location, item, mark_class.key), scale=scale)
                self.network.add_term(draw, self.balances[location, item, mark_class], -1.0)
                self.network.add_term(draw, take_row, 1.0)
        return take_row

    def production_balance(self, location: str, item: str) -> int:
        """The balance to which what is made at a location is given: new goods of the location's party."""
        mark = (self.facts.party_of[location], False)
        return self.balances[location, item, self.marks.class_of(location, item, mark)]

    def _add_stock(self, location: str, item: str, mark_class: MarkClass) -> None:
        network, scale = self.network, self.scales.item(item)
        stock_key = (location, item, mark_class)
        supply = np.zeros(network.calendar.count)
        scheduled = self.facts.scheduled_supply.get((location, item))
        if scheduled is not None and mark_class == self.marks.class_of(
            location, item, (self.facts.party_of[location], True)
        ):
            supply = np.maximum(scheduled, 0.0)
        key = (location, item, mark_class.key)
        balance = network.add_balance("stock", key, lower=-supply, upper=-supply, scale=scale)
        hold = network.add_activity("hold", key, scale=scale)
        network.add_term(hold, balance, -1.0)
        network.add_term(hold, balance, 1.0, Network.NEXT)
        network.add_cost("cost", hold, self.facts.items[item]["holding_cost"] * network.calendar.lengths)
        self.balances[stock_key] = balance
        self.holds[stock_key] = hold

    def _add_losses(self) -> None:
        """Take losses (negative receipts) from goods of any mark, as the right-hand side of the withdrawal balance."""
        for (location, item), arriving in self.facts.scheduled_supply.items():
            loss = np.maximum(-arriving, 0.0)
            if loss.any():
                balance = self.withdrawal_balance(location, item)
                bounds = self.network.balances
                bounds.lower[balance] = bounds.lower[balance] + loss
                bounds.upper[balance] = bounds.upper[balance] + loss

    def _add_storage_limits(self) -> None:
        for row in self.facts.rows("stocks"):
            if row["maximum"] is None:
                continue
            location, item = row["location"], row["item"]
            limit = np.maximum(row["maximum"], self.facts.idle_stock[location, item])
            balance = self.network.add_balance(
                "storage", (location, item), lower=-np.inf, upper=limit, scale=self.scales.item(item)
            )
            for mark_class in self.classes(location, item):
                self.network.add_term(self.holds[location, item, mark_class], balance, 1.0)
            self.network.add_rule("stocks", row["_row"], f"{location}/{item}", [("balance", balance, None)])

    def _add_end_values(self) -> None:
        last = np.zeros(self.network.calendar.count)
        last[-1] = 1.0
        for row in self.facts.rows("stocks"):
            for mark_class in self.classes(row["location"], row["item"]):
                hold = self.holds[row["location"], row["item"], mark_class]
                self.network.add_cost("value", hold, -row["end_value"] * last)
