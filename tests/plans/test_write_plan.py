"""A plan folder is whole or not there."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import polars as pl
import pytest

import muster
from muster.plans.result_schema import RESULT_TABLES
from muster.plans.storage.write import NotWrittenError
from plans.small_plans import files_of, folder_of, small_plan
from stories.story import plan_of


@pytest.fixture(name="plan", scope="module")
def _plan(tmp_path_factory: pytest.TempPathFactory) -> muster.Plan:
    return small_plan(tmp_path_factory.mktemp("story"))


def test_the_folder_holds_what_the_contract_says(plan: muster.Plan, tmp_path: Path) -> None:
    folder = folder_of(plan, tmp_path / "p")
    files = files_of(folder)
    tables = {f"{name}.{kind}" for name in RESULT_TABLES for kind in ("parquet", "csv")}
    assert tables | {"plan.json", "manifest.json", "scenario/scenario.toml"} <= set(files)
    assert any(name.startswith("certificate/") for name in files)
    assert json.loads((folder / "manifest.json").read_text()).keys() == set(files) - {"manifest.json"}
    for name, table in RESULT_TABLES.items():
        assert pl.read_parquet(folder / f"{name}.parquet").columns == [column.name for column in table.columns]


def test_every_table_of_the_small_plan_has_rows(plan: muster.Plan) -> None:
    """Else the tests that alter them would alter nothing."""
    assert [name for name, table in plan.tables.items() if table.is_empty()] == []


def test_the_scenario_in_the_folder_is_the_one_planned(plan: muster.Plan, tmp_path: Path) -> None:
    folder = folder_of(plan, tmp_path / "p")
    assert muster.read(folder / "scenario").digest == plan.scenario.digest


def test_an_existing_folder_is_refused_and_left_as_it_was(plan: muster.Plan, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine.txt").write_text("mine")
    with pytest.raises(NotWrittenError, match="already exists"):
        muster.write_plan(plan, tmp_path / "p")
    assert files_of(tmp_path) == ["p/mine.txt"]


def test_an_existing_file_is_refused_and_left_as_it_was(plan: muster.Plan, tmp_path: Path) -> None:
    (tmp_path / "p").write_text("mine")
    with pytest.raises(NotWrittenError, match="already exists"):
        muster.write_plan(plan, tmp_path / "p")
    assert (tmp_path / "p").read_text() == "mine"


def test_a_parent_that_is_a_file_is_refused(plan: muster.Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotWrittenError, match="cannot be written"):
        muster.write_plan(plan, tmp_path / "file" / "p")
    assert files_of(tmp_path) == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to the superuser")
def test_a_read_only_parent_is_refused(plan: muster.Plan, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(NotWrittenError, match="cannot be written"):
            muster.write_plan(plan, tmp_path / "p")
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("where", ["moves", "problems"])
def test_a_full_disk_leaves_nothing(
    plan: muster.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The disk is full in the middle of writing: no folder, and no part of one beside it."""
    write = pl.DataFrame.write_parquet

    def full(table: pl.DataFrame, file: Path) -> None:
        if Path(file).stem == where:
            Path(file).write_bytes(b"PAR1")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(table, file)

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(NotWrittenError, match="No space left"):
        muster.write_plan(plan, tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_writing_leaves_nothing(
    plan: muster.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(folder: Path) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("muster.plans.storage.write.manifest_text", stopped)
    with pytest.raises(KeyboardInterrupt):
        muster.write_plan(plan, tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_plan_is_not_written(tmp_path: Path) -> None:
    invalid = plan_of(tmp_path / "s", "stocks: location, item, quantity\ndepot, thing, -1")
    assert invalid.status == "invalid"
    with pytest.raises(ValueError, match="no plan"):
        muster.write_plan(invalid, tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_formulas_are_escaped_in_csv_and_kept_in_parquet(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, =1+1, 5
        depot, @cmd, 5
        requests: request, location, wants, quantity, due
        -2+3, depot, =1+1, 5, 2024-01
        """,
    )
    folder = folder_of(plan, tmp_path / "p")
    assert pl.read_parquet(folder / "requests.parquet")["request"].unique().to_list() == ["-2+3"]
    stocks = (folder / "stocks.csv").read_text()
    assert "'=1+1" in stocks
    assert "'@cmd" in stocks
    for path in folder.glob("*.csv"):
        for cell in path.read_text().replace("\n", ",").split(","):
            assert not cell.startswith(("=", "@", "-2+")), path.name
