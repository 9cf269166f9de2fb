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
    arguments = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    for name in arguments.plans:
        plan = plan_of(name, arguments.seed)
        started_at = time.process_time()
        solve_plan(plan)
        solve_seconds = time.process_time() - started_at
        for change in arguments.change:
            figures = {"plan": Path(name).name} | measure(plan, arguments.count, change, solve_seconds)
            print("| " + " | ".join(str(figures[column]) for column in COLUMNS) + " |", flush=True)


def plan_of(name: str, seed: str) -> Any:
    """A plan folder read whole, or the plan of a group of a size."""
    import muster
    from muster.plans import read_plan

    if Path(name).is_dir():
        return read_plan(name, with_program=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "group"
        generate = [sys.executable, str(HERE / "groups.py"), "--size", name, "--seed", seed, str(folder)]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        return muster.plan(muster.read(folder))


def solve_plan(plan: Any) -> None:
    """The plan's own tiers."""
    from muster.solve import solve_lexicographic

    solve_lexicographic(plan.program, plan.blueprint.tiers)


def measure(plan: Any, count: int, change: str, solve_seconds: float) -> dict[str, Any]:
    """Figures of one plan; `own` are the seconds of its own solve."""
    from muster.explain.before_after import effect_between, is_gain
    from muster.explain.relaxations.build import relaxations_of_plan
    from muster.explain.relaxations.screening import CandidateScreen
    from muster.explain.request_lateness import RequestReoptimizer
    from muster.explain.results import ChangeSize

    started_at = time.process_time()
    reoptimizer, relaxations = RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan)
    screen = CandidateScreen(reoptimizer, relaxations)
    best_candidates: dict[tuple[str, Any], tuple[float, ...]] = {}
    for last, requests in reoptimizer.late_requests_by_tier.items():
        for request in requests:
            for candidate in screen.candidates(
                request, reoptimizer.request_duals(reoptimizer.baseline[last][0], request)
            ):
                best_candidates[last, candidate.relaxation] = max(
                    best_candidates.get((last, candidate.relaxation), ()), candidate.weights[:2]
                )
    start_seconds = time.process_time() - started_at
    proved = 0
    for last, relaxation in sorted(best_candidates, key=lambda key: (best_candidates[key], key[1].name), reverse=True)[
        :count
    ]:
        requests, before = reoptimizer.late_requests_by_tier[last], reoptimizer.baseline[last][1]
        size = ChangeSize(change) if change in relaxation.possible_changes else ChangeSize.UNLIMITED
        result = reoptimizer.reoptimize(relaxations.relaxed_bounds([relaxation], size), last, requests)
        after = reoptimizer.statuses(result, requests)
        proved += any(is_gain(reoptimizer, effect_between(r, before[r], after[r])) for r in requests)
    total_seconds = time.process_time() - started_at
    return {
        "columns": f"{plan.program.columns:,}",
        "late requests": sum(len(requests) for requests in reoptimizer.late_requests_by_tier.values()),
        "change": change,
        "own solve": f"{solve_seconds:.1f}",
        "start": f"{start_seconds:.1f}",
        "bottlenecks": f"{proved} of {min(count, len(best_candidates))}",
        "proofs": f"{total_seconds - start_seconds:.1f}",
        "all / own solve": f"{total_seconds / solve_seconds:.1f}",
    }


if __name__ == "__main__":
    main()
