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
from collections import Counter
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
    arguments = parser.parse_args()
    if arguments.what == "once":
        print(*run_once(Path(arguments.scenario), int(arguments.sizes[0]), arguments.workers))
    elif arguments.what == "sweep":
        compare_workers([int(size) for size in arguments.sizes or ["1000"]])
    elif arguments.what == "memory":
        measure_memory(Path(arguments.scenario), [int(size) for size in arguments.sizes or ["1000", "10000"]])
    else:
        columns = "group", "draws", "figures", "what is drawn", "start, once", "from nothing", "warm"
        print_header(*columns, "cold / warm", "least", "solved cold")
        for size in arguments.sizes or ["1e4"]:
            compare_warm_starts(size, arguments.seed, arguments.count)


def print_header(*names: str) -> None:
    """The head of a table."""
    print("| " + " | ".join(names) + " |")
    print("|" + " --- |" * len(names), flush=True)


def print_row(*figures: Any) -> None:
    """A line of it."""
    print("| " + " | ".join(str(figure) for figure in figures) + " |", flush=True)


def run_once(scenario: Path, draws: int, workers: int) -> tuple[float, float, float, float]:
    """Seconds on the clock and of processor time of one sweep, and peak MB here and in the largest worker."""
    import muster
    from muster.risk import InProcess, Pool, analyse_sweep, job_of, sweep, write_result

    with tempfile.TemporaryDirectory() as temporary:
        job = job_of(muster.plan(muster.read(scenario)), draws, 1)
        clock, processor_seconds = time.perf_counter(), processor_time()
        sweep(job, Path(temporary) / "sweep", Pool(workers) if workers else InProcess())
        write_result(analyse_sweep(job, Path(temporary) / "sweep"))
        clock, processor_seconds = time.perf_counter() - clock, processor_time() - processor_seconds
    own_peak, worker_peak = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return round(clock, 1), round(processor_seconds, 1), round(own_peak), round(worker_peak)


def processor_time() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run_in_subprocess(scenario: Path, draws: int, workers: int) -> list[float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "once", str(draws), "--scenario", str(scenario), "--workers", str(workers)]
    return [float(figure) for figure in subprocess.run(command, check=True, capture_output=True).stdout.split()]


def compare_workers(counts: list[int]) -> None:
    """One worker against two."""
    print_header(
        "draws", "workers", "seconds", "processor seconds", "a draw", "of the ideal, clock", "of the ideal, processor"
    )
    for draws in counts:
        serial = run_in_subprocess(EXAMPLE, draws, 1)
        parallel = run_in_subprocess(EXAMPLE, draws, 2)
        print_row(draws, 1, serial[0], serial[1], f"{serial[1] / draws:.3f}", "", "")
        ideal = f"{serial[0] / parallel[0] / 2:.0%}", f"{serial[1] / parallel[1]:.0%}"
        print_row(draws, 2, parallel[0], parallel[1], f"{parallel[1] / draws:.3f}", *ideal)


def measure_memory(scenario: Path, counts: list[int]) -> None:
    """Peak memory by the number of draws."""
    print_header("draws", "peak MB of the gathering process", "peak MB of the largest worker")
    for draws in counts:
        _, _, own_peak, worker_peak = run_in_subprocess(scenario, draws, 2)
        print_row(draws, own_peak, worker_peak)


def compare_warm_starts(size: str, seed: str, count: int) -> None:
    """Draws of a group, from nothing and from the nearest end known in their block."""
    import muster
    from muster.risk import UncertainInput, uncertain_inputs_of
    from muster.risk.simulation.warm_start import find_reference
    from muster.risk.sweep.job import BLOCK_SIZE
    from muster.solve.warm_start import WarmStartReference, WarmStartSolver

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "group"
        make = [sys.executable, str(HERE / "groups.py"), "--size", size, "--seed", seed, str(folder)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        plan = muster.plan(muster.read(folder))
    promised = tuple(
        uncertain_input
        for uncertain_input in uncertain_inputs_of(plan.scenario)
        if uncertain_input.of in ("resource", "receipt")
    )
    resources = plan.scenario.tables["resources"]["resource"].to_list()
    all_around = tuple(
        UncertainInput("resource", resource, "quantity", "lognormal", 1.0, 0.1) for resource in resources
    )
    for case, inputs in (("promised capacities, as by default", promised), ("every capacity, by a tenth", all_around)):
        started_at = time.process_time()
        reference = find_reference(plan, inputs)
        started_at = time.process_time() - started_at
        assert isinstance(reference, WarmStartReference), reference
        pairs, cold_starts = [], Counter[str]()
        for index in range(count):
            if index % BLOCK_SIZE == 0:
                solver = WarmStartSolver(reference)
            *times, reason = time_draw(plan, inputs, index, solver)
            pairs.append(times)
            cold_starts.update([reason] if reason else [])
        cold_mean, warm_mean = (sum(times) / len(pairs) for times in zip(*pairs, strict=True))
        least = min(cold_time / warm_time for cold_time, warm_time in pairs)
        reasons = ", ".join(f"{number} of {count}: {reason}" for reason, number in sorted(cold_starts.items()))
        ratios = f"{cold_mean / warm_mean:.1f}", f"{least:.1f}", reasons
        print_row(size, count, len(inputs), case, f"{started_at:.2f}", f"{cold_mean:.2f}", f"{warm_mean:.2f}", *ratios)


def time_draw(plan: Any, inputs: tuple[Any, ...], index: int, solver: Any) -> tuple[float, float, str]:
    """Processor seconds of a draw from nothing and warm, and why it was not warm; only bounds and sides change.

    Warm is as a sweep does it: what lies too far from all that is known is planned from nothing after all.
    """
    from muster.program.structure import rescale_program
    from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
    from muster.risk.simulation.compiled_draw import compile_scenario
    from muster.solve import solve_lexicographic
    from muster.solve.cold_start import ColdStartReason

    scenario = apply_draw(plan.scenario, inputs, sample_inputs(inputs, 1, index, plan.scenario.calendar))
    blueprint, program = compile_scenario(scenario)
    rescaled = rescale_program(program, plan.program)
    assert rescaled is not None
    assert (rescaled.matrix != plan.program.matrix).nnz == 0
    started_at = time.process_time()
    result = solver.solve(program, blueprint.tiers, float("inf"))
    if isinstance(result, ColdStartReason):
        solve_lexicographic(program, blueprint.tiers)
    warm_seconds = time.process_time() - started_at
    started_at = time.process_time()
    solve_lexicographic(program, blueprint.tiers)
    reason = str(result) if isinstance(result, ColdStartReason) else ""
    return time.process_time() - started_at, warm_seconds, reason


if __name__ == "__main__":
    main()
