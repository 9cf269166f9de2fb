"""Upstream search: from balances to the activities that give to them, and on to all balances of these.

Two kinds of balance carry nothing but lead to a limit: a load leads to the activity that loads a resource, a bill to
the payments of a fund.
"""

from __future__ import annotations

from collections import defaultdict

from muster.network.graph import GOODS, Network

_CARRYING = GOODS | {"request"}
_LINKING = {"load": "load", "bill": "pay"}
"""Families of balances, each with the family of activities that it leads to whatever their sign."""


class SupplyClosure:
    """Balances and activities that can supply a request."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._givers: dict[int, set[int]] = defaultdict(set)
        self._touched: dict[int, set[int]] = defaultdict(set)
        for term in network.terms():
            self._touched[term.activity].add(term.balance)
            family = network.balances.family[term.balance]
            carries = term.coefficient > 0 and family in _CARRYING
            if carries or network.activities.family[term.activity] == _LINKING.get(family):
                self._givers[term.balance].add(term.activity)

    def of_request(self, request: str) -> tuple[set[int], set[int]]:
        """Indices of the balances and activities upstream of a request, its own included."""
        start = self._network.balances.index.get(("request", (request,)))
        balances: set[int] = set()
        activities: set[int] = set()
        waiting = [] if start is None else [start]
        while waiting:
            balance = waiting.pop()
            if balance in balances:
                continue
            balances.add(balance)
            for activity in self._givers.get(balance, ()):
                if activity not in activities:
                    activities.add(activity)
                    waiting += self._touched[activity]
        return balances, activities
