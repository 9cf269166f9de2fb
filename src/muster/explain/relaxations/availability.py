"""Factors that open or close: consents, windows of operations, lanes and requests, and companions.

A hand-over may be closed by several consents and by its request's own window; it opens when all of them are lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from muster.explain.relaxations.capacity import Limits
from muster.explain.relaxations.relaxation import Factor, Gate, Index, Part, consent_id
from muster.network.facts import Mask
from muster.network.graph import Array

_NONE = np.zeros(0, dtype=np.int64)


def gates(limits: Limits) -> Iterator[Factor]:
    """All of them."""
    yield from _consents(limits)
    yield from _unruled(limits)
    yield from _request_windows(limits)
    yield from _operation_windows(limits)
    yield from _lane_windows(limits)
    yield from _companions(limits)


def _columns(limits: Limits, activity: int, mask: Mask, opened: Array) -> tuple[Index, Index, Array]:
    """The columns of an activity in the buckets of a mask, with their buckets and their upper bounds when open."""
    part = limits.program.column(activity)
    chosen = np.flatnonzero(mask)
    places = np.arange(part.start, part.stop)[chosen]
    return places, limits.buckets[chosen], (opened / limits.program.column_scale[part])[chosen]


def _gate(found: list[tuple[Index, Index, Array]]) -> Gate | None:
    columns = np.concatenate([_NONE, *(one[0] for one in found)])
    if not len(columns):
        return None
    buckets = np.concatenate([one[1] for one in found])
    return Gate(columns, buckets, np.concatenate([one[2] for one in found]))


def _consents(limits: Limits) -> Iterator[Factor]:
    endless = np.full(len(limits.buckets), np.inf)
    for rule in limits.blueprint.consents.rules:
        parts = tuple(_ceiling(limits, *ceiling) for ceiling in rule.ceilings)
        gate = _gate([_columns(limits, hand, ~rule.open, endless) for hand, _ratio in rule.bound])
        party, holder = rule.key[0], rule.key[3]
        yield Factor("consent", consent_id(*rule.key), "consents", party, parts, gate, holder or None)


def _ceiling(limits: Limits, balance: int, first: int, last: int) -> Part:
    """A limit on what is handed over in a period; it stands in the bucket in which the period begins."""
    part = limits.above(balance, np.ones(1))
    rules = [rule for rule in limits.blueprint.consents.rules if (balance, first, last) in rule.ceilings]
    begin = rules[0].periods[first].begin
    bucket = limits.network.calendar.of_base[begin]
    return Part(part.side, part.places, np.array([bucket]), part.one, part.size, part.lifted)


def _unruled(limits: Limits) -> Iterator[Factor]:
    """Hand-overs of which no consent speaks, where silence means no: it is for the mark's own party to grant."""
    endless = np.full(len(limits.buckets), np.inf)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for hand, recipient, item in limits.blueprint.consents.unruled:
        groups[item, recipient].append(hand)
    for (item, recipient), hands in sorted(groups.items()):
        gate = _gate([_columns(limits, hand, np.ones(len(limits.buckets), dtype=bool), endless) for hand in hands])
        parties = sorted({party for hand in hands for party in _owners(limits, hand, item)})
        party = parties[0] if len(parties) == 1 else None
        yield Factor("consent", f"{'+'.join(parties)}/{item}/{recipient}", "consents", party, (), gate)


def _owners(limits: Limits, hand: int, item: str) -> set[str]:
    """The parties whose goods a hand-over may give."""
    request, _item, mark_class = limits.network.activities.key[hand][0], item, limits.network.activities.key[hand][-1]
    location = next(want.location for want in limits.blueprint.wants if want.request == request)
    marks = limits.blueprint.stocks.marks
    return {
        party
        for place, parties in marks.parties.items()
        if place[:2] == (location, item) and place[2].key == mark_class
        for party in parties
    }


def _request_windows(limits: Limits) -> Iterator[Factor]:
    endless = np.full(len(limits.buckets), np.inf)
    handing: dict[str, list[int]] = defaultdict(list)
    for family in ("hand", "along"):
        for activity in limits.network.activities.of(family):
            handing[limits.network.activities.key[activity][0]].append(activity)
    for want in limits.blueprint.wants:
        if want.open.all():
            continue
        gate = _gate([_columns(limits, activity, ~want.open, endless) for activity in handing[want.request]])
        yield Factor("window", want.request, "requests", want.party, (), gate)


def _operation_windows(limits: Limits) -> Iterator[Factor]:
    facts, calendar = limits.facts, limits.network.calendar
    for row in facts.rows("operations"):
        available = facts.within(row["available_from"], row["available_until"])
        shut = available < limits.lengths
        run = limits.network.find("run", (row["operation"],))
        if run is None or not shut.any():
            continue
        whole = np.inf if row["maximum"] is None else row["maximum"]
        opened = whole * limits.lengths
        useful = calendar.arrivals(row["lead_time"]).inside > 0
        gate = _gate([_columns(limits, run, shut & useful & (available == 0), opened)])
        part = limits.program.column(run)
        partly = np.flatnonzero(shut & (available > 0) & np.isfinite(limits.program.upper[part]))
        parts: tuple[Part, ...] = ()
        if len(partly):
            scale = limits.program.column_scale[part][partly]
            nothing = np.zeros(len(partly))
            places = np.arange(part.start, part.stop)[partly]
            parts = (Part("column", places, limits.buckets[partly], nothing, nothing, opened[partly] / scale),)
        yield Factor("window", row["operation"], "operations", facts.party_of[row["location"]], parts, gate)


def _lane_windows(limits: Limits) -> Iterator[Factor]:
    """A lane's own dates, and with them its capacity in the buckets in which it is shut."""
    facts, calendar = limits.facts, limits.network.calendar
    moves: dict[str, list[int]] = defaultdict(list)
    for activity in limits.network.activities.of("move"):
        moves[limits.network.activities.key[activity][0]].append(activity)
    limited = [place for family in ("lane", "window") for place in limits.network.balances.of(family)]
    for lane, rows in sorted(facts.grouped("lanes", "lane").items()):
        if all(row["available_from"] is None and row["available_until"] is None for row in rows):
            continue
        useful = calendar.arrivals(rows[0]["lead_time"]).inside > 0
        endless = np.full(len(limits.buckets), np.inf)
        shut = []
        for move in moves[lane]:
            upper = limits.program.upper[limits.program.column(move)]
            shut.append(_columns(limits, move, (upper == 0) & useful, endless))
        gate = _gate(shut)
        capacity = next((row["capacity"] for row in rows if row["capacity"] is not None), None)
        parts = []
        for place in limited if capacity is not None else []:
            if limits.network.balances.key[place][0] == lane:
                part = limits.above(place, limits.lengths)
                nothing = np.zeros(len(part.places))
                full = float(capacity or 0.0) * limits.lengths / limits.program.row_scale[part.places]
                parts.append(Part("above", part.places, part.buckets, nothing, nothing, full))
        if gate is not None or parts:
            yield Factor("window", lane, "lanes", facts.party_of[rows[0]["origin"]], tuple(parts), gate)


def _companions(limits: Limits) -> Iterator[Factor]:
    """What has to go along: lifted, hand-overs may go without it."""
    rows: dict[str, list[Part]] = defaultdict(list)
    for place in limits.network.balances.of("companion"):
        _request, item, needs = limits.network.balances.key[place]
        part = limits.program.row(place)
        nothing = np.zeros(part.stop - part.start)
        places = np.arange(part.start, part.stop)
        rows[f"{item}/{needs}"].append(
            Part("below", places, limits.buckets, nothing, nothing, np.full(len(places), np.inf))
        )
    for name, parts in sorted(rows.items()):
        yield Factor("companion", name, "companions", None, tuple(parts))
