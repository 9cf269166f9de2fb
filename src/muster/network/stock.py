"""Stock of an item at a location, by class of marks: what comes in, goes out and is held.

    stock[s,i,m]:  what arrives - what leaves + hold[t-1] - hold[t] = -(opening stock if t = 0) - receipts[t]
    take[s,i]:     sum over m of draw[s,i,m] - what operations and investments take = what is lost[t]
    storage[s,i]:  sum over m of hold[t] <= maximum, or what idleness would leave where that is more

`hold[t]` is the stock at the end of bucket t, 0 or more. Opening stock is written out as the right-hand side of bucket
0. What is lost is a negative receipt; it takes goods of any mark. Holding cost is paid on `hold`, times the bucket's
length; objective `value` pays `end_value` for what the last bucket holds.
"""

from __future__ import annotations

import numpy as np

from muster.network.facts import Facts
from muster.network.graph import Network
from muster.network.marks import MarkClass, Marks
from muster.network.scales import Scales


class Stocks:
    """The stock balances, and the way for other concepts to take from a stock or give to it."""

    def __init__(self, facts: Facts, network: Network, scales: Scales, marks: Marks) -> None:
        self.facts = facts
        self.network = network
        self.scales = scales
        self.marks = marks
        self.balances: dict[tuple[str, str, MarkClass], int] = {}
        self.holds: dict[tuple[str, str, MarkClass], int] = {}
        self._takes: dict[tuple[str, str], int] = {}
        for (location, item), classes in marks.classes.items():
            for mark_class in classes:
                self._add(location, item, mark_class)
        self._losses()
        self._storage()
        self._end_values()

    def classes(self, location: str, item: str) -> list[MarkClass]:
        """Classes of an item that can lie at a location; none if nothing supplies it there."""
        return self.marks.classes.get((location, item), [])

    def taking(self, location: str, item: str) -> int:
        """The balance from which goods of any mark are taken (operations, investments, losses).

        With one class there is nothing to choose, and it is the stock itself; else the row `take`.
        """
        classes = self.classes(location, item)
        if len(classes) == 1:
            return self.balances[location, item, classes[0]]
        take = self._takes.get((location, item))
        if take is None:
            scale = self.scales.item(item)
            take = self.network.balance("take", (location, item), scale=scale)
            self._takes[location, item] = take
            for mark_class in classes:
                draw = self.network.activity("draw", (location, item, mark_class.key), scale=scale)
                self.network.term(draw, self.balances[location, item, mark_class], -1.0)
                self.network.term(draw, take, 1.0)
        return take

    def making(self, location: str, item: str) -> int:
        """The balance to which what is made at a location is given: new goods of the location's party."""
        mark = (self.facts.party_of[location], False)
        return self.balances[location, item, self.marks.of(location, item, mark)]

    def _add(self, location: str, item: str, mark_class: MarkClass) -> None:
        network, scale = self.network, self.scales.item(item)
        place = (location, item, mark_class)
        supply = np.zeros(network.calendar.count)
        arriving = self.facts.arriving.get((location, item))
        if arriving is not None and mark_class == self.marks.of(location, item, (self.facts.party_of[location], True)):
            supply = np.maximum(arriving, 0.0)
        key = (location, item, mark_class.key)
        balance = network.balance("stock", key, lower=-supply, upper=-supply, scale=scale)
        hold = network.activity("hold", key, scale=scale)
        network.term(hold, balance, -1.0)
        network.term(hold, balance, 1.0, Network.NEXT)
        network.cost("cost", hold, self.facts.items[item]["holding_cost"] * network.calendar.lengths)
        self.balances[place] = balance
        self.holds[place] = hold

    def _losses(self) -> None:
        """Negative receipts take goods of any mark: what leaves is the right-hand side of the balance taken from."""
        for (location, item), arriving in self.facts.arriving.items():
            loss = np.maximum(-arriving, 0.0)
            if loss.any():
                balance = self.taking(location, item)
                bounds = self.network.balances
                bounds.lower[balance] = bounds.lower[balance] + loss
                bounds.upper[balance] = bounds.upper[balance] + loss

    def _storage(self) -> None:
        for row in self.facts.rows("stocks"):
            if row["maximum"] is None:
                continue
            location, item = row["location"], row["item"]
            limit = np.maximum(row["maximum"], self.facts.idle[location, item])
            balance = self.network.balance(
                "storage", (location, item), lower=-np.inf, upper=limit, scale=self.scales.item(item)
            )
            for mark_class in self.classes(location, item):
                self.network.term(self.holds[location, item, mark_class], balance, 1.0)
            self.network.rule("stocks", row["_row"], f"{location}/{item}", [("balance", balance, None)])

    def _end_values(self) -> None:
        last = np.zeros(self.network.calendar.count)
        last[-1] = 1.0
        for row in self.facts.rows("stocks"):
            for mark_class in self.classes(row["location"], row["item"]):
                hold = self.holds[row["location"], row["item"], mark_class]
                self.network.cost("value", hold, -row["end_value"] * last)
