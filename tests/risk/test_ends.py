"""From where a draw is planned: the nearest end that is known, by estimated weights or by exact ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import muster
from muster.program import Program
from muster.program.structure import in_scale
from muster.risk import Figure
from muster.risk.sampling.sampled_scenario import built, medians
from muster.risk.simulation import warm_start as warm_module
from muster.risk.simulation.perfect_foresight import knowing
from muster.risk.simulation.warm_start import Start, Warm, start_of
from muster.solve.highs import Engine
from muster.solve.known_optimum import End, end_of
from muster.solve.weighted_start import all_at_once
from risk.test_random_draws import agrees, worlds
from risk.test_readings import LINE, world
from stories.story import plan_of

HALF = Figure("resource", "line", "quantity", "uniform", 0.25, 0.75)


def start(tmp_path: Path, *figures: Figure) -> tuple[muster.Plan, Start]:
    plan = plan_of(tmp_path, LINE)
    found = start_of(plan, figures)
    assert found is not None
    return plan, found


def test_how_far_it_is_from_an_end_to_a_program(tmp_path: Path) -> None:
    """What rests on a bound goes with it; what rests nowhere counts only where it is out of bounds."""
    _, known = start(tmp_path)
    program = known.program
    (end,) = known.ends
    assert end.from_here_to(program) == 0.0
    resting = int(np.flatnonzero((end.levels[: program.columns] == program.lower) & (program.upper > 1.0))[0])
    assert end.from_here_to(moved(program, resting, lower=program.lower[resting] + 0.5)) == 0.5
    assert end.from_here_to(moved(program, resting, lower=program.lower[resting] - 0.5)) == 0.5
    free = np.flatnonzero((end.levels[: program.columns] > program.lower) & np.isinf(program.upper))
    level = end.levels[free[0]]
    assert end.from_here_to(moved(program, free[0], upper=level + 1.0)) == 0.0
    assert end.from_here_to(moved(program, free[0], upper=level - 0.25)) == 0.25


def moved(program: Program, column: int, lower: float | None = None, upper: float | None = None) -> Program:
    lowers, uppers = program.lower.copy(), program.upper.copy()
    lowers[column] = lowers[column] if lower is None else lower
    uppers[column] = uppers[column] if upper is None else upper
    return replace(program, lower=lowers, upper=uppers)


def test_today_and_the_middle_of_all_figures_are_known_before_any_draw(tmp_path: Path) -> None:
    plan, known = start(tmp_path, HALF)
    assert plan.scenario.calendar is not None
    assert medians([HALF], plan.scenario.calendar) == [0.5]
    middle = in_scale(built(world(plan, HALF, 0.5))[1], known.program)
    assert middle is not None
    today, half = known.ends
    assert today.from_here_to(known.program) == half.from_here_to(middle) == 0.0
    assert today.from_here_to(middle) > 0.0
    assert half.from_here_to(known.program) > 0.0


def test_a_draw_is_remembered_and_the_same_one_again_takes_no_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, known = start(tmp_path)
    warm = Warm(known)
    steps: list[float] = []
    approach = Engine.approach

    def counted(self: Engine, method: str = "simplex", seconds: float = np.inf, iterations: float = np.inf) -> bool:
        near = approach(self, method, seconds, iterations)
        steps.append(self.solver.getInfo().simplex_iteration_count)
        return near

    monkeypatch.setattr(Engine, "approach", counted)
    for _ in range(2):
        assert knowing(world(plan, HALF, 0.5), 0, warm).there
    assert steps[0] > 0
    assert steps[1] == 0
    assert len(warm.ends) == 2


def test_what_is_as_far_as_a_draw_that_was_not_reached_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, known = start(tmp_path)
    warm, tried = Warm(known), []
    monkeypatch.setattr(warm_module, "_most", lambda program: 0 if not tried else 1000)
    approach = Warm._approach

    def noted(self: Warm, program: Program, basis: object) -> bool:
        near = approach(self, program, basis)  # type: ignore[arg-type]
        tried.append(near)
        return near

    monkeypatch.setattr(Warm, "_approach", noted)
    for factor, expected in ((0.5, [False]), (0.25, [False]), (0.75, [False, True])):
        assert knowing(world(plan, HALF, factor), 0, warm).there
        assert tried == expected


@pytest.mark.parametrize("few_out", [0, 10_000])
def test_large_programs_come_to_the_same_by_either_weights(few_out: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_module, "INTERIOR_COLUMNS", 0)
    monkeypatch.setattr(warm_module, "FEW_OUT", few_out)
    monkeypatch.setattr(warm_module, "_most", lambda program: 1000)
    chosen: list[bool] = []
    weigh = Engine.weigh_edges

    def noted(self: Engine, exactly: bool) -> None:
        chosen.append(exactly)
        weigh(self, exactly)

    monkeypatch.setattr(Engine, "weigh_edges", noted)
    went_on = 0
    for seed in range(8):
        plan, drawn = worlds(seed)
        known = start_of(plan) if drawn else None
        warm = None if known is None else Warm(known)
        went_on += sum(warm is not None and agrees(muster.plan(one), one, warm) for one in drawn)
    assert went_on > 4
    assert (True in chosen) == (few_out == 0)


def test_an_end_is_an_optimum_to_go_on_from(tmp_path: Path) -> None:
    _, known = start(tmp_path)
    program = known.program
    engine = Engine(program.matrix, program.lower, program.upper, program.row_lower, program.row_upper, small=True)
    engine.take_as_it_is(scaled=True)
    engine.minimise(all_at_once(program, known.tiers))
    engine.go_on_from(known.ends[0].basis)
    assert engine.approach(iterations=1)
    again: End = end_of(engine, program)
    assert np.array_equal(again.basis, known.ends[0].basis)
    assert again.levels == pytest.approx(known.ends[0].levels)
