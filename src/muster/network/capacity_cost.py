"""Allocation of a priced capacity's cost to its users, needed if a fund pays for one of them (rule 10).

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
    """Parts of priced capacity by user, added on demand."""

    def __init__(self, network: Network, resources: Resources) -> None:
        self.network = network
        self._loads_by_activity: dict[int, list[tuple[Resource, float]]] = {}
        for resource in resources.by_id.values():
            for activity, quantity in resource.users if resource.priced_columns else []:
                self._loads_by_activity.setdefault(activity, []).append((resource, quantity))

    def add_cost_parts(self, kind: str, id: str, users: list[int]) -> list[tuple[int, Profile]]:
        """Add the `part` activities of an operation or lane for its priced resources; return them with unit costs."""
        loads: dict[str, tuple[Resource, list[tuple[int, float]]]] = {}
        for user in users:
            for resource, quantity in self._loads_by_activity.get(user, []):
                loads.setdefault(resource.id, (resource, []))[1].append((user, quantity))
        charges: list[tuple[int, Profile]] = []
        for resource, resource_loads in loads.values():
            charges += self._split_resource(resource, kind, id, resource_loads)
        return charges

    def _split_resource(
        self, resource: Resource, kind: str, id: str, loads: list[tuple[int, float]]
    ) -> list[tuple[int, Profile]]:
        network = self.network
        total_row = network.add_balance("part_of_use", (resource.id, kind, id), scale=resource.scale)
        for user, quantity in loads:
            network.add_term(user, total_row, -quantity)
        tiers = list(resource.priced_columns)
        extra = network.find("extra", (resource.id,))
        if extra is not None:
            tiers.append(extra)
        charges: list[tuple[int, Profile]] = []
        for tier in tiers:
            name = network.activities.key[tier][1] if tier in resource.priced_columns else "extra"
            part = network.add_activity("part", (resource.id, name, kind, id), scale=resource.scale)
            network.add_term(part, total_row, 1.0)
            network.add_term(part, self._used_row(resource, tier, name), 1.0)
            if resource.priced_columns.get(tier):
                charges.append((part, resource.priced_columns[tier]))
        return charges

    def _used_row(self, resource: Resource, tier: int, name: str) -> int:
        used_row = self.network.balances.index.get(("used", (resource.id, name)))
        if used_row is None:
            used_row = self.network.add_balance("used", (resource.id, name), lower=-np.inf, scale=resource.scale)
            self.network.add_term(tier, used_row, -1.0)
        return used_row
