"""Check that two versions of muster give the same results: before and after a change that must not change any.

    python benchmarks/same_results.py make BEFORE --source ../muster-before/src    # results of another checkout
    python benchmarks/same_results.py make AFTER --scenarios BEFORE/scenarios      # results of this one
    python benchmarks/same_results.py compare BEFORE AFTER                         # differences; exit 1 if any
    python benchmarks/same_results.py open BEFORE                                  # this one verifies and resumes them

Plans, explanations, sweeps and reports of every example and of random scenarios, and the example's record. Tables and
certificates are compared byte for byte. In JSON, in chart data and in workbooks, figures, dates, ids and keys are
compared; text with a space in it is a sentence and is left out, and so are timings.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ("brussels-2022", "transformers", "vaccines-2021")
RANDOM_SCENARIOS = 40

DRAWS = ("--draws", "32", "--workers", "2")
TIMINGS = {"seconds", "iterations"}
SPEC = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


def main() -> int:
    """Make, compare or open results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make all results in a new folder")
    making.add_argument("folder", type=Path)
    making.add_argument("--source", type=Path, default=ROOT / "src", help="the src folder of the version to run")
    making.add_argument("--scenarios", type=Path, help="scenarios of earlier results [default: generated]")
    comparing = commands.add_parser("compare", help="print what differs between two folders of results")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    opening = commands.add_parser("open", help="verify plans and record, resume sweeps made by another version")
    opening.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "make":
        make(arguments.folder, arguments.source.resolve(), arguments.scenarios)
        return 0
    if arguments.command == "compare":
        return report(list(differences(arguments.before, arguments.after)), "differences")
    return report(list(refusals(arguments.folder)), "refusals")


def report(findings: list[str], noun: str) -> int:
    """Print findings and their number; the exit code."""
    for finding in findings:
        print(finding)
    print(f"{len(findings)} {noun}")
    return 1 if findings else 0


def muster(source: Path, *arguments: object, codes: tuple[int, ...] = (0,)) -> str:
    """Run a command of the muster in `source`; its output. Raises RuntimeError for any other exit code."""
    command = [sys.executable, "-m", "muster", *map(str, arguments)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(source)}, capture_output=True, text=True, check=False
    )
    if done.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def make(folder: Path, source: Path, scenarios: Path | None) -> None:
    """Make all results in `folder`, which must not exist yet."""
    folder.mkdir(parents=True)
    if scenarios:
        shutil.copytree(scenarios, folder / "scenarios")
    else:
        generate_scenarios(folder / "scenarios")
    for scenario in sorted((folder / "scenarios").iterdir()):
        make_plan(folder, source, scenario)
    for name in EXAMPLES:
        target = folder / f"{name}.risk"
        muster(source, "risk", folder / "scenarios" / name, *DRAWS, "-o", target)
        muster(source, "report", target, "-o", folder / f"{name}.risk.xlsx")
    database = folder / "record.sqlite3"
    muster(source, "record", "init", database, "--from", ROOT / "examples" / "brussels-2022" / "record.jsonl")
    muster(source, "record", "export", database, "-o", folder / "record.jsonl")
    muster(source, "record", "scenario", database, "-o", folder / "record-scenario", "--as-of", "2022-09-28")


def generate_scenarios(folder: Path) -> None:
    """Copy the examples and write the random scenarios of the first seeds."""
    sys.path.insert(0, str(ROOT / "tests"))
    from naive.strategies import random_scenario
    from published.write import write

    for name in EXAMPLES:
        shutil.copytree(ROOT / "examples" / name, folder / name)
    for seed in range(RANDOM_SCENARIOS):
        write(folder / f"random-{seed:02}", *random_scenario(seed, whole=seed % 8 == 7))


def make_plan(folder: Path, source: Path, scenario: Path) -> None:
    """Plan a scenario, explain it and write its reports."""
    plan = folder / f"{scenario.name}.plan"
    muster(source, "plan", scenario, "-o", plan, "--csv", codes=(0, 3, 5))
    if not (plan / "requests.parquet").exists():
        return
    explanation = muster(source, "explain", plan, "--json")
    (folder / f"{scenario.name}.explain.json").write_text(explanation, "utf-8")
    muster(source, "report", plan, "-o", folder / f"{scenario.name}.xlsx")


def differences(before: Path, after: Path) -> Iterator[str]:
    """Everything in which two folders of results differ, as one line each."""
    ours, theirs = files_below(before), files_below(after)
    for name in sorted(ours ^ theirs):
        yield f"{name}: only in {'the first' if name in ours else 'the second'}"
    for name in sorted(ours & theirs):
        if name.endswith((".sqlite3", "manifest.json")):
            continue
        first, second = comparable(before / name), comparable(after / name)
        if first != second:
            yield f"{name}: {first_difference(first, second)}"


def files_below(folder: Path) -> set[str]:
    """Names of all files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def comparable(path: Path) -> Any:
    """What of a file must not change."""
    if path.suffix == ".json":
        return without_sentences(json.loads(path.read_text("utf-8")))
    if path.suffix == ".html":
        return [without_sentences(json.loads(spec)) for spec in SPEC.findall(path.read_text("utf-8"))]
    if path.suffix == ".xlsx":
        return workbook_figures(path)
    if path.suffix == ".parquet" and path.stem == "problems":
        import polars as pl

        return pl.read_parquet(path).drop("reason", "remedy").rows()
    if path.suffix == ".csv" and path.stem == "problems":
        return None
    return path.read_bytes()


def without_sentences(value: Any) -> Any:
    """JSON without timings, and with every text that holds a space left out."""
    if isinstance(value, dict):
        return {name: without_sentences(inner) for name, inner in value.items() if name not in TIMINGS}
    if isinstance(value, list):
        return [without_sentences(inner) for inner in value]
    return None if isinstance(value, str) and " " in value else value


def workbook_figures(path: Path) -> dict[str, list[Any]]:
    """Numbers and dates of every sheet of a workbook, in order."""
    from openpyxl import load_workbook

    sheets = load_workbook(path, read_only=True, data_only=True).worksheets
    return {
        str(number): [cell for row in sheet.iter_rows(values_only=True) for cell in row if is_figure(cell)]
        for number, sheet in enumerate(sheets)
    }


def is_figure(cell: Any) -> bool:
    """Whether a cell holds neither text nor nothing."""
    return cell is not None and not isinstance(cell, str)


def first_difference(first: Any, second: Any, where: str = "") -> str:
    """Where two values differ first, with both."""
    if isinstance(first, dict) and isinstance(second, dict):
        if first.keys() != second.keys():
            return f"{where}: keys {sorted(first.keys() ^ second.keys())}"
        name = next(name for name in first if first[name] != second[name])
        return first_difference(first[name], second[name], f"{where}/{name}")
    if isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            return f"{where}: {len(first)} and {len(second)} items"
        index = next(index for index, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1])
        return first_difference(first[index], second[index], f"{where}/{index}")
    if isinstance(first, bytes):
        return "bytes differ"
    return f"{where}: {first!r:.100} and {second!r:.100}"


def refusals(folder: Path) -> Iterator[str]:
    """Results of another version that this one does not accept, as one line each."""
    source = ROOT / "src"
    attempts: list[tuple[object, ...]] = [("verify", plan) for plan in sorted(folder.glob("*.plan"))]
    attempts += [("record", "verify", folder / "record.sqlite3"), ("record", "verify", folder / "record.jsonl")]
    for attempt in attempts:
        try:
            muster(source, *attempt, codes=(0, 3, 5))
        except RuntimeError as failure:
            yield str(failure)
    for name in EXAMPLES:
        target = folder / f"{name}.risk"
        blocks = {path: path.stat().st_mtime_ns for path in sorted(target.glob("blocks/*"))}
        try:
            muster(source, "risk", folder / "scenarios" / name, *DRAWS, "-o", target)
        except RuntimeError as failure:
            yield str(failure)
        if any(path.stat().st_mtime_ns != time for path, time in blocks.items()):
            yield f"{target}: draws were made again instead of kept"


if __name__ == "__main__":
    sys.exit(main())
