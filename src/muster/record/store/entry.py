"""Entries of the record: drafts, and entries as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIGURE_PUBLISHED, FIGURE_WITHDRAWN = "figure.published", "figure.withdrawn"
"""Actions of entries about published figures."""


@dataclass(frozen=True)
class EntryDraft:
    """An entry that is not written yet.

    Attributes:
        action: Dotted type, such as `claim.made`.
        subject: Subject, such as `pledge/usa-ad-6` or `stocks["us-stock","round-155-us"]`.
        content: Fields of the entry as JSON values.
        valid_from: ISO day from which it holds in the world; empty for always.
    """

    action: str
    subject: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    valid_from: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """A written entry.

    `number` counts from 1 without gaps, `recorded_at` is an ISO time in UTC; the other fields are those of its draft.
    """

    number: int
    recorded_at: str
    author: str
    action: str
    subject: str
    valid_from: str
    content: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the entry for JSON output."""
        return dict(vars(self))
