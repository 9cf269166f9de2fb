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
        "confirmed by owner": ("converted", *_PLEDGE),
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
}

FIRST = {kind: next(iter(moves)) for kind, moves in MOVES.items()}
"""The state that a document of a kind begins in."""

NEEDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("request", "closed short"): ("reason",),
    ("offer", "accepted"): ("quantity",),
    ("offer", "declined"): ("reason",),
    ("offer", "countered"): ("quantity", "date"),
    ("pledge", "registered"): ("source",),
    ("pledge", "converted"): ("quantity",),
    ("allocation", "reserved"): ("until",),
    ("allocation", "decided"): ("decision",),
    ("consent", "granted"): ("scope",),
    ("consent", "withheld"): ("reason",),
}
"""What has to be said with a move to a state."""

LAPSES = {
    ("offer", "offered"): "lapsed",
    ("allocation", "reserved"): "expired",
    ("consent", "granted"): "expired",
}
"""States that end by themselves after the day that was given as `until`, and what then holds."""


def states(kind: str) -> tuple[str, ...]:
    """All states of a kind of document, the first one first."""
    moves = MOVES[kind]
    return tuple(dict.fromkeys((*moves, *(state for after in moves.values() for state in after))))
