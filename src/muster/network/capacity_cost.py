"""Which part of a priced capacity's cost is whose: needed where a fund pays for one of its users (rule 10).

    part_of_use[r,u]:  sum over tiers of part[r,k,u] - quantity x level[u] = 0
    used[r,k]:         sum over u of part[r,k,u] - use[r,k] <= 0

The split of a tier among its users is free: every unit of a user's load is counted in some tier, and no tier is counted
for more than is used of it.
"""

from __future__ import annotations

import numpy as np

from muster.network.capacity import Resource, Resources
from muster.network.graph import Network, Profile


class CapacityCosts:
    """The parts of priced capacity by user, made on demand."""

    def __init__(self, network: Network, resources: Resources) -> None:
        self.network = network
        self._users: dict[int, list[tuple[Resource, float]]] = {}
        for place in resources.by_id.values():
            for activity, quantity in place.users if place.uses else []:
                self._users.setdefault(activity, []).append((place, quantity))

    def parts(self, of: str, id: str, users: list[int]) -> list[tuple[int, Profile]]:
        """The `part` activities of an operation or a lane with their unit cost, over all priced resources it loads."""
        loads: dict[str, tuple[Resource, list[tuple[int, float]]]] = {}
        for user in users:
            for place, quantity in self._users.get(user, []):
                loads.setdefault(place.id, (place, []))[1].append((user, quantity))
        charges: list[tuple[int, Profile]] = []
        for place, using in loads.values():
            charges += self._split(place, of, id, using)
        return charges

    def _split(self, place: Resource, of: str, id: str, using: list[tuple[int, float]]) -> list[tuple[int, Profile]]:
        network = self.network
        whole = network.balance("part_of_use", (place.id, of, id), scale=place.scale)
        for user, quantity in using:
            network.term(user, whole, -quantity)
        tiers = list(place.uses)
        extra = network.find("extra", (place.id,))
        if extra is not None:
            tiers.append(extra)
        charges: list[tuple[int, Profile]] = []
        for tier in tiers:
            name = network.activities.key[tier][1] if tier in place.uses else "extra"
            part = network.activity("part", (place.id, name, of, id), scale=place.scale)
            network.term(part, whole, 1.0)
            network.term(part, self._used(place, tier, name), 1.0)
            if place.uses.get(tier):
                charges.append((part, place.uses[tier]))
        return charges

    def _used(self, place: Resource, tier: int, name: str) -> int:
        existing = self.network.balances.index.get(("used", (place.id, name)))
        if existing is None:
            existing = self.network.balance("used", (place.id, name), lower=-np.inf, scale=place.scale)
            self.network.term(tier, existing, -1.0)
        return existing
