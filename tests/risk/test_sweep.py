"""A sweep gives the same bytes whoever does it, goes on where it stopped, and says what it draws."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import muster
from muster import write_plan
from muster.risk import (
    InProcess,
    NotARiskFolderError,
    Pool,
    SweepMismatchError,
    UncertainInput,
    analyse_sweep,
    job_of,
    read_risk,
    sweep,
    uncertain_inputs_of,
    write_result,
)
from muster.risk.analysis import draw_columns as across
from muster.risk.sweep import executors as executor
from muster.risk.sweep.executors import THREAD_VARIABLES, WorkersLostError
from muster.risk.sweep.job import BLOCK_SIZE, BlockTables, SweepJob, prepare_sweep, run_block
from risk.blocks import swept
from stories.story import folder_of

STORY = """
requests: request, location, wants, quantity, due, until
r, depot, pump, 4, 2024-01-01, 2024-06-01
s, depot, pump, 1, 2024-01-01, 2024-06-01
operations: operation, location
make, depot
operation_items: operation, item, quantity
make, pump, 1
operation_resources: operation, resource
make, line
resources: resource
line
capacities: resource, from, quantity, basis
line, 2024-01-01, 4, demonstrated
line, 2024-03-01, 8, announced
uncertainties: of, id, column, distribution, p1, p2
request, r, quantity, uniform, 0.5, 1.5
request, s, quantity, uniform, 0.5, 1.5
"""


def plan_of(path: Path, story: str = STORY) -> muster.Plan:
    return muster.plan(muster.read(folder_of(path / "scenario", story, buckets=6)))


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Backwards:
    """Blocks in the wrong order."""

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        for block in reversed(blocks):
            yield block, run_block(prepare_sweep(job), block)


class Interrupted:
    """Ctrl-C after so many blocks."""

    def __init__(self, after: int) -> None:
        self.after = after

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        for block in blocks[: self.after]:
            yield block, run_block(prepare_sweep(job), block)
        raise KeyboardInterrupt


def test_the_result_is_the_same_for_any_executor_and_any_stop(tmp_path: Path) -> None:
    job = job_of(plan_of(tmp_path), 40, 3)
    progress: list[tuple[int, int]] = []
    assert sweep(job, tmp_path / "one", InProcess(), lambda done, asked: progress.append((done, asked)))
    assert progress == [(16, 40), (32, 40), (40, 40)]
    assert sweep(job, tmp_path / "two", Pool(2))
    assert sweep(job, tmp_path / "backwards", Backwards())
    assert not sweep(job, tmp_path / "stopped", Interrupted(1))
    assert analyse_sweep(job, tmp_path / "stopped").draws == BLOCK_SIZE
    assert not analyse_sweep(job, tmp_path / "stopped").is_complete
    assert sweep(job, tmp_path / "stopped")
    for name in ("one", "two", "backwards", "stopped"):
        write_result(analyse_sweep(job, tmp_path / name))
    first = content(tmp_path / "one")
    assert len(first) > 15
    for name in ("two", "backwards", "stopped"):
        assert content(tmp_path / name) == first


def test_more_draws_go_on_from_those_that_are_there(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    sweep(job_of(plan, 20, 3), tmp_path / "grown")
    few = content(tmp_path / "grown")
    sweep(job_of(plan, 40, 3), tmp_path / "grown")
    sweep(job_of(plan, 40, 3), tmp_path / "fresh")
    assert content(tmp_path / "grown") == content(tmp_path / "fresh")
    assert few["blocks/000000.draws.parquet"] == content(tmp_path / "fresh")["blocks/000000.draws.parquet"]
    assert analyse_sweep(job_of(plan, 20, 3), tmp_path / "grown").draws == 20


def test_another_sweep_is_not_mixed_in(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    sweep(job_of(plan, 16, 3), tmp_path / "sweep")
    before = content(tmp_path / "sweep")
    with pytest.raises(SweepMismatchError):
        sweep(job_of(plan, 16, 4), tmp_path / "sweep")
    with pytest.raises(SweepMismatchError):
        sweep(job_of(plan, 16, 3, with_defaults=False), tmp_path / "sweep")
    with pytest.raises(SweepMismatchError):
        sweep(job_of(plan, 16, 3), tmp_path)
    assert content(tmp_path / "sweep") == before


def test_a_pool_that_loses_every_worker_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = job_of(plan_of(tmp_path), 16, 3)

    class Losing(Pool):
        passes = 0

        def _run_pool(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
            from concurrent.futures.process import BrokenProcessPool

            type(self).passes += 1
            if self.passes == 2:
                yield blocks[0], run_block(prepare_sweep(job), blocks[0])
            raise BrokenProcessPool

    assert [block for block, _ in Losing(2).run(job, [0])] == [0]
    Losing.passes = 2
    with pytest.raises(WorkersLostError):
        list(Losing(2).run(job, [0]))


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """One of two processes ends after the first block; what it had begun is done again by others."""
    job = job_of(plan_of(tmp_path), 160, 3)
    killed: list[int] = []

    def kill(done: int, asked: int) -> None:
        if not killed:
            victim = multiprocessing.active_children()[0]
            victim.kill()
            victim.join()
            killed.append(victim.exitcode or 0)

    assert sweep(job, tmp_path / "killed", Pool(2), kill)
    assert killed == [-signal.SIGKILL]
    assert sweep(job, tmp_path / "whole", InProcess())
    assert content(tmp_path / "killed") == content(tmp_path / "whole")


def test_each_worker_has_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What libraries read when they are loaded is set for the workers, and as it was for everybody else."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    seen: list[dict[str, str | None]] = []

    class Watching(ProcessPoolExecutor):
        def submit(self, *arguments: Any, **named: Any) -> Any:
            seen.append({name: os.environ.get(name) for name in THREAD_VARIABLES})
            return super().submit(*arguments, **named)

    monkeypatch.setattr(executor, "ProcessPoolExecutor", Watching)
    assert len(list(Pool(1).run(job_of(plan_of(tmp_path), 16, 3), [0]))) == 1
    assert seen == [dict.fromkeys(THREAD_VARIABLES, "1")]
    assert (os.environ["OMP_NUM_THREADS"], os.environ.get("OPENBLAS_NUM_THREADS")) == ("7", None)


class Pressed(InProcess):
    """Ctrl-C in the midst of the second block."""

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        for number, tables in enumerate(super().run(job, blocks)):
            yield tables
            if number == 0:
                threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()


def test_ctrl_c_keeps_whole_blocks_and_no_draw_that_was_cut_short(tmp_path: Path) -> None:
    job = job_of(plan_of(tmp_path), 3200, 3)
    before = signal.getsignal(signal.SIGINT)
    assert not sweep(job, tmp_path / "pressed", Pressed())
    assert signal.getsignal(signal.SIGINT) is before
    drawn = swept(tmp_path / "pressed", "draws")
    assert 0 < drawn["draw"].n_unique() < 3200
    assert drawn["draw"].n_unique() % BLOCK_SIZE == 0
    assert set(drawn["status"]) == {"optimal", "feasible"}
    assert set(drawn.filter(pl.col("reading") == "knowing")["status"]) == {"optimal"}


def test_what_is_drawn_and_what_is_not(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    names = [(figure.of, figure.id, figure.column, figure.given) for figure in uncertain_inputs_of(plan.scenario)]
    assert names == [
        ("request", "r", "quantity", True),
        ("request", "s", "quantity", True),
        ("resource", "line", "quantity", False),
    ]
    assert len(uncertain_inputs_of(plan.scenario, with_defaults=False)) == 2
    turned_off = plan_of(tmp_path / "off", STORY + "resource, line, quantity, fixed, 1, \n")
    assert [figure.given for figure in uncertain_inputs_of(turned_off.scenario)] == [True, True, True]


def test_one_figure_more_leaves_the_draws_of_the_others(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    for name, defaults in (("with", True), ("without", False)):
        sweep(job_of(plan, 16, 3, with_defaults=defaults), tmp_path / name)
    of_requests = pl.col("of") == "request"
    first, second = (swept(tmp_path / name, "figures").filter(of_requests) for name in ("with", "without"))
    assert first.equals(second)
    assert first.height == 32


def test_the_answer_of_a_sweep(tmp_path: Path) -> None:
    """r wants 4 x factor each month of a line of 4, alone: on time where the factor is at most 1."""
    story = STORY.replace("line, 2024-03-01, 8, announced\n", "").replace(
        "s, depot, pump, 1, 2024-01-01, 2024-06-01\n", ""
    )
    plan = plan_of(tmp_path, story.replace("request, s, quantity, uniform, 0.5, 1.5\n", ""))
    job = job_of(plan, 64, 1)
    sweep(job, tmp_path / "sweep")
    result = analyse_sweep(job, tmp_path / "sweep", "knowing")
    factors = swept(tmp_path / "sweep", "figures")["value"].to_numpy()
    assert 0 < (factors <= 1).sum() < 64
    (written,) = result.requests
    assert written["met_by_due"] == (factors <= 1).mean()
    late = sorted(4 * max(0.0, factor - 1) * 21 for factor in factors)
    assert written["late_unit_buckets"]["p80"] == pytest.approx(late[51])
    assert written["late_unit_buckets"]["mean"] == pytest.approx(sum(late) / 64)
    assert written["filled_on"]["p10"] == "2024-06-01"
    assert written["filled_on"]["p95"] is None
    (line,) = result.bottlenecks
    assert (line["kind"], line["id"], line["chance"]) == ("resource", "line", 1 - (factors < 1).mean())
    (driver,) = result.drivers
    assert driver.share > 0.8
    assert driver.rank_correlation > 0.8
    shape = result.tables["fan"].filter((pl.col("reading") == "knowing") & (pl.col("request") == "r"))
    assert shape["bucket"].to_list() == plan.scenario.calendar.first_days  # type: ignore[union-attr]
    assert shape["p95"][0] == pytest.approx(4 * sorted(factors)[3])
    assert (shape["p95"] <= shape["p50"]).all()


def test_the_json_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    job = job_of(plan_of(tmp_path), 16, 3)
    sweep(job, tmp_path / "sweep")
    write_result(analyse_sweep(job, tmp_path / "sweep"))
    written = json.loads((tmp_path / "sweep" / "risk.json").read_text("utf-8"))
    assert (written["draws"], written["failed"], written["seed"], written["reading"]) == (16, 0, 3, "fixed")
    quantiles = {"p10", "p50", "p80", "p95"}
    for item in (*written["requests"], *written["other"]["requests"]):
        assert {"request", "met_by_due", "filled_on", "late_unit_buckets"} <= item.keys()
        assert item["filled_on"].keys() == quantiles
        assert item["late_unit_buckets"].keys() == quantiles | {"mean"}
    assert {"kind", "id", "chance"} <= written["bottlenecks"][0].keys()
    assert {"of", "id", "share"} <= written["drivers"][0].keys()
    assert written["scenario"]["digest"].startswith("sha256:")
    assert {"muster", "highspy", "numpy", "polars"} == written["versions"].keys()


def test_a_draw_without_a_plan_is_counted_and_named(tmp_path: Path) -> None:
    """The floor of 5 needs the receipt, which fails in half of the draws."""
    story = """
    requests: request, location, wants, quantity, due
    r, depot, pump, 2, 2024-01-01
    reserves: location, item, from, floor
    depot, pump, 2024-02-01, 5
    receipts: location, item, quantity, date
    depot, pump, 7, 2024-02-01
    """
    plan = plan_of(tmp_path, story)
    receipt = UncertainInput("receipt", "depot/pump", "quantity", "bernoulli", 0.5)
    job = SweepJob(plan, (receipt,), 1, 16)
    sweep(job, tmp_path / "sweep")
    result = analyse_sweep(job, tmp_path / "sweep")
    failed = swept(tmp_path / "sweep", "figures").filter(pl.col("value") == 0)["draw"].to_list()
    assert 0 < len(failed) < 16
    assert sorted(result.failed) == failed
    assert set(result.failed.values()) == {"knowing: infeasible"}
    assert [item["draw"] for item in result.as_dict()["failures"]] == failed


@pytest.mark.parametrize("values", ["1:0.6; 1e40:0.4", "1:0.4; 1e40:0.6"])
def test_a_draw_beyond_what_the_solver_can_hold_is_refused_counted_and_named(tmp_path: Path, values: str) -> None:
    """The request becomes 4e40 in about half of the draws, and in the middle of them or not; the others have a plan."""
    plan = plan_of(tmp_path)
    huge = UncertainInput("request", "r", "quantity", "discrete", values=values)
    job = SweepJob(plan, (huge,), 1, 16)
    assert sweep(job, tmp_path / "sweep")
    result = analyse_sweep(job, tmp_path / "sweep")
    beyond = swept(tmp_path / "sweep", "figures").filter(pl.col("value") > 1)["draw"].to_list()
    assert 0 < len(beyond) < 16
    assert sorted(result.failed) == beyond
    assert all(status.endswith(": refused") for status in result.failed.values())
    written = result.as_dict()
    assert (written["draws"], written["failed"]) == (16, len(beyond))
    assert all(item["late_unit_buckets"]["p95"] < 1e6 for item in written["requests"])


def test_however_little_room_there_is_the_answer_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One column at a time, and draws beyond those asked for left alone."""
    job = job_of(plan_of(tmp_path), 48, 3)
    sweep(job, tmp_path / "sweep")
    fewer = replace(job, draws=40)
    roomy = analyse_sweep(fewer, tmp_path / "sweep")
    written = roomy.as_dict(), roomy.tables
    monkeypatch.setattr(across, "LARGEST_READ", 1)
    narrow = analyse_sweep(fewer, tmp_path / "sweep")
    assert (narrow.draws, narrow.as_dict()) == (40, written[0])
    assert all(narrow.tables[name].equals(table) for name, table in written[1].items())


@pytest.mark.parametrize("table", ["figures", "requests", "handed_over"])
def test_a_block_that_lacks_a_row_is_damaged(tmp_path: Path, table: str) -> None:
    job = job_of(plan_of(tmp_path), 16, 3)
    sweep(job, tmp_path / "sweep")
    broken = tmp_path / "sweep" / "blocks" / f"000000.{table}.parquet"
    whole = broken.read_bytes()
    pl.read_parquet(broken)[1:].write_parquet(broken)
    assert sweep(job, tmp_path / "sweep")
    assert broken.read_bytes() == whole


@pytest.mark.parametrize("table", ["draws", "figures", "handed_over"])
def test_a_damaged_block_is_told_and_done_again(tmp_path: Path, table: str) -> None:
    job = job_of(plan_of(tmp_path), 32, 3)
    folder = tmp_path / "sweep"
    sweep(job, folder)
    write_plan(job.plan, folder / "plan")
    write_result(analyse_sweep(job, folder))
    before = content(folder)
    broken = folder / "blocks" / f"000001.{table}.parquet"
    broken.write_bytes(broken.read_bytes()[:100])
    with pytest.raises(NotARiskFolderError, match=f"{broken.name} is damaged"):
        read_risk(folder)
    assert sweep(job, folder)
    assert content(folder) == before
    broken.unlink()
    assert sweep(job, folder)
    assert content(folder) == before
    assert read_risk(folder).draws == 32
