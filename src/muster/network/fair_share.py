"""Fair share: among plans that serve a class equally well, the one that spreads lateness most evenly (C5).

    lateness[r]:  sum over t of length x late[r,t] - sum over k of slice[r,k] = 0;   slice[r,k] <= a tenth

A request's late unit-buckets are cut into tenths of what they would be if nothing were handed over. Tier `share/p`
minimises the sum over the class's requests of k / Q x slice[r,k], so that a second tenth of one request is worse than
a first tenth of another.
"""

from __future__ import annotations

from muster.network.demand import Want
from muster.network.graph import Network
from muster.network.scales import near

SLICES = 10


def add_shares(
    network: Network, wants: list[Want], lates: dict[str, int], totals: dict[tuple[int, str], float]
) -> None:
    """The slices of each request's lateness."""
    lengths = network.calendar.lengths.astype(float)
    for want in wants:
        late = lates.get(want.request)
        most = want.late_if_idle(lengths)
        if late is None or most <= 0:
            continue
        scale = near(most)
        row = network.balance("lateness", (want.request,), scale=scale, timed=False)
        network.term(late, row, 1.0, Network.OVER_ALL, lengths)
        for k in range(1, SLICES + 1):
            part = network.activity("slice", (want.request, f"{k:02d}"), upper=most / SLICES, scale=scale, timed=False)
            network.term(part, row, -1.0)
            network.cost(f"share/{want.priority}", part, k / totals[want.priority, want.wants])
