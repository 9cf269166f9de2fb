"""Closed sets of words that the solver is given and answers with; each equals and formats as its string."""

from __future__ import annotations

from enum import StrEnum


class SolveMethod(StrEnum):
    """Method for a plan's tiers; AUTO chooses by the size of the program."""

    AUTO = "auto"
    SIMPLEX = "simplex"
    INTERIOR = "interior"


class SolverAlgorithm(StrEnum):
    """The algorithm of one solve of a model; the interior point method ends with crossover to a basis."""

    DUAL_SIMPLEX = "simplex"
    PRIMAL_SIMPLEX = "primal"
    INTERIOR_POINT = "interior"


class SolveStatus(StrEnum):
    """Status at the end of one solve; FEASIBLE: stopped with a solution, STOPPED: without one."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    STOPPED = "stopped"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


class SolutionStatus(StrEnum):
    """Status after all tiers; the limits: stopped before there was a solution of any tier."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    TIME_LIMIT = "time_limit"
    ITERATION_LIMIT = "limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


class TierFixing(StrEnum):
    """By what a solved tier keeps its value in the tiers after it."""

    FACE = "face"
    ROW = "row"
    NOTHING = ""
