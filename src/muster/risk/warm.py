"""A draw planned from where today's plan ended: the same program with other bounds and amounts.

Tiers that want something new (requests, calm) are solved by dual simplex from the basis that the same tier of today's
plan ended with, those that lie near where the tier before ended by primal simplex from there (measured: less than
either alone). All is on the draw's own bounds and optimal faces, so what comes out is proved by the same certificate
as any plan. Where a draw changes the program's shape (another lead time, another mark), where whole numbers are
planned, or where the certificate is not met, the draw is planned from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from muster.network.graph import Array
from muster.plans import Plan
from muster.plans.pipeline import status_of
from muster.program import Program
from muster.solve import Face, Proof, Solution, certify, dual_bound
from muster.solve.highs import Basis, Engine
from muster.tolerances import HELD

NEAR = ("share/", "reserves", "cost")
"""Tiers whose optimum lies near that of the tier before."""


@dataclass(frozen=True)
class Start:
    """Where the tiers of a plan ended: the basis of each, by its name."""

    program: Program
    bases: dict[str, Basis]


@lru_cache(maxsize=1)
def start_of(plan: Plan) -> Start | None:
    """The bases of a plan's tiers, found once in each process; None where it cannot be gone on from."""
    program = plan.program
    if program is None or plan.blueprint is None or program.whole.any() or not program.columns:
        return None
    engine = _engine(program)
    bases: dict[str, Basis] = {}
    solution = _tiers(engine, program, plan.blueprint.tiers, None, bases)
    return Start(program, bases) if solution is not None else None


class Warm:
    """A solver that plans draws, one after the other, from one start."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.engine = _engine(start.program)
        self.now = start.program

    def solve(self, world: Program, tiers: list[str]) -> tuple[Program, Solution] | None:
        """A draw's program in the start's scales and its solution; None where it has to be planned from nothing."""
        program = _in_scale(world, self.start.program)
        if program is None or set(tiers) != self.start.bases.keys():
            return None
        matrix, now = program.matrix, self.now.matrix
        changed = np.flatnonzero(matrix.data != now.data)
        columns = np.searchsorted(matrix.indptr, changed, side="right") - 1
        rows = matrix.indices[changed].astype(np.int64)
        self.engine.change_coefficients(rows, columns.astype(np.int64), matrix.data[changed])
        self.now = program
        everything, all_rows = np.arange(program.columns), np.arange(program.rows)
        self.engine.bound_columns(everything, program.lower, program.upper)
        self.engine.bound_rows(all_rows, program.row_lower, program.row_upper)
        solution = _tiers(self.engine, program, tiers, self.start.bases, None)
        if solution is None:
            return None
        proved = status_of("optimal", certify(program, solution.proofs, solution.x)) == "optimal"
        return (program, solution) if proved else None


def _engine(program: Program) -> Engine:
    return Engine(program.matrix, program.lower, program.upper, program.row_lower, program.row_upper)


def _tiers(
    engine: Engine, program: Program, tiers: list[str], given: dict[str, Basis] | None, kept: dict[str, Basis] | None
) -> Solution | None:
    """The tiers on narrowing faces, each from its given basis; `kept` gets the bases that they end with."""
    face = Face.of(program)
    solution = Solution("optimal", np.zeros(program.columns))
    for tier in tiers:
        objective = program.objective(tier)
        engine.minimise(objective.costs)
        near = bool(solution.proofs) and tier.startswith(NEAR)
        if given is not None and not near:
            engine.go_on_from(given[tier])
        outcome = engine.solve("primal" if near else "simplex")
        if engine.interrupted:
            raise KeyboardInterrupt
        if outcome.status != "optimal" or outcome.duals is None:
            return None
        if kept is not None:
            kept[tier] = engine.basis()
        solution.x = outcome.x
        columns, rows = _hold(face, program, objective.costs, tier, outcome.duals, solution)
        engine.bound_columns(columns, face.lower[columns], face.upper[columns])
        engine.bound_rows(rows, face.row_lower[rows], face.row_upper[rows])
    solution.x = np.clip(solution.x, program.lower, program.upper)
    return solution


def _hold(
    face: Face, program: Program, costs: Array, tier: str, duals: Array, solution: Solution
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Narrow the face to the tier's optimum and note its proof."""
    value = float(costs @ solution.x)
    unit = program.objective(tier).unit
    proof = Proof(tier, "optimal", duals, "face", value + HELD * max(1.0 / unit, abs(value)), {})
    solution.proofs.append(proof)
    reduced = face.reduced_costs(program, costs, proof)
    return face.narrow(reduced, duals, value - dual_bound(face, reduced, proof)[0])


def _in_scale(world: Program, start: Program) -> Program | None:
    """A program in another's scales, exactly (scales are powers of two); None if their shapes differ."""
    if not _alike(world, start):
        return None
    columns = world.column_scale / start.column_scale
    rows = world.row_scale / start.row_scale
    matrix = world.matrix.copy()
    place = np.repeat(np.arange(world.columns), np.diff(matrix.indptr))
    matrix.data = matrix.data * rows[matrix.indices] / columns[place]
    return replace(
        world,
        matrix=matrix,
        lower=world.lower * columns,
        upper=world.upper * columns,
        row_lower=world.row_lower * rows,
        row_upper=world.row_upper * rows,
        column_scale=start.column_scale,
        row_scale=start.row_scale,
    )


def _alike(world: Program, start: Program) -> bool:
    """Whether two programs have the same columns, rows and places of amounts."""
    new, old = world.network, start.network
    return (
        new.activities.key == old.activities.key
        and new.activities.family == old.activities.family
        and new.balances.key == old.balances.key
        and new.balances.family == old.balances.family
        and np.array_equal(world.matrix.indptr, start.matrix.indptr)
        and np.array_equal(world.matrix.indices, start.matrix.indices)
    )
