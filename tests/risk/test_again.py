"""Total shares of a sweep: one figure drawn anew, everything else as it was."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import muster
from cli.command import Run, runner
from muster.risk import analyse_sweep, job_of, most_influential, sweep, sweep_resampled, write_result
from muster.risk.analysis.resampling import resampled_job
from muster.risk.analysis.sensitivity import Driver
from muster.risk.analysis.sentences import significant_drivers
from risk.blocks import swept
from stories.story import folder_of

STORY = """
requests: request, location, wants, quantity, due
r, depot, any, 10, 2024-01-01
families: family, item
any, pump
any, valve
receipts: location, item, quantity, date
depot, pump, 10, 2024-01-01
depot, valve, 10, 2024-01-01
uncertainties: of, id, column, distribution, p1
receipt, depot/pump, quantity, bernoulli, 0.5
receipt, depot/valve, quantity, bernoulli, 0.5
"""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def test_what_two_figures_do_only_together_is_in_their_totals(tmp_path: Path) -> None:
    """The request is late only if both receipts fail: Y is 1 with chance 1/4, and its variance 3/16.

    Knowing one leaves E[Y | x] = 0 or 1/2, variance 1/16: a third. Knowing all but one leaves 1/4 half of the time,
    1/8 in the mean: two thirds.
    """
    job = job_of(muster.plan(muster.read(folder_of(tmp_path / "s", STORY, buckets=1))), 320, 1)
    sweep(job, tmp_path / "sweep")
    before = analyse_sweep(job, tmp_path / "sweep", "knowing")
    assert [driver.total for driver in before.drivers] == [None, None]
    assert sweep_resampled(job, tmp_path / "sweep", most_influential(before.drivers, 2))
    result = analyse_sweep(job, tmp_path / "sweep", "knowing")
    assert {driver.id for driver in result.drivers} == {"depot/pump", "depot/valve"}
    for driver in result.drivers:
        assert driver.total is not None
        assert driver.total_error is not None
        assert driver.share == pytest.approx(1 / 3, abs=4 * driver.error)
        assert driver.total == pytest.approx(2 / 3, abs=4 * driver.total_error)
        assert driver.total - 2 * driver.total_error > driver.share
    write_result(result)
    written = json.loads((tmp_path / "sweep" / "risk.json").read_text("utf-8"))["drivers"]
    assert [driver["total"] for driver in written] == [driver.total for driver in result.drivers]


def test_only_that_figure_is_drawn_anew(tmp_path: Path) -> None:
    job = job_of(muster.plan(muster.read(folder_of(tmp_path / "s", STORY, buckets=1))), 16, 1)
    sweep(job, tmp_path / "one")
    sweep(resampled_job(job, ("receipt", "depot/pump", "quantity")), tmp_path / "two")
    drawn = [swept(tmp_path / name, "figures") for name in ("one", "two")]
    same = [
        [frame.filter(pl.col("id") == id)["value"].to_list() for frame in drawn] for id in ("depot/pump", "depot/valve")
    ]
    assert same[0][0] != same[0][1]
    assert same[1][0] == same[1][1]


def test_those_are_asked_that_may_matter_most() -> None:
    """A share of 0.3 that may be 0.1, a rank correlation of 0.5, and a share of 0.2 that may be 0."""
    first, second, third = (
        Driver("lane", id, "load", share, error, correlation)
        for id, share, error, correlation in (("a", 0.3, 0.1, 0.0), ("b", 0.05, 0.1, 0.5), ("c", 0.2, 0.1, 0.1))
    )
    assert most_influential([first, second, third], 2) == [second, first]


def test_of_many_figures_that_do_not_matter_none_is_named() -> None:
    """One in 23 is 2.4 errors above 0 by chance more often than not; 1 - 0.05/23 is 2.85 errors."""
    idle = [Driver("lane", str(n), "load", 0.24 if n == 0 else 0.0, 0.1, 0.0) for n in range(23)]
    assert significant_drivers(idle) == []
    assert significant_drivers([*idle[1:], Driver("lane", "x", "load", 0.29, 0.1, 0.0)])[0].id == "x"
    assert significant_drivers(idle[:1]) == idle[:1]
    trifle = Driver("lane", "y", "load", 0.0, 0.1, 0.0, 0.01, 0.001)
    assert significant_drivers([trifle]) == []


def test_the_command_draws_the_most_important_again_and_goes_on_from_there(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "story", STORY, buckets=1)
    done = run("risk", story, "--draws", 32, "--workers", 1, "--total", 1, "--reading", "knowing")
    assert done.code == 0
    assert "would be left if one knew all but this" in done.out
    folders = list((tmp_path / "story.risk" / "again").iterdir())
    assert len(folders) == 1
    before = {path: path.read_bytes() for path in folders[0].rglob("*.parquet")}
    more = run("risk", story, "--draws", 32, "--workers", 1, "--total", 2, "--reading", "knowing", "--json")
    assert [driver["total"] is None for driver in more.object["drivers"]] == [False, False]
    assert {path: path.read_bytes() for path in before} == before
