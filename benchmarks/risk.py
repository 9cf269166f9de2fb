"""Measure what draws cost: `python benchmarks/risk.py sweep`, `python benchmarks/risk.py warm 1e4 1e5`, `... memory`.

`sweep`: so many draws of the example by one worker and by two, the start of workers and the writing of tables included;
seconds on the clock and of processor time. `warm`: draws of a group of nations that change only bounds and right-hand
sides, planned from the nearest end known and from nothing, in processor time. `memory`: the peak memory of the process
that gathers a sweep and of its largest worker, by the number of draws.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "brussels-2022"


def main() -> None:
    """Print the table asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["sweep", "warm", "memory", "once"])
    parser.add_argument("sizes", nargs="*", metavar="SIZE|DRAWS")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=16, help="draws of a group for each row of `warm`")
    parser.add_argument("--scenario", default=str(EXAMPLE))
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    if asked.what == "once":
        print(*once(Path(asked.scenario), int(asked.sizes[0]), asked.workers))
    elif asked.what == "sweep":
        sweeps([int(size) for size in asked.sizes or ["1000"]])
    elif asked.what == "memory":
        memory(Path(asked.scenario), [int(size) for size in asked.sizes or ["1000", "10000"]])
    else:
        columns = "group", "draws", "figures", "what is drawn", "start, once", "from nothing", "warm"
        header(*columns, "cold / warm", "least")
        for size in asked.sizes or ["1e4"]:
            warm(size, asked.seed, asked.count)


def header(*names: str) -> None:
    """The head of a table."""
    print("| " + " | ".join(names) + " |")
    print("|" + " --- |" * len(names), flush=True)


def row(*figures: Any) -> None:
    """A line of it."""
    print("| " + " | ".join(str(figure) for figure in figures) + " |", flush=True)


def once(scenario: Path, draws: int, workers: int) -> tuple[float, float, float, float]:
    """Seconds on the clock and of processor time of one sweep, and peak MB here and in the largest worker."""
    import muster
    from muster.risk import InProcess, Pool, job_of, result_of, sweep, write_result

    with tempfile.TemporaryDirectory() as place:
        job = job_of(muster.plan(muster.read(scenario)), draws, 1)
        clock, own = time.perf_counter(), processor()
        sweep(job, Path(place) / "sweep", Pool(workers) if workers else InProcess())
        write_result(result_of(job, Path(place) / "sweep"))
        clock, own = time.perf_counter() - clock, processor() - own
    here, there = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(clock, 1), round(own, 1), round(here), round(there)


def processor() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def apart(scenario: Path, draws: int, workers: int) -> list[float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "once", str(draws), "--scenario", str(scenario), "--workers", str(workers)]
    return [float(figure) for figure in subprocess.run(command, check=True, capture_output=True).stdout.split()]


def sweeps(counts: list[int]) -> None:
    """One worker against two."""
    header(
        "draws", "workers", "seconds", "processor seconds", "a draw", "of the ideal, clock", "of the ideal, processor"
    )
    for draws in counts:
        alone = apart(EXAMPLE, draws, 1)
        pair = apart(EXAMPLE, draws, 2)
        row(draws, 1, alone[0], alone[1], f"{alone[1] / draws:.3f}", "", "")
        ideal = f"{alone[0] / pair[0] / 2:.0%}", f"{alone[1] / pair[1]:.0%}"
        row(draws, 2, pair[0], pair[1], f"{pair[1] / draws:.3f}", *ideal)


def memory(scenario: Path, counts: list[int]) -> None:
    """Peak memory by the number of draws."""
    header("draws", "peak MB of the gathering process", "peak MB of the largest worker")
    for draws in counts:
        _, _, here, there = apart(scenario, draws, 2)
        row(draws, here, there)


def warm(size: str, seed: str, count: int) -> None:
    """Draws of a group, from nothing and from the nearest end known in their block."""
    import muster
    from muster.risk import Figure, figures_of
    from muster.risk.simulation.warm_start import Warm, start_of
    from muster.risk.sweep.job import BLOCK

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "group"
        make = [sys.executable, str(HERE / "groups.py"), "--size", size, "--seed", seed, str(folder)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        plan = muster.plan(muster.read(folder))
    promised = tuple(one for one in figures_of(plan.scenario) if one.of in ("resource", "receipt"))
    resources = plan.scenario.tables["resources"]["resource"].to_list()
    all_around = tuple(Figure("resource", one, "quantity", "lognormal", 1.0, 0.1) for one in resources)
    for what, figures in (("promised capacities, as by default", promised), ("every capacity, by a tenth", all_around)):
        begun = time.process_time()
        start = start_of(plan, figures)
        begun = time.process_time() - begun
        assert start is not None
        pairs = []
        for index in range(count):
            if index % BLOCK == 0:
                block = Warm(start)
            pairs.append(once_each(plan, figures, index, block))
        cold, quick = (sum(times) / len(pairs) for times in zip(*pairs, strict=True))
        least = min(one / other for one, other in pairs)
        ratios = f"{cold / quick:.1f}", f"{least:.1f}"
        row(size, count, len(figures), what, f"{begun:.2f}", f"{cold:.2f}", f"{quick:.2f}", *ratios)


def once_each(plan: Any, figures: tuple[Any, ...], index: int, warm: Any) -> tuple[float, float]:
    """Processor seconds of a draw from nothing and warm; it changes bounds and right-hand sides only.

    Warm is as a sweep does it: what lies too far from all that is known is planned from nothing after all.
    """
    from muster.program.structure import in_scale
    from muster.risk.sampling.sampled_scenario import built, draw, turned_out
    from muster.solve import solve

    world = turned_out(plan.scenario, figures, draw(figures, 1, index, plan.scenario.calendar))
    blueprint, program = built(world)
    ours = in_scale(program, plan.program)
    assert ours is not None
    assert (ours.matrix != plan.program.matrix).nnz == 0
    begun = time.process_time()
    if warm.solve(program, blueprint.tiers, float("inf")) is None:
        solve(program, blueprint.tiers)
    quick = time.process_time() - begun
    begun = time.process_time()
    solve(program, blueprint.tiers)
    return time.process_time() - begun, quick


if __name__ == "__main__":
    main()
