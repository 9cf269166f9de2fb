"""Why a program is solved cold although a warm start was asked for."""

from __future__ import annotations

from enum import StrEnum


class ColdStartReason(StrEnum):
    """The reason why a warm start was impossible or was given up."""

    NOT_REQUESTED = "no warm start was asked for"
    NO_REFERENCE = "no solved program to start from"
    INTEGER_COLUMNS = "whole numbers are planned"
    TIER_FIXED_BY_ROW = "a tier is held by an objective row, not by its optimal face"
    DIFFERENT_STRUCTURE = "other columns or rows"
    DIFFERENT_TIERS = "other tiers"
    MODEL_REJECTED = "a coefficient is beyond what the solver can hold"
    OPTIMUM_NOT_REACHED = "no optimum within the iteration limit"
    FARTHER_THAN_FAILURE = "at least as far as a program that was not reached"
    TIER_NOT_OPTIMAL = "a tier did not end optimal"
    TIER_LOST = "a later tier cost an earlier one its optimum"
    NOT_CERTIFIED = "the certificate does not prove the result"
