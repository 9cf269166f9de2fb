"""A registered kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Code:
    """A kind of problem: `reason` and `remedy` are templates, `explanation` is the text of its page.

    An error leaves the scenario without a plan; a warning says that something given has no effect or cannot
    work; a note tells what the plan takes for granted.
    """

    code: str
    severity: Severity
    title: str
    reason: str
    remedy: str
    explanation: str
