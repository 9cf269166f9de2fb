"""An entry of the record: what is to be written, and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Draft:
    """An entry that is not written yet.

    `action` is its dotted type (`claim.made`), `subject` what it is about (`pledge/usa-ad-6`, `stocks["us-stock",
    "round-155-us"]`), `valid_from` the ISO day from which it holds in the world (empty: always), `content` what it
    says, as JSON knows it.
    """

    action: str
    subject: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    valid_from: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as it is written: number from 1 without a gap, the time it was recorded (UTC, ISO), who wrote it."""

    number: int
    recorded_at: str
    author: str
    action: str
    subject: str
    valid_from: str
    content: Mapping[str, Any]

    def told(self) -> dict[str, Any]:
        """The entry as JSON shows it."""
        return dict(vars(self))
