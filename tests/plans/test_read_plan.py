"""A plan folder read back: the same plan, or a refusal in words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.plans import NotAPlanError, UnsolvedPlanError, read_plan
from muster.plans.storage.manifest import manifest_text
from muster.problems.stored_problem import StoredProblem
from muster.text import language_override
from plans.small_plans import small_plan
from stories.story import folder_of, plan_of


@pytest.fixture(name="written", scope="module")
def _written(tmp_path_factory: pytest.TempPathFactory) -> tuple[muster.Plan, Path]:
    folder = tmp_path_factory.mktemp("opening")
    plan = small_plan(folder / "story")
    return plan, muster.write_plan(plan, folder / "plan")


def altered(folder: Path, copy: Path, change: dict[str, object]) -> Path:
    """A copy of the folder with these parts of plan.json changed, and a manifest to go with it."""
    shutil.copytree(folder, copy)
    summary = json.loads((copy / "plan.json").read_text()) | change
    (copy / "plan.json").write_text(json.dumps(summary))
    (copy / "manifest.json").write_text(manifest_text(copy))
    return copy


def test_what_was_written_is_read_back(written: tuple[muster.Plan, Path]) -> None:
    plan, folder = written
    plan_read = read_plan(folder)
    assert plan_read.summary | {"seconds": {}} == plan.summary | {"seconds": {}}
    assert all(plan_read.tables[name].equals(table) for name, table in plan.tables.items())
    assert [fulfilment.as_dict() for fulfilment in plan_read.served] == [
        fulfilment.as_dict() for fulfilment in plan.served
    ]
    assert plan_read.guesses == plan.guesses
    assert plan_read.levels is None


def test_the_whole_of_it_has_levels_and_duals(written: tuple[muster.Plan, Path]) -> None:
    plan, folder = written
    plan_read = read_plan(folder, with_program=True)
    assert plan_read.levels == pytest.approx(plan.levels, abs=1e-12)
    assert [proof.tier for proof in plan_read.proofs] == [proof.tier for proof in plan.proofs]
    for proof, original in zip(plan_read.proofs, plan.proofs, strict=True):
        assert np.allclose(proof.duals, original.duals)
    assert plan_read.solved() is plan_read
    assert plan_read.solved().program.columns == plan.solved().program.columns


def test_a_plan_without_its_program_is_not_solved(written: tuple[muster.Plan, Path], tmp_path: Path) -> None:
    _plan, folder = written
    plan_read = read_plan(folder)
    with pytest.raises(UnsolvedPlanError, match="with_program=True"):
        plan_read.solved()
    with pytest.raises(UnsolvedPlanError):
        muster.write_plan(plan_read, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_unsolved_plan_has_no_solution(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "stocks: location, item, quantity\ndepot, thing, -1")
    with pytest.raises(UnsolvedPlanError, match="invalid"):
        plan.solved()


@pytest.mark.parametrize("path", ["nowhere", "scenario"])
def test_what_is_no_plan_is_refused(written: tuple[muster.Plan, Path], path: str) -> None:
    _plan, folder = written
    with pytest.raises(NotAPlanError, match=r"manifest\.json is missing: this is not a plan folder"):
        read_plan(folder / path)


def test_a_changed_plan_is_refused(written: tuple[muster.Plan, Path], tmp_path: Path) -> None:
    _plan, folder = written
    copy = altered(folder, tmp_path / "copy", {})
    (copy / "plan.json").write_text("{}")
    with pytest.raises(NotAPlanError, match=r"plan\.json was changed"):
        read_plan(copy)


@pytest.mark.parametrize(
    "change",
    [
        {"requests": [{"request": "unknown"}]},
        {"tiers": 3},
        {"held_back": {"r": [{"by": "{id.__class__}", "id": "x"}]}},
        {"held_back": [["x"]]},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(
    written: tuple[muster.Plan, Path], tmp_path: Path, change: dict[str, object]
) -> None:
    _plan, folder = written
    with pytest.raises(NotAPlanError, match="cannot be read as a plan"):
        read_plan(altered(folder, tmp_path / "copy", change))


def test_problems_are_told_again_in_the_reader_s_language(tmp_path: Path) -> None:
    story = """
        requests: request, location, wants, quantity, due
        r, front, thing, 20, 2024-01
    """
    scenario = folder_of(tmp_path / "story", story)
    (scenario / "weather.csv").write_text("day\n1\n")
    plan = muster.plan(muster.read(scenario))
    plan_read = read_plan(muster.write_plan(plan, tmp_path / "plan"))
    assert [problem.as_dict() for problem in plan_read.problems] == [problem.as_dict() for problem in plan.problems]
    with language_override("ar"):
        reasons = {
            problem.code: problem.reason for problem in plan_read.problems if not isinstance(problem, StoredProblem)
        }
        assert reasons == {problem.code: problem.reason for problem in plan.problems if problem.code in reasons}
        assert reasons
    assert any("weather.csv" in problem.reason or problem.file == "weather.csv" for problem in plan_read.problems)
