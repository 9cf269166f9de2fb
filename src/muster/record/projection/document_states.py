"""The states of documents, and from which state to which they may move.

Each document is one step of the ladder offer, pledge, commitment, allocation, shipment, confirmed, or what is asked,
permitted and decided. A move never closes what is only partly done: what remains has lines of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

Moves = Mapping[str, tuple[str, ...]]

_OPEN = ("closed short", "withdrawn", "superseded", "expired")
_PLEDGE = ("withdrawn", "lapsed", "disputed")
_MISHAPS = ("lost", "damaged", "returned", "diverted")

MOVES: dict[str, Moves] = {
    "request": {
        "draft": ("submitted",),
        "submitted": ("validated", "returned"),
        "validated": ("open",),
        "open": ("part met", "met", *_OPEN),
        "part met": ("met", *_OPEN),
    },
    "offer": {"offered": ("accepted", "declined", "countered", "lapsed")},
    "pledge": {
        "announced": ("registered", *_PLEDGE),
        "registered": ("confirmed by owner", *_PLEDGE),
        "confirmed by owner": ("part converted", "converted", *_PLEDGE),
        "part converted": ("part converted", "converted", *_PLEDGE),
    },
    "commitment": {
        "draft": ("signed",),
        "signed": ("active",),
        "active": ("fulfilled", "amended", "terminated"),
    },
    "allocation": {
        "proposed": ("reserved", "revoked"),
        "reserved": ("decided", "expired", "revoked"),
        "decided": ("in execution", "revoked"),
        "in execution": ("completed", "revoked"),
    },
    "consent": {
        "needed": ("requested",),
        "requested": ("granted", "withheld"),
        "granted": ("expired", "revoked"),
    },
    "shipment": {
        "planned": ("packed",),
        "packed": ("dispatched",),
        "dispatched": ("at node", "handed over", *_MISHAPS),
        "at node": ("handed over", *_MISHAPS),
        "handed over": ("receipt confirmed", *_MISHAPS),
    },
    "decision": {
        "drafted": ("tabled",),
        "tabled": ("taken", "deferred", "rejected"),
        "deferred": ("tabled",),
        "taken": ("implemented", "overdue", "reversed"),
        "overdue": ("implemented", "reversed"),
    },
    "meeting": {"planned": ("held", "cancelled")},
}

FIRST = {kind: next(iter(moves)) for kind, moves in MOVES.items()}
"""The state that a document of a kind begins in."""

NEEDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("request", "closed short"): ("reason",),
    ("request", "superseded"): ("successor",),
    ("offer", "accepted"): ("quantity",),
    ("offer", "declined"): ("reason",),
    ("offer", "countered"): ("quantity", "date"),
    ("pledge", "registered"): ("source",),
    ("pledge", "part converted"): ("quantity", "commitment"),
    ("pledge", "converted"): ("quantity", "commitment"),
    ("commitment", "amended"): ("successor",),
    ("allocation", "reserved"): ("until",),
    ("allocation", "decided"): ("decision",),
    ("consent", "granted"): ("scope",),
    ("consent", "withheld"): ("reason",),
    ("decision", "tabled"): ("meeting",),
    ("decision", "taken"): ("meeting",),
    ("meeting", "held"): ("participants",),
}
"""What has to be said with a move to a state."""

LAPSES = {
    ("request", "open"): "expired",
    ("request", "part met"): "expired",
    ("offer", "offered"): "lapsed",
    ("pledge", "announced"): "lapsed",
    ("pledge", "registered"): "lapsed",
    ("pledge", "confirmed by owner"): "lapsed",
    ("pledge", "part converted"): "lapsed",
    ("allocation", "reserved"): "expired",
    ("consent", "granted"): "expired",
    ("decision", "taken"): "overdue",
}
"""States that end by themselves after the day that was given as `until`, and what then holds."""

LASTING = ("request", "pledge")
"""Kinds of which `until` is said once, for whatever state they are in; others say it with the move to a state."""


def states(kind: str) -> tuple[str, ...]:
    """All states of a kind of document, the first one first."""
    moves = MOVES[kind]
    return tuple(dict.fromkeys((*moves, *(state for after in moves.values() for state in after))))
