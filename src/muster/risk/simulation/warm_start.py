"""A draw planned from where another ended: the same columns and rows with other bounds and amounts.

All tiers at once (`muster.solve.weighted_start`), by dual simplex from the nearest basis that is known to minimise the
same: of today's plan, of the world with every figure at its median, or of a draw before it. That ends in the draw's
lexicographic optimum or close to it, since what a draw changes are mostly bounds and right-hand sides. From there every
tier is solved by itself, in order, by primal simplex on the draw's own optimal faces, most of them without an
iteration. So what comes out is proved by the same certificate as any plan, whatever the sum led to. Where a draw has
other columns or rows (another mark), where whole numbers are planned, where it is too far to be reached in a few
iterations, or where the certificate is not met, the draw is planned from nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.plans import Plan
from muster.plans.pipeline import status_of
from muster.program import Program
from muster.program.compile import Objective
from muster.program.structure import in_scale, same_places
from muster.risk.sampling.sampled_scenario import built, medians, turned_out
from muster.risk.sampling.uncertain_input import Figure
from muster.solve import Face, Proof, Refused, Solution, certify, dual_bound
from muster.solve.highs import Basis, Engine
from muster.solve.known_optimum import End, end_of
from muster.solve.weighted_start import FEW, INTERIOR_COLUMNS, all_at_once, go_close
from muster.tolerances import HELD

FEW_OUT = 250
"""From where no more levels are out of bounds the next optimum is close: weights are not worth their computing."""


@dataclass(frozen=True)
class Start:
    """A plan's program and tiers, and where all of them at once end: today, and with every figure at its median."""

    program: Program
    tiers: list[str]
    ends: tuple[End, ...]


@lru_cache(maxsize=1)
def start_of(plan: Plan, figures: tuple[Figure, ...] = ()) -> Start | None:
    """Where a plan's draws start, found once in each process; None where they cannot go on from it."""
    today, calendar = plan.program, plan.scenario.calendar
    if today is None or plan.blueprint is None or today.whole.any() or not today.columns:
        return None
    assert calendar is not None
    tiers = plan.blueprint.tiers
    ends = [_end(today, tiers)]
    if figures:
        blueprint, world = built(turned_out(plan.scenario, figures, medians(figures, calendar)))
        middle = in_scale(world, today)
        if middle is not None and blueprint.tiers == tiers and not middle.whole.any():
            ends.append(_end(middle, tiers))
    known = tuple(end for end in ends if end is not None)
    return Start(today, tiers, known) if known else None


def _end(program: Program, tiers: list[str]) -> End | None:
    """Where all tiers of a program at once end; None where they do not get there."""
    try:
        engine = _engine(program)
    except Refused:
        return None
    return end_of(engine, program) if go_close(engine, program, tiers) else None


class Warm:
    """A solver that plans draws, one after the other, each from the nearest end that it knows."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.engine = _engine(start.program)
        self.now = start.program
        self.ends = list(start.ends)
        self.too_far = math.inf

    def solve(self, world: Program, tiers: list[str], limit: float) -> tuple[Program, Solution] | None:
        """A draw's program in the start's scales and its solution; None where it has to be planned from nothing.

        At most `limit` iterations; with status "limit" they did not suffice.
        """
        self.engine.left = limit
        program = in_scale(world, self.start.program)
        if program is None or tiers != self.start.tiers or program.whole.any():
            return None
        solution = _tiers(self.engine, program, tiers) if self._reach(program) else None
        if self.engine.left <= 0:
            return program, Solution("limit", np.zeros(program.columns))
        if solution is None:
            return None
        proved = status_of("optimal", certify(program, solution.proofs, solution.x)) == "optimal"
        return (program, solution) if proved else None

    def _reach(self, program: Program) -> bool:
        """Go to where all tiers of a draw at once end, from the nearest end, and remember it; False if it is too far.

        What is not nearer than another draw that was not reached is not tried.
        """
        away = [end.from_here_to(program) for end in self.ends]
        nearest = int(np.argmin(away))
        if self.too_far <= away[nearest] < math.inf:
            return False
        self._take(program)
        self.engine.minimise(all_at_once(program, self.start.tiers))
        near = self._approach(program, self.ends[nearest].basis)
        if self.engine.interrupted:
            raise KeyboardInterrupt
        if near and away[nearest] > 0:
            self.ends.append(end_of(self.engine, program))
        elif not near and self.engine.left > 0:
            self.too_far = away[nearest]
        return near

    def _approach(self, program: Program, basis: Basis) -> bool:
        """By estimated weights of edges in small programs, and in large ones from close by; else by exact ones."""
        exactly = False
        if program.columns > INTERIOR_COLUMNS:
            self._begin(basis, exactly)
            self.engine.approach(iterations=0)
            exactly = self.engine.out_of_bounds() > FEW_OUT
        self._begin(basis, exactly)
        return self.engine.approach(iterations=_most(program))

    def _begin(self, basis: Basis, exactly: bool) -> None:
        self.engine.forget_basis()
        self.engine.go_on_from(basis)
        self.engine.weigh_edges(exactly)

    @property
    def left(self) -> float:
        """The iterations that the last draw has left."""
        return self.engine.left

    def _take(self, program: Program) -> None:
        """Have the solver hold this program."""
        before, self.now = self.now, program
        if not same_places(program, before):
            left, self.engine = self.engine.left, _engine(program)
            self.engine.left = left
            return
        matrix = program.matrix
        changed = np.flatnonzero(matrix.data != before.matrix.data)
        columns = np.searchsorted(matrix.indptr, changed, side="right") - 1
        rows = matrix.indices[changed].astype(np.int64)
        self.engine.change_coefficients(rows, columns.astype(np.int64), matrix.data[changed])
        self.engine.bound_columns(np.arange(program.columns), program.lower, program.upper)
        self.engine.bound_rows(np.arange(program.rows), program.row_lower, program.row_upper)


def _most(program: Program) -> int:
    """So many iterations may lead from an end to a draw; a large program is sooner planned from nothing."""
    return program.rows // 8 if program.columns > INTERIOR_COLUMNS else max(FEW, program.rows)


def _engine(program: Program) -> Engine:
    sides = program.row_lower, program.row_upper
    large = program.columns > INTERIOR_COLUMNS
    engine = Engine(program.matrix, program.lower, program.upper, *sides, small=not large)
    engine.take_as_it_is(scaled=True)
    return engine


def _tiers(engine: Engine, program: Program, tiers: list[str]) -> Solution | None:
    """The tiers on narrowing faces, each from where the solver stands."""
    face = Face.of(program)
    solution = Solution("optimal", np.zeros(program.columns))
    for tier in tiers:
        objective = program.objective(tier)
        engine.minimise(objective.costs)
        outcome = engine.solve("primal")
        if engine.interrupted:
            raise KeyboardInterrupt
        if outcome.status != "optimal" or outcome.duals is None:
            return None
        solution.x = outcome.x
        columns, rows = _hold(face, program, objective, outcome.duals, solution)
        engine.bound_columns(columns, face.lower[columns], face.upper[columns])
        engine.bound_rows(rows, face.row_lower[rows], face.row_upper[rows])
    solution.x = np.clip(solution.x, program.lower, program.upper)
    return solution


def _hold(
    face: Face, program: Program, objective: Objective, duals: Array, solution: Solution
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Narrow the face to the tier's optimum and note its proof."""
    value = objective.of(solution.x)
    limit = value + HELD * max(1.0 / objective.unit, abs(value))
    proof = Proof(objective.name, "optimal", duals, "face", limit, {})
    solution.proofs.append(proof)
    reduced = face.reduced_costs(program, objective.costs, proof)
    return face.narrow(reduced, duals, value - dual_bound(face, reduced, proof)[0])
