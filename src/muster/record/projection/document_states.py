"""State machines of the kinds of document.

Goods pass through offer, pledge, commitment, allocation and shipment; request, consent, decision and meeting record
what is asked, permitted and decided. No transition closes a document that is only partly done: the rest keeps its own
lines.
"""

from __future__ import annotations

from collections.abc import Mapping

Transitions = Mapping[str, tuple[str, ...]]

_REQUEST_ENDS = ("closed short", "withdrawn", "superseded", "expired")
_PLEDGE_ENDS = ("withdrawn", "lapsed", "disputed")
_MISHAPS = ("lost", "damaged", "returned", "diverted")

TRANSITIONS: dict[str, Transitions] = {
    "request": {
        "draft": ("submitted",),
        "submitted": ("validated", "returned"),
        "validated": ("open",),
        "open": ("part met", "met", *_REQUEST_ENDS),
        "part met": ("met", *_REQUEST_ENDS),
    },
    "offer": {"offered": ("accepted", "declined", "countered", "lapsed")},
    "pledge": {
        "announced": ("registered", *_PLEDGE_ENDS),
        "registered": ("confirmed by owner", *_PLEDGE_ENDS),
        "confirmed by owner": ("part converted", "converted", *_PLEDGE_ENDS),
        "part converted": ("part converted", "converted", *_PLEDGE_ENDS),
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

INITIAL_STATE = {kind: next(iter(moves)) for kind, moves in TRANSITIONS.items()}
"""Initial state by kind of document."""

REQUIRED_FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
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
"""Required fields of a transition, by kind and target state."""

LAPSED_STATE = {
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
"""Following state of each state that lapses automatically after its `until` day."""

LASTING_UNTIL_KINDS = ("request", "pledge")
"""Kinds whose `until` applies in every state; other kinds set it with each transition."""

PROJECTED_STATES: dict[str, tuple[str, ...]] = {
    "request": ("validated", "open", "part met", "met"),
    "pledge": ("registered", "confirmed by owner", "part converted"),
    "commitment": ("active",),
}
"""States in which a document gives rows to a scenario, by kind."""


def states_of(kind: str) -> tuple[str, ...]:
    """Return all states of a kind of document, the initial state first."""
    moves = TRANSITIONS[kind]
    return tuple(dict.fromkeys((*moves, *(state for after in moves.values() for state in after))))
