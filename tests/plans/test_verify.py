"""`verify` finds every change, and believes nothing that it can compute."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import muster
from plans.small_plans import alter_json, files_of, folder_of, seal, small_plan
from stories.story import plan_of


@pytest.fixture(name="written", scope="module")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parent = tmp_path_factory.mktemp("written")
    return folder_of(small_plan(parent / "story"), parent / "p")


@pytest.fixture(name="folder")
def _folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "p"))


def test_a_plan_stands(written: Path) -> None:
    verdict = muster.verify(written)
    assert verdict.faults == ()
    assert verdict.is_valid
    assert verdict.certificate is not None
    assert verdict.certificate.gap <= 1e-6


def test_a_plan_stands_wherever_it_is_moved_to(folder: Path) -> None:
    assert muster.verify(folder).is_valid
    assert muster.verify(str(folder)).is_valid


def test_a_changed_byte_is_found_in_every_file(folder: Path) -> None:
    for name in files_of(folder):
        path = folder / name
        before = path.read_bytes()
        for index in sorted({0, len(before) // 2, len(before) - 1}) if before else []:
            path.write_bytes(before[:index] + bytes([before[index] ^ 1]) + before[index + 1 :])
            faults = muster.verify(folder).faults
            assert faults, f"{name}: byte {index}"
            assert name in " ".join(faults) or name == "manifest.json"
        path.write_bytes(before)
    assert muster.verify(folder).is_valid


def test_a_missing_file_is_found(folder: Path) -> None:
    for name in files_of(folder):
        (folder / name).rename(folder.parent / "aside")
        assert name in " ".join(muster.verify(folder).faults)
        (folder.parent / "aside").rename(folder / name)
    assert muster.verify(folder).is_valid


@pytest.mark.parametrize("name", ["more.txt", "scenario/more.csv", "certificate/more/deep.json", "manifest.json/x"])
def test_an_added_file_is_found(folder: Path, name: str) -> None:
    path = folder / name
    if (folder / "manifest.json") in path.parents:
        (folder / "manifest.json").unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    assert not muster.verify(folder).is_valid


def changed(table: str, column: str, index: int = 0) -> Callable[[Path], None]:
    """One figure of a Parquet file becomes another."""

    def change(folder: Path) -> None:
        path = folder / f"{table}.parquet"
        frame = pl.read_parquet(path)
        figures = frame[column].to_list()
        assert figures, table
        figures[index] = (figures[index] or 0.0) + 1.0
        frame.with_columns(pl.Series(column, figures, dtype=frame.schema[column])).write_parquet(path)

    return change


def figure(*steps: Any, to: Any) -> Callable[[Path], None]:
    """One figure of plan.json becomes another."""

    def change(folder: Path) -> None:
        def put(entry: Any) -> None:
            for step in steps[:-1]:
                entry = entry[step]
            assert entry[steps[-1]] != to
            entry[steps[-1]] = to

        alter_json(folder / "plan.json", put)

    return change


ALTERED = {
    "requests": changed("requests", "handed_over"),
    "handed_over": changed("handed_over", "quantity"),
    "contributions": changed("contributions", "quantity"),
    "operations": changed("operations", "level"),
    "resources load": changed("resources", "load"),
    "resources worth": changed("resources", "worth"),
    "stocks": changed("stocks", "quantity", -1),
    "moves": changed("moves", "quantity"),
    "investments": changed("investments", "level"),
    "spending": changed("spending", "amount"),
    "reserves": changed("reserves", "counted"),
    "consents": changed("consents", "handed_over"),
    "pledges": changed("pledges", "handed_over_by_then"),
    "problems": changed("problems", "row"),
    "levels": changed("certificate/levels", "level"),
    "duals": changed("certificate/duals", "dual"),
    "tier value": figure("tiers", 0, "value", to=0.0),
    "tier bound": figure("tiers", 0, "bound", to=0.0),
    "tier gap": figure("tiers", 0, "gap", to=0.5),
    "tier residual": figure("tiers", 0, "primal_residual", to=0.5),
    "certificate": figure("certificate", "gap", to=0.5),
    "cost": figure("cost", to=1.0),
    "value": figure("value", to=1.0),
    "status": figure("status", to="feasible"),
    "objective": figure("objective", to="value"),
    "title": figure("scenario", "title", to="Another"),
    "digest": figure("scenario", "digest", to="sha256:" + "0" * 64),
    "size": figure("size", "rows", to=1),
    "request": figure("requests", 0, "short", to=99.0),
    "date": figure("requests", 0, "filled_on", to="2023-12-01"),
    "problems told": figure("problems", to=[]),
    "conflict": figure("conflict", to=[{"table": "stocks", "row": 2, "id": "x"}]),
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_a_sealed_change_is_found(folder: Path, change: Callable[[Path], None]) -> None:
    """The manifest was made anew: only recomputing can tell."""
    change(folder)
    seal(folder)
    assert not muster.verify(folder).is_valid


def test_another_scenario_is_found(folder: Path) -> None:
    """The stock was larger, they now say; the digest in plan.json is made to fit."""
    path = folder / "scenario" / "stocks.csv"
    path.write_text(path.read_text().replace("20", "30"))
    digest = muster.read(folder / "scenario").digest
    figure("scenario", "digest", to=digest)(folder)
    seal(folder)
    assert not muster.verify(folder).is_valid


def test_consistent_but_worse_levels_are_found(folder: Path, tmp_path: Path) -> None:
    """A plan that keeps every rule and whose tables all fit, passed off as the best one."""
    worse = plan_of(tmp_path / "s", _small_with_less())
    other = folder_of(worse, tmp_path / "q")
    for name in files_of(other):
        if not name.startswith("scenario/") and name != "plan.json":
            shutil.copy(other / name, folder / name)
    summary = json.loads((other / "plan.json").read_text())
    summary["scenario"] = json.loads((folder / "plan.json").read_text())["scenario"]
    summary["problems"] = json.loads((folder / "plan.json").read_text())["problems"]
    (folder / "plan.json").write_text(json.dumps(summary))
    seal(folder)
    assert not muster.verify(folder).is_valid


def _small_with_less() -> str:
    from plans.small_plans import STORY

    return STORY.replace("line, 8, contracted", "line, 4, contracted")


def garbage(folder: Path) -> Iterator[Path]:
    """Folders that are none: each is yielded once it is broken."""
    text = {
        "plan.json": ["", "[]", "null", "{}", '{"options": 3}', "\x00", '{"tiers": 1e999}'],
        "certificate/tiers.json": ["", "{}", "[1]", '[{"tier": "requests/1"}]', "null"],
        "manifest.json": ["", "[]", "null", "3", '{"a": 1}', '[["a", "b"]]'],
        "scenario/scenario.toml": ["", "start = 3", "\x00"],
    }
    for name, contents in text.items():
        before = (folder / name).read_bytes()
        for content in contents:
            (folder / name).write_text(content)
            if name != "manifest.json":
                seal(folder)
            yield folder / name
        (folder / name).write_bytes(before)
        seal(folder)
    for name in ("requests", "certificate/levels", "certificate/duals"):
        path = folder / f"{name}.parquet"
        before = path.read_bytes()
        for content in (b"", b"PAR1", before[: len(before) // 2]):
            path.write_bytes(content)
            seal(folder)
            yield path
        for frame in (pl.DataFrame(), pl.DataFrame({"family": [1], "id": [None]})):
            frame.write_parquet(path)
            seal(folder)
            yield path
        path.write_bytes(before)
        seal(folder)
    for name in files_of(folder):
        if name != "manifest.json" and not name.endswith(".csv"):
            before = (folder / name).read_bytes()
            (folder / name).unlink()
            seal(folder)
            yield folder / name
            (folder / name).write_bytes(before)


def test_garbage_gives_faults_and_no_traceback(folder: Path) -> None:
    for broken in garbage(folder):
        verdict = muster.verify(folder)
        assert not verdict.is_valid, f"{broken}: {broken.read_bytes()[:40] if broken.exists() else 'removed'!r}"
        assert all(verdict.faults)


@pytest.mark.parametrize("what", ["nothing", "file", "empty", "scenario"])
def test_what_is_no_plan_folder_is_told(tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what == "file":
        path.write_text("x")
    elif what == "empty":
        path.mkdir()
    elif what == "scenario":
        plan_of(path, "stocks: location, item, quantity\ndepot, thing, 1")
    verdict = muster.verify(path)
    assert not verdict.is_valid
    assert "not a plan folder" in verdict.faults[0]


def test_levels_and_duals_that_are_not_numbers_are_found(folder: Path) -> None:
    for name, column in (("levels", "level"), ("duals", "dual")):
        for figure_ in (float("nan"), float("inf")):
            path = folder / "certificate" / f"{name}.parquet"
            before = path.read_bytes()
            frame = pl.read_parquet(path)
            figures = frame[column].to_list()
            figures[0] = figure_
            frame.with_columns(pl.Series(column, figures)).write_parquet(path)
            seal(folder)
            assert not muster.verify(folder).is_valid, f"{name} {figure_}"
            path.write_bytes(before)


WHOLE = """
    items: item, integer
    thing, true
    stocks: location, item, quantity
    depot, thing, 7
    requests: request, location, wants, quantity, due
    r, depot, thing, 5.5, 2024-01
"""


def test_a_plan_of_whole_numbers_stands(tmp_path: Path) -> None:
    """Its proof is the solver's bound: there are no duals."""
    plan = plan_of(tmp_path / "s", WHOLE)
    assert plan.summary["certificate"]["dual_residual"] is None
    assert muster.verify(folder_of(plan, tmp_path / "p")).faults == ()


def test_parts_of_whole_units_are_found(tmp_path: Path) -> None:
    """5.5 handed over instead of 5: every row adds up, and only that the item is whole says no."""
    folder = folder_of(plan_of(tmp_path / "s", WHOLE), tmp_path / "p")
    path = folder / "certificate" / "levels.parquet"
    levels = pl.read_parquet(path)
    family, level = pl.col("family"), pl.col("level")
    moved = pl.when(family == "hand").then(level + 0.5).when(family == "hold").then(level - 0.5).otherwise(level)
    levels.with_columns(moved).filter(~family.is_in(["late", "slice"])).write_parquet(path)
    seal(folder)
    assert any("break a rule by 0.5" in fault for fault in muster.verify(folder).faults)


def test_a_bound_without_duals_is_not_believed(folder: Path) -> None:
    """Without whole numbers, only duals prove."""

    def forge(tiers: Any) -> None:
        tiers[0] |= {"proved_by": "bound", "bound": 1e9}

    alter_json(folder / "certificate" / "tiers.json", forge)
    seal(folder)
    assert any("no duals" in fault for fault in muster.verify(folder).faults)
