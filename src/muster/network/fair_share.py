"""Fair share: among plans that serve a class equally well, the one that spreads lateness most evenly (C5).

    lateness[r]:  sum over t of length x late[r,t] - sum over k of slice[r,k] = 0;   slice[r,k] <= a tenth

A request's late unit-buckets are cut into tenths of what they would be if nothing were handed over. Tier `share/p`
minimises the sum over the class's requests of k / Q x slice[r,k], so that a second tenth of one request is worse than
a first tenth of another.
"""

from __future__ import annotations

from muster.network.demand import Demand
from muster.network.graph import Network
from muster.network.scales import power_of_two_near

SLICES = 10


def add_shares(
    network: Network, demands: list[Demand], late_columns: dict[str, int], totals: dict[tuple[int, str], float]
) -> None:
    """Add the slices of each request's lateness."""
    lengths = network.calendar.lengths.astype(float)
    for demand in demands:
        late = late_columns.get(demand.request)
        largest = demand.late_if_idle(lengths)
        if late is None or largest <= 0:
            continue
        scale = power_of_two_near(largest)
        row = network.add_balance("lateness", (demand.request,), scale=scale, timed=False)
        network.add_term(late, row, 1.0, Network.OVER_ALL, lengths)
        for k in range(1, SLICES + 1):
            slice_column = network.add_activity(
                "slice", (demand.request, f"{k:02d}"), upper=largest / SLICES, scale=scale, timed=False
            )
            network.add_term(slice_column, row, -1.0)
            network.add_cost(f"share/{demand.priority}", slice_column, k / totals[demand.priority, demand.wants])
