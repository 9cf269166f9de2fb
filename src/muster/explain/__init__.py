"""Explaining: what holds requests back, proved; where their goods come from; what would free them, and who can."""

from muster.explain.pipeline import asked, explain
from muster.explain.results import Explanation

__all__ = ["Explanation", "asked", "explain"]
