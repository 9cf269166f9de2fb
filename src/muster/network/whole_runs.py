"""On/off decisions of operations: a minimum run and a fixed cost of running.

    run_most[o]:   run[t] - most[t] x on[t] <= 0
    run_least[o]:  run[t] - minimum_run x length[t] x on[t] >= 0

`on` is 0 or 1 and costs `run_cost` times the bucket's length. `most` is the largest level that the operation's maximum,
its resources or, if these set no limit, the demand for its outputs allow; if that is unknown too, it is `AMPLE` times
the operation's scale.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from muster.network.facts import Facts
from muster.network.graph import Array, Network
from muster.network.useful_levels import useful_levels

AMPLE = 64.0


def add_whole_runs(
    facts: Facts, network: Network, runs: dict[str, int], capacity: Callable[[str], Array | None]
) -> dict[str, int]:
    """Add the `on` activity of each operation with a minimum run or a run cost; return them by id.

    `capacity` gives the largest load of a resource by bucket, None if unlimited.
    """
    uses = facts.rows_by("operation_resources", "operation")
    lengths = network.calendar.lengths.astype(float)
    switches = {}
    for row in facts.rows("operations"):
        least, fixed = row["minimum_run"] or 0.0, row["run_cost"] or 0.0
        if not least and not fixed:
            continue
        operation = row["operation"]
        run = runs[operation]
        most = np.broadcast_to(np.asarray(network.activities.upper[run], dtype=float), lengths.shape).copy()
        for use in uses.get(operation, []):
            limit = capacity(use["resource"])
            if limit is not None and use["quantity"] > 0:
                most = np.minimum(most, limit / use["quantity"])
        scale = network.activities.scale[run]
        if np.isinf(most).any():
            useful = useful_levels(facts)[operation]
            enough = useful if np.isfinite(useful) else AMPLE * scale
            most = np.minimum(most, np.maximum(enough, least * lengths))
        switch = network.add_activity("on", (operation,), upper=np.where(most > 0, 1.0, 0.0), integer=True)
        top = network.add_balance("run_most", (operation,), lower=-np.inf, scale=scale)
        network.add_term(run, top, 1.0)
        network.add_term(switch, top, -1.0, profile=most)
        if least:
            bottom = network.add_balance("run_least", (operation,), upper=np.inf, scale=scale)
            network.add_term(run, bottom, 1.0)
            network.add_term(switch, bottom, -least, profile=lengths)
        network.add_cost("cost", switch, fixed * lengths)
        switches[operation] = switch
    return switches
