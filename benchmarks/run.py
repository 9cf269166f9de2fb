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
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(Path(asked.one[0]), solve=asked.one[1] == "solve")))
        return
    results = []
    with tempfile.TemporaryDirectory() as place:
        jobs = [(size, "solve") for size in asked.sizes] + [(size, "build") for size in asked.build_only]
        for size, what in jobs:
            folder = Path(place) / f"{size}-{what}"
            make = [sys.executable, str(HERE / "groups.py"), "--size", size, "--seed", asked.seed, str(folder)]
            subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
            one = [sys.executable, str(HERE / "run.py"), "--one", str(folder), what]
            done = subprocess.run(one, check=True, capture_output=True, text=True)
            results.append({"size": size} | json.loads(done.stdout))
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

    begun = time.perf_counter()
    scenario = muster.read(folder)
    figures: dict[str, Any] = {"read": seconds(begun)}
    begun = time.perf_counter()
    blueprint = build_network(scenario)
    program = compile_program(blueprint.network)
    figures["build"] = seconds(begun)
    figures["build peak MB"] = peak()
    figures |= {"rows": program.rows, "columns": program.columns, "nonzeros": int(program.matrix.nnz)}
    if solve:
        figures |= solved(scenario, blueprint, program)
        figures["peak MB"] = peak()
    return figures


def solved(scenario: Any, blueprint: Any, program: Any) -> dict[str, Any]:
    """The whole plan, and the bare solve of its first tier."""
    import muster
    from muster.solve import Options, solve
    from muster.solve.highs import Engine
    from muster.solve.weighted_start import INTERIOR_COLUMNS

    interior = program.columns > INTERIOR_COLUMNS
    engine = Engine(program.matrix, program.lower, program.upper, program.row_lower, program.row_upper)
    engine.minimise(program.objective(blueprint.tiers[0]).costs)
    begun = time.perf_counter()
    engine.solve("interior" if interior else "simplex")
    bare = time.perf_counter() - begun
    begun = time.perf_counter()
    solution = solve(program, blueprint.tiers, Options())
    total = time.perf_counter() - begun
    plan = muster.plan(scenario)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        muster.write_plan(plan, Path(place) / "plan")
    return {
        "status": plan.status,
        "write": seconds(begun),
        "bare first tier": f"{bare:.1f}",
        "first tier": f"{solution.seconds[blueprint.tiers[0]]:.1f}",
        "all tiers": f"{total:.1f}",
        "all / bare": f"{total / bare:.1f}",
        "tiers": {name: round(part, 2) for name, part in solution.seconds.items()},
    }


def seconds(begun: float) -> str:
    """Time since then."""
    return f"{time.perf_counter() - begun:.2f}"


def peak() -> int:
    """Largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
