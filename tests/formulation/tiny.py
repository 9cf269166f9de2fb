"""Tiny scenarios of the golden texts.

`UNEQUAL` has buckets of 1, 1 and 3 months, so that figures per month and per bucket differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

UNEQUAL = {"buckets": "2 month, 1 quarter"}


@dataclass(frozen=True)
class Story:
    """A scenario as a story's text, its settings, and the tiers shown above the rows."""

    text: str
    settings: dict[str, Any] = field(default_factory=dict)
    tiers: tuple[str, ...] = ()
