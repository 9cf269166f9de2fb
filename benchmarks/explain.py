"""Measure what proving bottlenecks costs: `python benchmarks/explain.py 1e4 1e5`, or with plan folders of choice.

The likeliest bottlenecks of all late requests, by their worth in the class's tier, are each proved by one relaxation:
a tenth more (what is only open or closed is lifted), and the tiers up to the class solved again with every late request
of it measured by itself. The ratio is to solving the plan's own tiers in the same process. Everything counts that
explaining needs and a plan on disk does not hold: the solver's bases, and the worths of every late request. Times are
seconds of processor time, which other programs on the machine change little.
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
COLUMNS = ("plan", "columns", "late requests", "own solve", "start", "bottlenecks", "proofs", "all / own solve")


def main() -> None:
    """Print a row for each size or plan folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", default=["1e4"], metavar="SIZE|PLAN")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=20)
    asked = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    for one in asked.plans:
        figures = {"plan": Path(one).name} | measure(planned(one, asked.seed), asked.count)
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


def measure(plan: Any, count: int) -> dict[str, Any]:
    """Figures of one plan."""
    from muster.explain.bottlenecks import gains
    from muster.explain.chain import Chain
    from muster.explain.gather import factors_of
    from muster.explain.model import Effect
    from muster.explain.screen import Screen
    from muster.solve import solve

    begun = time.process_time()
    solve(plan.program, plan.blueprint.tiers)
    own = time.process_time() - begun
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
        change = "+10%" if "+10%" in factor.changes else "unlimited"
        resolved = chain.solve(factors.bounds([factor], change), last, requests)
        after = chain.standings(resolved, requests)
        proved += any(gains(chain, Effect(r, before[r].late, after[r].late, None, None)) for r in requests)
    total = time.process_time() - begun
    return {
        "columns": f"{plan.program.columns:,}",
        "late requests": sum(len(requests) for requests in chain.classes.values()),
        "own solve": f"{own:.1f}",
        "start": f"{start:.1f}",
        "bottlenecks": f"{proved} of {min(count, len(best))}",
        "proofs": f"{total - start:.1f}",
        "all / own solve": f"{total / own:.1f}",
    }


if __name__ == "__main__":
    main()
