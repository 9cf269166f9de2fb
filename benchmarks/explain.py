"""Measure what proving bottlenecks costs: `python benchmarks/explain.py 1e4 1e5`, or with plan folders of choice.

The likeliest bottlenecks of all late requests, by what they could gain for the class that they hold back, are each
proved by one relaxation (`--change`: one unit more in every bucket, or a tenth; what is only open or closed is lifted):
the tiers up to the class are solved again, and every late request of it measured by itself. The ratio is to solving the
plan's own tiers in the same process. Everything counts that explaining needs: the tiers' faces, and the worths of every
late request. Times are seconds of processor time, which other programs on the machine change little.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COLUMNS = (
    "plan",
    "columns",
    "late requests",
    "change",
    "own solve",
    "start",
    "bottlenecks",
    "proofs",
    "all / own solve",
)


def main() -> None:
    """Print a row for each size or plan folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", default=["1e4"], metavar="SIZE|PLAN")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--change", nargs="+", default=["+1"], choices=["+1", "+10%", "unlimited"])
    asked = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    for name in asked.plans:
        plan = planned(name, asked.seed)
        begun = time.process_time()
        own_solve(plan)
        own = time.process_time() - begun
        for change in asked.change:
            figures = {"plan": Path(name).name} | measure(plan, asked.count, change, own)
            print("| " + " | ".join(str(figures[column]) for column in COLUMNS) + " |", flush=True)


def planned(name: str, seed: str) -> Any:
    """A plan folder read whole, or the plan of a group of a size."""
    import muster
    from muster.plans import read_plan

    if Path(name).is_dir():
        return read_plan(name, whole=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "group"
        make = [sys.executable, str(HERE / "groups.py"), "--size", name, "--seed", seed, str(folder)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        return muster.plan(muster.read(folder))


def own_solve(plan: Any) -> None:
    """The plan's own tiers."""
    from muster.solve import solve

    solve(plan.program, plan.blueprint.tiers)


def measure(plan: Any, count: int, change: str, own: float) -> dict[str, Any]:
    """Figures of one plan; `own` are the seconds of its own solve."""
    from muster.explain.before_after import effect, gains
    from muster.explain.pipeline import factors_of
    from muster.explain.relaxations.screening import Screen
    from muster.explain.request_lateness import Chain

    begun = time.process_time()
    chain, factors = Chain.of(plan), factors_of(plan)
    screen = Screen(chain, factors)
    best: dict[tuple[str, Any], tuple[float, ...]] = {}
    for last, requests in chain.classes.items():
        for request in requests:
            for one in screen.candidates(request, chain.duals_of(chain.unchanged[last][0], request)):
                best[last, one.factor] = max(best.get((last, one.factor), ()), one.weight[:2])
    start = time.process_time() - begun
    proved = 0
    for last, factor in sorted(best, key=lambda key: (best[key], key[1].name), reverse=True)[:count]:
        requests, before = chain.classes[last], chain.unchanged[last][1]
        wanted = change if change in factor.changes else "unlimited"
        resolved = chain.solve(factors.bounds([factor], wanted), last, requests)
        after = chain.standings(resolved, requests)
        proved += any(gains(chain, effect(r, before[r], after[r])) for r in requests)
    total = time.process_time() - begun
    return {
        "columns": f"{plan.program.columns:,}",
        "late requests": sum(len(requests) for requests in chain.classes.values()),
        "change": change,
        "own solve": f"{own:.1f}",
        "start": f"{start:.1f}",
        "bottlenecks": f"{proved} of {min(count, len(best))}",
        "proofs": f"{total - start:.1f}",
        "all / own solve": f"{total / own:.1f}",
    }


if __name__ == "__main__":
    main()
