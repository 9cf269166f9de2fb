"""Solving again with some bounds moved: the same tiers, going on from the last basis.

A tier whose duals are nothing on every bound that was moved keeps its value, and the same duals still prove it; so its
optimal face stays the one that they name. Solving starts with the first tier of which that cannot be said. Bounds are
changed in place and put back afterwards. A tier that wants something new is solved by primal simplex from the basis
that it had before, its shares from where it ends. Measured on the example: dual simplex takes five times the
iterations, going on from the tier before twice as many, perturbed bounds (the solver's default) twice as many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from muster.network.graph import Array
from muster.program import Program
from muster.solve.certificate import dual_bound
from muster.solve.highs import Basis, Engine
from muster.solve.proof import Face, Proof
from muster.solve.tiers import INTERIOR_COLUMNS
from muster.tolerances import FACE, FIX_DUAL, HELD, TIER

Index = NDArray[np.int64]
_NONE = np.zeros(0, dtype=np.int64)
_ZERO = np.zeros(0)


@dataclass(frozen=True)
class Bounds:
    """Bounds that some columns and rows get instead of the program's, on the scaled arrays."""

    columns: Index = field(default_factory=_NONE.copy)
    lower: Array = field(default_factory=_ZERO.copy)
    upper: Array = field(default_factory=_ZERO.copy)
    rows: Index = field(default_factory=_NONE.copy)
    row_lower: Array = field(default_factory=_ZERO.copy)
    row_upper: Array = field(default_factory=_ZERO.copy)


@dataclass(frozen=True)
class Duals:
    """Duals of the rows and reduced costs of the columns in one tier, scaled; nothing where a tier before decides.

    Times `unit` they are in the tier's own units.
    """

    tier: str
    unit: float
    rows: Array
    columns: Array


@dataclass(frozen=True)
class Own:
    """The least that an objective of one's own can be on the last tier's optimal face, and where it is reached."""

    value: float
    x: Array
    duals: Duals | None


@dataclass(frozen=True)
class Resolved:
    """What solving again came to: "optimal", or the status that ended it.

    `values` are the tiers' in their own units, `x` the levels after the last of them; `duals` belong to the tiers up
    to it (empty where whole numbers are planned).
    """

    status: str
    values: Mapping[str, float]
    x: Array
    duals: tuple[Duals, ...] = ()
    own: Mapping[str, Own] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """A tier as it was solved: what it works within, its duals, and which columns and rows are decided before it."""

    tier: str
    face: Face
    value: float
    reduced: Array
    duals: Array
    low: NDArray[np.bool_]
    high: NDArray[np.bool_]
    row_low: NDArray[np.bool_]
    row_high: NDArray[np.bool_]


class Again:
    """A solved program, ready to be solved again with bounds moved.

    `proofs` are those of `tiers`, in order, and `x` the levels that they prove.
    """

    def __init__(self, program: Program, proofs: list[Proof], x: Array) -> None:
        self.program = program
        self.proofs = proofs
        self.x = x
        self.tiers = [proof.tier for proof in proofs]
        self.by_faces = not program.whole.any() and all(p.duals is not None and p.held == "face" for p in proofs)
        self.solves = 0
        self.stopped = False
        self._known: list[_Known] = []
        self._engines: dict[int, Engine] = {}
        self._bases: dict[int, Basis] = {}
        self._objectives = {tier: program.objective(tier) for tier in self.tiers}
        if self.by_faces:
            self._replay()

    def _replay(self) -> None:
        """Walk the tiers as they were solved; one more place at the end for what comes after the last."""
        program, face = self.program, Face.of(self.program)
        decided = [np.zeros(count, dtype=bool) for count in (program.columns,) * 2 + (program.rows,) * 2]
        for proof in self.proofs:
            assert proof.duals is not None
            objective = self._objectives[proof.tier]
            reduced = face.reduced_costs(program, objective.costs, proof)
            value = _sum(objective.costs, self.x)
            bound = dual_bound(face, reduced, proof)[0]
            self._known.append(_Known(proof.tier, _copy(face), value, reduced, proof.duals, *decided))
            enough = max(FIX_DUAL, FACE * (value - bound))
            decided = _decide(decided, reduced, proof.duals, enough)
            face.narrow(reduced, proof.duals, value - bound)
        nothing = np.zeros(program.columns), np.zeros(program.rows)
        self._known.append(_Known("", _copy(face), 0.0, *nothing, *decided))

    def duals(self, last: str) -> tuple[Duals, ...]:
        """The tiers' duals as they were solved, up to `last`."""
        known = self._known[: self.tiers.index(last) + 1] if self.by_faces else []
        return tuple(self._duals(one.tier, one.reduced, one.duals, one) for one in known)

    def price(self, other: Program, last: str) -> tuple[Array, ...]:
        """How far each column of a program of the same shape and scales prices below its own reduced cost, by tier.

        Tiers up to `last`; scaled, shape (columns,). Where it is nothing in a tier and in those before,
        the tier's duals prove the same
        for the other program's column. A column that an earlier tier would leave at nothing counts no more.
        """
        gains = []
        gone = np.zeros(self.program.columns, dtype=bool)
        for known in self._known[: self.tiers.index(last) + 1]:
            objective = other.objective(known.tier)
            costs = objective.costs * objective.unit / self._objectives[known.tier].unit
            reduced = costs - other.matrix.T @ known.duals
            now = np.where(self.program.upper > 0, np.minimum(known.reduced, 0.0), 0.0)
            below = now - np.minimum(reduced, 0.0)
            gains.append(np.where(gone | (other.upper <= 0) | (below <= FIX_DUAL), 0.0, below))
            gone = gone | (reduced > FACE * FIX_DUAL)
        return tuple(gains)

    def _duals(self, tier: str, reduced: Array, duals: Array, known: _Known) -> Duals:
        unit = self._objectives[tier].unit if tier in self.tiers else 1.0
        return Duals(
            tier,
            unit,
            np.where(known.row_low | known.row_high | (np.abs(duals) <= FIX_DUAL), 0.0, duals),
            np.where(known.low | known.high | (np.abs(reduced) <= FIX_DUAL), 0.0, reduced),
        )

    def solve(self, bounds: Bounds, last: str, own: Mapping[str, Array] | None = None) -> Resolved:
        """The tiers up to `last` with these bounds, then each objective of `own` by itself on what they leave free.

        An objective of one's own is costs on the scaled columns, shape (columns,).
        """
        end = self.tiers.index(last) + 1
        if not self.by_faces:
            return self._by_rows(self.program, bounds, end, own or {})
        return self._solve(self.program, bounds, self._first_moved(bounds, end), end, own or {})

    def solve_other(self, other: Program, last: str, own: Mapping[str, Array] | None = None) -> Resolved:
        """The same for another program of the same shape and scales, whose coefficients may differ too.

        A tier's face still holds where no column prices below its own reduced cost: then the old duals bound the other
        program too, and whatever keeps to the face reaches that bound. Where nothing does, all is solved afresh.
        """
        bounds, end = _differing(self.program, other), self.tiers.index(last) + 1
        if not self.by_faces:
            return self._by_rows(other, bounds, end, own or {})
        priced = [place for place, gain in enumerate(self.price(other, last)) if gain.any()]
        start = min([self._first_moved(bounds, end), *priced])
        return self._solve(other, bounds, start, end, own or {})

    def _solve(self, program: Program, bounds: Bounds, start: int, end: int, own: Mapping[str, Array]) -> Resolved:
        """From the first tier that changes; the solver is left as it was."""
        engine = self._engine(start)
        face = _copy(self._known[start].face)
        self._move(face, bounds, self._known[start])
        changed = (program.matrix - self.program.matrix).tocoo() if program is not self.program else None
        rows, columns = (_NONE, _NONE) if changed is None else (changed.row, changed.col)
        if changed is not None:
            engine.change_coefficients(rows, columns, _at(program.matrix, rows, columns))
        found = self._run(program, engine, face, start, end, own)
        if changed is not None:
            engine.change_coefficients(rows, columns, _at(self.program.matrix, rows, columns))
        return found or self._by_rows(program, bounds, end, own)

    def _first_moved(self, bounds: Bounds, end: int) -> int:
        """The first tier in which a moved bound has a dual; `end` if there is none before."""
        program = self.program
        wider_up, wider_down = (
            bounds.upper > program.upper[bounds.columns],
            bounds.lower < program.lower[bounds.columns],
        )
        above = bounds.row_upper > program.row_upper[bounds.rows]
        below = bounds.row_lower < program.row_lower[bounds.rows]
        narrower = (bounds.upper < program.upper[bounds.columns]) | (bounds.lower > program.lower[bounds.columns])
        tighter = (bounds.row_upper < program.row_upper[bounds.rows]) | (
            bounds.row_lower > program.row_lower[bounds.rows]
        )
        if narrower.any() or tighter.any():
            return 0
        for place, known in enumerate(self._known[:end]):
            held = known.low[bounds.columns] | known.high[bounds.columns]
            reduced = np.where(held, 0.0, known.reduced[bounds.columns])
            row_held = known.row_low[bounds.rows] | known.row_high[bounds.rows]
            dual = np.where(row_held, 0.0, known.duals[bounds.rows])
            moved = (wider_up & (reduced < -FIX_DUAL)).any() or (wider_down & (reduced > FIX_DUAL)).any()
            if moved or (above & (dual < -FIX_DUAL)).any() or (below & (dual > FIX_DUAL)).any():
                return place
        return end

    @staticmethod
    def _move(face: Face, bounds: Bounds, known: _Known) -> None:
        """Put the bounds into a face: what it holds stays at its side."""
        low, high = known.low[bounds.columns], known.high[bounds.columns]
        face.lower[bounds.columns] = np.where(high & ~low, bounds.upper, bounds.lower)
        face.upper[bounds.columns] = np.where(low, bounds.lower, bounds.upper)
        low, high = known.row_low[bounds.rows], known.row_high[bounds.rows]
        face.row_lower[bounds.rows] = np.where(high & ~low, bounds.row_upper, bounds.row_lower)
        face.row_upper[bounds.rows] = np.where(low, bounds.row_lower, bounds.row_upper)

    def _engine(self, start: int) -> Engine:
        """The solver that stands before a tier, its bounds those of the tier's face."""
        engine = self._engines.get(start)
        if engine is None:
            face = self._known[start].face
            engine = Engine(self.program.matrix, face.lower, face.upper, face.row_lower, face.row_upper)
            self._engines[start] = engine
            if start < len(self.tiers):
                engine.minimise(self._objectives[self.tiers[start]].costs)
                engine.solve("interior" if self.program.columns > INTERIOR_COLUMNS else "simplex")
                self._bases[start] = engine.basis()
            engine.solver.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
        elif start in self._bases:
            engine.go_on_from(self._bases[start])
        return engine

    def _basis(self, place: int) -> Basis:
        """Where a tier ended as the program is."""
        if place not in self._bases:
            self._engine(place)
        return self._bases[place]

    def _run(
        self, program: Program, engine: Engine, face: Face, start: int, end: int, own: Mapping[str, Array]
    ) -> Resolved | None:
        """Tier by tier on narrowing faces; None where a tier was not kept to the end, or a solve went wrong."""
        base = self._known[start]
        _set(engine, base.face, face)
        moved = face
        decided = [base.low, base.high, base.row_low, base.row_high]
        optima = {known.tier: known.value for known in self._known[:start]}
        found = [self._duals(known.tier, known.reduced, known.duals, known) for known in self._known[:start]]
        x, status = self.x, "optimal"
        told: dict[str, Own] = {}
        for place in range(start, end):
            tier = self.tiers[place]
            objective = self._objectives[tier]
            if place > start and not tier.startswith("share/"):
                engine.go_on_from(self._basis(place))
            solved = self._minimise(engine, objective.costs)
            if solved is None:
                status = "failed"
                break
            x, duals, value = solved
            reduced = moved.reduced_costs(program, objective.costs, Proof(tier, "optimal", duals, "face"))
            gap = value - dual_bound(moved, reduced, Proof(tier, "optimal", duals, "face"))[0]
            known = _Known(tier, moved, value, reduced, duals, *decided)
            optima[tier] = value
            found.append(self._duals(tier, reduced, duals, known))
            decided = _decide(decided, reduced, duals, max(FIX_DUAL, FACE * gap))
            before = moved
            moved = _copy(moved)
            moved.narrow(reduced, duals, gap)
            _set(engine, before, moved)
        for name, costs in own.items() if status == "optimal" else ():
            solved = self._minimise(engine, costs)
            if solved is None:
                status = "failed"
                break
            reduced = costs - program.matrix.T @ solved[1]
            known = _Known("", moved, 0.0, reduced, solved[1], *decided)
            told[name] = Own(solved[2], solved[0], self._duals("", reduced, solved[1], known))
        _set(engine, moved, base.face)
        levels = [x, *(one.x for one in told.values())] if start < end else [one.x for one in told.values()]
        if status != "optimal" or not all(self._kept(optima, one) for one in levels):
            return None
        units = {tier: value * self._objectives[tier].unit for tier, value in optima.items()}
        return Resolved("optimal", units, x, tuple(found), told)

    def _minimise(self, engine: Engine, costs: Array) -> tuple[Array, Array, float] | None:
        self.solves += 1
        engine.minimise(costs)
        outcome = engine.solve("primal")
        if engine.interrupted or self.stopped:
            raise KeyboardInterrupt
        if outcome.status != "optimal" or outcome.duals is None:
            return None
        return outcome.x, outcome.duals, _sum(costs, outcome.x)

    def _kept(self, optima: Mapping[str, float], x: Array) -> bool:
        for tier, optimum in optima.items():
            objective = self._objectives[tier]
            over = (_sum(objective.costs, x) - optimum) * objective.unit
            if over > TIER * max(1.0, abs(optimum * objective.unit)):
                return False
        return True

    def _by_rows(self, program: Program, bounds: Bounds, end: int, own: Mapping[str, Array]) -> Resolved:
        """The same with every tier held by a row of its own: for whole numbers, and where faces do not hold."""
        face = Face.of(self.program)
        face.lower[bounds.columns], face.upper[bounds.columns] = bounds.lower, bounds.upper
        face.row_lower[bounds.rows], face.row_upper[bounds.rows] = bounds.row_lower, bounds.row_upper
        engine = Engine(program.matrix, face.lower, face.upper, face.row_lower, face.row_upper)
        whole = np.flatnonzero(program.whole)
        if len(whole):
            engine.make_whole(whole)
        x = self.x
        values: dict[str, float] = {}
        told: dict[str, Own] = {}
        for tier in self.tiers[:end]:
            objective = self._objectives[tier]
            status, x = self._whole_step(engine, objective.costs, bool(len(whole)), x)
            if status != "optimal":
                return Resolved(status, values, x)
            value = _sum(objective.costs, x)
            values[tier] = value * objective.unit
            engine.add_row(objective.costs, value + HELD * max(1.0 / objective.unit, abs(value)))
        for name, costs in own.items():
            status, reached = self._whole_step(engine, costs, bool(len(whole)), x)
            if status != "optimal":
                return Resolved(status, values, x)
            told[name] = Own(_sum(costs, reached), reached, None)
        return Resolved("optimal", values, x, (), told)

    def _whole_step(self, engine: Engine, costs: Array, whole: bool, x: Array) -> tuple[str, Array]:
        self.solves += 1
        engine.minimise(costs)
        outcome = engine.solve("simplex", whole=whole)
        if engine.interrupted or self.stopped:
            raise KeyboardInterrupt
        return outcome.status, outcome.x if outcome.status in ("optimal", "feasible") else x


def _sum(costs: Array, x: Array) -> float:
    """Costs times levels; without BLAS, whose threads wait for each other where cores are busy."""
    return float((costs * x).sum())


def _copy(face: Face) -> Face:
    return Face(face.lower.copy(), face.upper.copy(), face.row_lower.copy(), face.row_upper.copy())


def _decide(decided: list[NDArray[np.bool_]], reduced: Array, duals: Array, enough: float) -> list[NDArray[np.bool_]]:
    low, high, row_low, row_high = decided
    return [
        low | (reduced > enough),
        high | (reduced < -enough),
        row_low | (duals > enough),
        row_high | (duals < -enough),
    ]


def _at(matrix: sparse.csc_array, rows: Index, columns: Index) -> Array:
    """The coefficients at some places."""
    return np.asarray(matrix[rows, columns], dtype=np.float64).ravel() if len(rows) else np.zeros(0)


def _differing(program: Program, other: Program) -> Bounds:
    """The other program's bounds where they are not this one's."""
    columns = np.flatnonzero((program.lower != other.lower) | (program.upper != other.upper))
    rows = np.flatnonzero((program.row_lower != other.row_lower) | (program.row_upper != other.row_upper))
    return Bounds(
        columns, other.lower[columns], other.upper[columns], rows, other.row_lower[rows], other.row_upper[rows]
    )


def _set(engine: Engine, now: Face, wanted: Face) -> None:
    """Change the bounds in which two faces differ."""
    columns = np.flatnonzero((now.lower != wanted.lower) | (now.upper != wanted.upper))
    rows = np.flatnonzero((now.row_lower != wanted.row_lower) | (now.row_upper != wanted.row_upper))
    engine.bound_columns(columns, wanted.lower[columns], wanted.upper[columns])
    engine.bound_rows(rows, wanted.row_lower[rows], wanted.row_upper[rows])
