"""A plan folder read back: the same plan, or a refusal in words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.plans import NotAPlan, read_plan
from muster.plans.storage.manifest import manifest
from muster.problems.stored_problem import Told
from muster.text import speaking
from plans.small import small_plan
from stories.story import folder_of


@pytest.fixture(name="written", scope="module")
def _written(tmp_path_factory: pytest.TempPathFactory) -> tuple[muster.Plan, Path]:
    folder = tmp_path_factory.mktemp("opening")
    plan = small_plan(folder / "story")
    return plan, muster.write_plan(plan, folder / "plan")


def altered(folder: Path, copy: Path, change: dict[str, object]) -> Path:
    """A copy of the folder with these parts of plan.json changed, and a manifest to go with it."""
    shutil.copytree(folder, copy)
    told = json.loads((copy / "plan.json").read_text()) | change
    (copy / "plan.json").write_text(json.dumps(told))
    (copy / "manifest.json").write_text(manifest(copy))
    return copy


def test_what_was_written_is_read_back(written: tuple[muster.Plan, Path]) -> None:
    plan, folder = written
    found = read_plan(folder)
    assert found.summary | {"seconds": {}} == plan.summary | {"seconds": {}}
    assert all(found.tables[name].equals(table) for name, table in plan.tables.items())
    assert [one.as_dict() for one in found.served] == [one.as_dict() for one in plan.served]
    assert found.guesses == plan.guesses
    assert found.levels is None


def test_the_whole_of_it_has_levels_and_duals(written: tuple[muster.Plan, Path]) -> None:
    plan, folder = written
    found = read_plan(folder, whole=True)
    assert found.levels == pytest.approx(plan.levels, abs=1e-12)
    assert [proof.tier for proof in found.proofs] == [proof.tier for proof in plan.proofs]
    for one, other in zip(found.proofs, plan.proofs, strict=True):
        assert np.allclose(one.duals, other.duals)
    assert found.blueprint is not None
    assert found.program is not None
    assert found.program.columns == plan.program.columns


@pytest.mark.parametrize("path", ["nowhere", "scenario"])
def test_what_is_no_plan_is_refused(written: tuple[muster.Plan, Path], path: str) -> None:
    _plan, folder = written
    with pytest.raises(NotAPlan, match=r"manifest\.json is missing: this is not a plan folder"):
        read_plan(folder / path)


def test_a_changed_plan_is_refused(written: tuple[muster.Plan, Path], tmp_path: Path) -> None:
    _plan, folder = written
    copy = altered(folder, tmp_path / "copy", {})
    (copy / "plan.json").write_text("{}")
    with pytest.raises(NotAPlan, match=r"plan\.json was changed"):
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
    with pytest.raises(NotAPlan, match="cannot be read as a plan"):
        read_plan(altered(folder, tmp_path / "copy", change))


def test_problems_are_told_again_in_the_reader_s_language(tmp_path: Path) -> None:
    story = """
        requests: request, location, wants, quantity, due
        r, front, thing, 20, 2024-01
    """
    scenario = folder_of(tmp_path / "story", story)
    (scenario / "weather.csv").write_text("day\n1\n")
    plan = muster.plan(muster.read(scenario))
    found = read_plan(muster.write_plan(plan, tmp_path / "plan"))
    assert [one.as_dict() for one in found.problems] == [one.as_dict() for one in plan.problems]
    with speaking("ar"):
        again = {one.code: one.reason for one in found.problems if not isinstance(one, Told)}
        assert again == {one.code: one.reason for one in plan.problems if one.code in again}
        assert again
    assert any("weather.csv" in one.reason or one.file == "weather.csv" for one in found.problems)
