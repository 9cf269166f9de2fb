"""The tiers in their order: each minimised within what the ones before it left free (C5).

First all of them at once, each counting far less than the one before: that ends where they end, or close by. From there
each is solved by itself, in order, by primal simplex on the optimal faces of those before it. So the sum decides
nothing; it is where to start.
"""

from __future__ import annotations

import time

import numpy as np

from muster.program import Program
from muster.program.compile import Objective
from muster.solve.certificate import certify, dual_bound
from muster.solve.highs import Engine, Outcome
from muster.solve.mixed_integer import solve_whole
from muster.solve.optimal_face import Face, Proof
from muster.solve.solution import Options, Solution
from muster.solve.weighted_start import FADE, FAR_FADE, INTERIOR_COLUMNS, STEADY, go_close
from muster.tolerances import DUAL, HELD, TIER


def solve(program: Program, tiers: list[str], options: Options | None = None) -> Solution:
    """The lexicographic optimum of the tiers. Infeasible, unbounded and out of time are outcomes, not exceptions."""
    if not program.columns:
        nothing = [Proof(tier, "optimal", np.zeros(program.rows), "face") for tier in tiers]
        return Solution("optimal", np.zeros(0), nothing)
    run = _Run(program, tiers, options or Options())
    if program.whole.any():
        return solve_whole(program, tiers, run.options.time_limit, run.new_engine, run.say)
    return run.solve()


class _Run:
    """One pass over the tiers of a program without whole numbers."""

    def __init__(self, program: Program, tiers: list[str], options: Options) -> None:
        self.program = program
        self.tiers = tiers
        self.options = options
        self.begun = time.monotonic()
        self.tier = tiers[0]
        self.engine = self.new_engine()
        self.near, self.fresh = False, True
        # A tier that takes more from close by is solved from nothing.
        self.steady = STEADY + (0 if program.columns > INTERIOR_COLUMNS else program.columns)
        self.interior = options.method == "interior" or (
            options.method == "auto" and program.columns > INTERIOR_COLUMNS
        )

    def new_engine(self) -> Engine:
        """The program as it is, with nothing solved yet."""
        program = self.program
        return Engine(
            program.matrix,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            None if self.options.progress is None else lambda iterations, _: self.say(self.tier, iterations),
            left=self.options.iterations,
        )

    def say(self, tier: str, iterations: int = 0) -> None:
        """Tell the tier, its iterations and the time to whoever is listening."""
        self.tier = tier
        if self.options.progress is not None:
            self.options.progress(tier, iterations, time.monotonic() - self.begun)

    def left(self) -> float:
        """Seconds left of the time limit."""
        return self.options.time_limit - (time.monotonic() - self.begun)

    def solve(self) -> Solution:
        """Face by face from close by; if the certificate does not bear that out, from nothing; and where a tier did not
        keep its value to the end, all once more with that tier held by a row."""
        self._approach()
        close = self.near
        solution = self._pass(set())
        lost = self._lost(solution)
        if lost is not None and close:
            solution, lost = self._once_more(set(), solution, lost)
        by_row: set[str] = set()
        while lost is not None and lost not in by_row:
            by_row.add(lost)
            solution, lost = self._once_more(by_row, solution, None)
        return solution

    def _once_more(self, by_row: set[str], solution: Solution, lost: str | None) -> tuple[Solution, str | None]:
        """Another pass, from nothing, and what it lost; where it was stopped, the solution as it is and `lost`."""
        self._begin_anew(Face.of(self.program))
        try:
            again = self._pass(by_row)
        except KeyboardInterrupt:
            return solution, None
        return (again, self._lost(again)) if again.status == "optimal" else (solution, lost)

    def _pass(self, by_row: set[str]) -> Solution:
        face = Face.of(self.program)
        solution = Solution("optimal", np.zeros(self.program.columns))
        begun = self.begun if self.near else time.monotonic()
        solved = False
        for tier in self.tiers:
            self.say(tier)
            objective = self.program.objective(tier)
            if solved and not objective.costs.any():
                solution.proofs.append(self._nothing_to_do(tier, face))
                continue
            outcome = self._minimise(objective, face)
            solution.seconds[tier] = time.monotonic() - begun
            if outcome.status != "optimal" or outcome.duals is None:
                return self._stopped(solution, outcome, tier, solved)
            solved = True
            solution.x = outcome.x
            held = "row" if tier in by_row or not outcome.basis else "face"
            solution.proofs.append(self._hold(face, objective, outcome, held))
            begun = time.monotonic()
        solution.x = np.clip(solution.x, self.program.lower, self.program.upper)
        return solution

    def _approach(self) -> None:
        """Go to where all tiers at once end. What does not get there in half of the time is begun from nothing."""
        self.engine.take_as_it_is(scaled=True)
        fade = FAR_FADE if self.program.columns > INTERIOR_COLUMNS else FADE
        self.near = go_close(self.engine, self.program, self.tiers, self.options.method, self.left() / 2, fade)
        if self.engine.interrupted:
            raise KeyboardInterrupt
        if not self.near:
            self._begin_anew(Face.of(self.program))

    def _begin_anew(self, face: Face) -> None:
        """A solver that has solved nothing yet, with the bounds of a face."""
        left = self.engine.left
        self.near, self.fresh = False, True
        self.engine = self.new_engine()
        self.engine.left = left
        self.engine.bound_columns(np.arange(self.program.columns), face.lower, face.upper)
        self.engine.bound_rows(np.arange(self.program.rows), face.row_lower, face.row_upper)
        for costs, limit in face.rows.values():
            self.engine.add_row(costs, limit)

    def _minimise(self, objective: Objective, face: Face) -> Outcome:
        """Solve one tier, from close to its end; where that takes too many iterations, from nothing."""
        if self.near:
            self.engine.minimise(objective.costs)
            outcome = self.engine.solve("primal", self.left(), iterations=self.steady)
            over = self.engine.interrupted or self.engine.left <= 0 or self.left() <= 0
            if over or outcome.status == "optimal":
                return outcome
            self._begin_anew(face)
        return self._from_nothing(objective)

    def _from_nothing(self, objective: Objective) -> Outcome:
        """A large program starts anew for a tier that wants something new; the shares of a class, and the reserves, lie
        near where the tier before ended (measured there too)."""
        fresh, self.fresh = self.fresh, False
        self.engine.minimise(objective.costs)
        if self.interior and (fresh or not objective.name.startswith(("share/", "reserves"))):
            self.engine.forget_basis()
            return self.engine.solve("interior", self.left())
        return self.engine.solve("simplex" if fresh else "primal", self.left())

    def _hold(self, face: Face, objective: Objective, outcome: Outcome, held: str) -> Proof:
        """Narrow the face, or add the tier's row, here and in the solver; returns the proof."""
        assert outcome.duals is not None
        own = outcome.duals[: self.program.rows]
        row_duals = dict(zip(face.rows, outcome.duals[self.program.rows :].tolist(), strict=True))
        value = objective.of(outcome.x)
        limit = value + HELD * max(1.0 / objective.unit, abs(value))
        basis = self.engine.basis() if outcome.basis and not face.rows else None
        proof = Proof(objective.name, "optimal", own, held, limit, row_duals, basis=basis)
        if held == "row":
            face.rows[objective.name] = (objective.costs, limit)
            self.engine.add_row(objective.costs, limit)
            return proof
        reduced = face.reduced_costs(self.program, objective.costs, proof)
        gap = value - dual_bound(face, reduced, proof)[0]
        columns, rows = face.narrow(reduced, own, gap)
        self.engine.bound_columns(columns, face.lower[columns], face.upper[columns])
        self.engine.bound_rows(rows, face.row_lower[rows], face.row_upper[rows])
        return proof

    def _nothing_to_do(self, tier: str, face: Face) -> Proof:
        """A tier without costs is 0 whatever is done, and duals of 0 prove it."""
        basis = None if face.rows else self.engine.basis()
        return Proof(
            tier, "optimal", np.zeros(self.program.rows), "face", 0.0, dict.fromkeys(face.rows, 0.0), basis=basis
        )

    def _stopped(self, solution: Solution, outcome: Outcome, tier: str, solved: bool) -> Solution:
        """The outcome of a pass that a tier ended: the levels of the tiers before are still a plan."""
        if outcome.status == "feasible":
            solution.x = outcome.x
        if not solved and self.engine.interrupted and outcome.status == "stopped":
            raise KeyboardInterrupt
        if outcome.status in ("infeasible", "unbounded") and not solved:
            return Solution(outcome.status, solution.x, solution.proofs, solution.seconds)
        if not solved and outcome.status != "feasible":
            return Solution("time_limit", solution.x, solution.proofs, solution.seconds)
        solution.status = "feasible"
        solution.x = np.clip(solution.x, self.program.lower, self.program.upper)
        for rest in self.tiers[self.tiers.index(tier) :]:
            solution.proofs.append(Proof(rest, "feasible", None, "", bound=float("-inf")))
        return solution

    def _lost(self, solution: Solution) -> str | None:
        """The tier that the later ones kept least well, if the certificate finds anything wrong; else None."""
        if solution.status != "optimal":
            return None
        certificate = solution.certificate = certify(self.program, solution.proofs, solution.x)
        if certificate.gap <= TIER and (certificate.dual_residual or 0.0) <= DUAL:
            return None
        return max((tier for tier in certificate.tiers if tier.name != "calm"), key=lambda tier: tier.gap).name
