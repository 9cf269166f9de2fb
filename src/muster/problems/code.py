"""A registered kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Code:
    """A kind of problem: `reason` and `remedy` are templates, `explanation` is the text of its documentation page.

    An error prevents a plan. A warning says that given data have no effect or cannot work. A note states an
    assumption of the plan.
    """

    code: str
    severity: Severity
    title: str
    reason: str
    remedy: str
    explanation: str
