"""Measure muster on generated groups: `make bench`, or `python benchmarks/run.py 1e4 1e5 --build-only 1e6`.

Each size runs in a process of its own. The bare solve is HiGHS alone on the first tier's arrays, by the same method, in
the same process: the ratio to it is what the other tiers, the certificate and everything else around the solver cost.
Prints rows for the table of README.md; absolute times say something about one machine only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COLUMNS = (
    "size", "read", "build", "first tier", "all tiers", "write", "build peak MB", "peak MB", "rows", "columns",
    "nonzeros", "bare first tier", "all / bare",
)  # fmt: skip


def main() -> None:
    """Run every size asked for and print the table, then the tiers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["1e4", "1e5"])
    parser.add_argument("--build-only", nargs="*", default=[])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "WHAT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(Path(arguments.one[0]), solve=arguments.one[1] == "solve")))
        return
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        jobs = [(size, "solve") for size in arguments.sizes] + [(size, "build") for size in arguments.build_only]
        for size, task in jobs:
            folder = Path(temporary) / f"{size}-{task}"
            generate = [sys.executable, str(HERE / "groups.py"), "--size", size, "--seed", arguments.seed, str(folder)]
            subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
            command = [sys.executable, str(HERE / "run.py"), "--one", str(folder), task]
            process = subprocess.run(command, check=True, capture_output=True, text=True)
            results.append({"size": size} | json.loads(process.stdout))
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    for result in results:
        print("| " + " | ".join(str(result.get(column, "")) for column in COLUMNS) + " |")
    for result in results:
        if result.get("tiers"):
            print(f"\n{result['size']}, status {result['status']}, seconds by tier: {result['tiers']}")


def measure(folder: Path, solve: bool) -> dict[str, Any]:
    """Figures of one scenario; times in seconds of wall clock."""
    import muster
    from muster.network.build import build_network
    from muster.program import compile_program

    started_at = time.perf_counter()
    scenario = muster.read(folder)
    figures: dict[str, Any] = {"read": seconds_since(started_at)}
    started_at = time.perf_counter()
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    figures["build"] = seconds_since(started_at)
    figures["build peak MB"] = peak_memory()
    figures |= {"rows": program.rows, "columns": program.columns, "nonzeros": int(program.matrix.nnz)}
    if solve:
        figures |= measure_solve(scenario, blueprint, program)
        figures["peak MB"] = peak_memory()
    return figures


def measure_solve(scenario: Any, blueprint: Any, program: Any) -> dict[str, Any]:
    """The whole plan, and the bare solve of its first tier."""
    import muster
    from muster.solve import SolveOptions, solve_lexicographic
    from muster.solve.highs import HighsModel
    from muster.solve.status import SolverAlgorithm
    from muster.solve.weighted_start import INTERIOR_COLUMNS

    interior = program.columns > INTERIOR_COLUMNS
    model = HighsModel(program.matrix, program.lower, program.upper, program.row_lower, program.row_upper)
    model.set_objective(program.objective(blueprint.tiers[0]).costs)
    started_at = time.perf_counter()
    model.solve(SolverAlgorithm.INTERIOR_POINT if interior else SolverAlgorithm.DUAL_SIMPLEX)
    bare_seconds = time.perf_counter() - started_at
    started_at = time.perf_counter()
    solution = solve_lexicographic(program, blueprint.tiers, SolveOptions())
    total = time.perf_counter() - started_at
    plan = muster.plan(scenario)
    started_at = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        muster.write_plan(plan, Path(temporary) / "plan")
    return {
        "status": plan.status,
        "write": seconds_since(started_at),
        "bare first tier": f"{bare_seconds:.1f}",
        "first tier": f"{solution.seconds[blueprint.tiers[0]]:.1f}",
        "all tiers": f"{total:.1f}",
        "all / bare": f"{total / bare_seconds:.1f}",
        "tiers": {name: round(tier_seconds, 2) for name, tier_seconds in solution.seconds.items()},
    }


def seconds_since(started_at: float) -> str:
    """Time since then."""
    return f"{time.perf_counter() - started_at:.2f}"


def peak_memory() -> int:
    """Largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
