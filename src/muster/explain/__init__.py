"""Explaining: what holds requests back, proved; where their goods come from; what would free them, and who can."""

from muster.explain.explanation import Explanation
from muster.explain.pipeline import explain, requests_matching

__all__ = ["Explanation", "explain", "requests_matching"]
