"""From where a draw is planned: the nearest end that is known, by estimated weights or by exact ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.program import Program
from muster.program.structure import rescale_program
from muster.risk import UncertainInput
from muster.risk.sampling.sampled_scenario import median_values
from muster.risk.simulation.compiled_draw import compile_scenario
from muster.risk.simulation.warm_start import find_reference
from muster.solve import warm_start as warm_module
from muster.solve.cold_start import ColdStartReason
from muster.solve.highs import HighsModel
from muster.solve.known_optimum import KnownOptimum, read_optimum
from muster.solve.warm_start import WarmStartReference, WarmStartSolver
from muster.solve.weighted_start import weighted_objective
from risk.simulations import foresee, reference_of
from risk.test_random_draws import agrees, worlds
from risk.test_readings import LINE, world
from stories.story import plan_of

HALF = UncertainInput("resource", "line", "quantity", "uniform", 0.25, 0.75)


def start(tmp_path: Path, *figures: UncertainInput) -> tuple[muster.Plan, WarmStartReference]:
    plan = plan_of(tmp_path, LINE)
    return plan, reference_of(plan, figures)


def test_how_far_it_is_from_an_end_to_a_program(tmp_path: Path) -> None:
    """What rests on a bound goes with it; what rests nowhere counts only where it is out of bounds."""
    _, known = start(tmp_path)
    program = known.program
    (end,) = known.optima
    assert end.distance_to(program) == 0.0
    resting = int(np.flatnonzero((end.levels[: program.columns] == program.lower) & (program.upper > 1.0))[0])
    assert end.distance_to(moved(program, resting, lower=program.lower[resting] + 0.5)) == 0.5
    assert end.distance_to(moved(program, resting, lower=program.lower[resting] - 0.5)) == 0.5
    free = np.flatnonzero((end.levels[: program.columns] > program.lower) & np.isinf(program.upper))
    level = end.levels[free[0]]
    assert end.distance_to(moved(program, free[0], upper=level + 1.0)) == 0.0
    assert end.distance_to(moved(program, free[0], upper=level - 0.25)) == 0.25


def moved(program: Program, column: int, lower: float | None = None, upper: float | None = None) -> Program:
    lowers, uppers = program.lower.copy(), program.upper.copy()
    lowers[column] = lowers[column] if lower is None else lower
    uppers[column] = uppers[column] if upper is None else upper
    return replace(program, lower=lowers, upper=uppers)


def test_today_and_the_middle_of_all_figures_are_known_before_any_draw(tmp_path: Path) -> None:
    plan, known = start(tmp_path, HALF)
    assert plan.scenario.calendar is not None
    assert median_values([HALF], plan.scenario.calendar) == [0.5]
    middle = rescale_program(compile_scenario(world(plan, HALF, 0.5))[1], known.program)
    assert middle is not None
    today, half = known.optima
    assert today.distance_to(known.program) == half.distance_to(middle) == 0.0
    assert today.distance_to(middle) > 0.0
    assert half.distance_to(known.program) > 0.0


def test_a_draw_is_remembered_and_the_same_one_again_takes_no_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, known = start(tmp_path)
    warm = WarmStartSolver(known)
    steps: list[float] = []
    approach = HighsModel.reach_optimal_basis

    def counted(self: HighsModel, method: str = "simplex", seconds: float = np.inf, iterations: float = np.inf) -> bool:
        near = approach(self, method, seconds, iterations)
        steps.append(self.highs.getInfo().simplex_iteration_count)
        return near

    monkeypatch.setattr(HighsModel, "reach_optimal_basis", counted)
    for _ in range(2):
        assert foresee(world(plan, HALF, 0.5), 0, warm).has_plan
    assert steps[0] > 0
    assert steps[1] == 0
    assert len(warm.optima) == 2


def test_what_is_as_far_as_a_draw_that_was_not_reached_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, known = start(tmp_path)
    warm, tried = WarmStartSolver(known), []
    monkeypatch.setattr(warm_module, "reach_iteration_limit", lambda program: 0 if not tried else 1000)
    approach = WarmStartSolver._reach_from

    def noted(self: WarmStartSolver, program: Program, basis: object) -> bool:
        near = approach(self, program, basis)  # type: ignore[arg-type]
        tried.append(near)
        return near

    monkeypatch.setattr(WarmStartSolver, "_reach_from", noted)
    for factor, expected, reason in (
        (0.5, [False], ColdStartReason.OPTIMUM_NOT_REACHED),
        (0.25, [False], ColdStartReason.FARTHER_THAN_FAILURE),
        (0.75, [False, True], None),
    ):
        outcome = foresee(world(plan, HALF, factor), 0, warm)
        assert outcome.has_plan
        assert outcome.cold_start == reason
        assert tried == expected


@pytest.mark.parametrize("few_out", [0, 10_000])
def test_large_programs_come_to_the_same_by_either_weights(few_out: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_module, "INTERIOR_COLUMNS", 0)
    monkeypatch.setattr(warm_module, "CHEAP_WEIGHTS_LIMIT", few_out)
    monkeypatch.setattr(warm_module, "reach_iteration_limit", lambda program: 1000)
    chosen: list[bool] = []
    weigh = HighsModel.use_steepest_edge

    def noted(self: HighsModel, enabled: bool) -> None:
        chosen.append(enabled)
        weigh(self, enabled)

    monkeypatch.setattr(HighsModel, "use_steepest_edge", noted)
    went_on = 0
    for seed in range(8):
        plan, drawn = worlds(seed)
        known = find_reference(plan) if drawn else None
        warm = WarmStartSolver(known) if isinstance(known, WarmStartReference) else None
        went_on += sum(warm is not None and agrees(muster.plan(scenario), scenario, warm) for scenario in drawn)
    assert went_on > 4
    assert (True in chosen) == (few_out == 0)


def test_an_end_is_an_optimum_to_go_on_from(tmp_path: Path) -> None:
    _, known = start(tmp_path)
    program = known.program
    engine = HighsModel(
        program.matrix, program.lower, program.upper, program.row_lower, program.row_upper, interruptible=False
    )
    engine.tune_for_warm_start(keep_scaling=True)
    engine.set_objective(weighted_objective(program, known.tiers))
    engine.set_basis(known.optima[0].basis)
    assert engine.reach_optimal_basis(iterations=1)
    optimum: KnownOptimum = read_optimum(engine, program)
    assert np.array_equal(optimum.basis, known.optima[0].basis)
    assert optimum.levels == pytest.approx(known.optima[0].levels)
