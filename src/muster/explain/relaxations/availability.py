"""Relaxations of what opens or closes: consents, windows of operations, lanes and requests, and companions.

A hand-over may be closed by several consents and by its request's own window; it opens when all of them are lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from muster.explain.relaxations.bound_sets import BoundSetBuilder
from muster.explain.relaxations.relaxation import BoundSet, BoundSide, ClosedColumns, Relaxation, consent_id
from muster.network.facts import Mask
from muster.network.graph import Array

_NONE = np.zeros(0, dtype=np.int64)


def availability_relaxations(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """All of them."""
    yield from _consents(builder)
    yield from _missing_consents(builder)
    yield from _request_windows(builder)
    yield from _operation_windows(builder)
    yield from _lane_windows(builder)
    yield from _companions(builder)


def _closed_columns(builder: BoundSetBuilder, activity: int, mask: Mask, open_upper: Array) -> ClosedColumns:
    """The columns of an activity in the buckets of a mask; upper bounds when open are given in its units."""
    columns = builder.program.columns_of(activity)
    chosen = np.flatnonzero(mask)
    scaled = open_upper / builder.program.column_scale[columns]
    return ClosedColumns(np.arange(columns.start, columns.stop)[chosen], builder.buckets[chosen], scaled[chosen])


def _joined(members: list[ClosedColumns]) -> ClosedColumns | None:
    indices = np.concatenate([_NONE, *(member.indices for member in members)])
    if not len(indices):
        return None
    buckets = np.concatenate([member.buckets for member in members])
    return ClosedColumns(indices, buckets, np.concatenate([member.open_upper for member in members]))


def _consents(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    unlimited = np.full(len(builder.buckets), np.inf)
    for rule in builder.blueprint.consents.rules:
        party, _wants, _recipient, holder = rule.key
        closed = [_closed_columns(builder, activity, ~rule.open, unlimited) for activity, _ratio in rule.hand_overs]
        yield Relaxation(
            kind="consent",
            id=consent_id(*rule.key),
            table="consents",
            row_keys=(rule.key,),
            party=party,
            bound_sets=tuple(_ceiling(builder, *ceiling) for ceiling in rule.ceilings),
            closed_columns=_joined(closed),
            holder=holder or None,
        )


def _ceiling(builder: BoundSetBuilder, balance: int, first: int, last: int) -> BoundSet:
    """A limit on what is handed over in a period; its bucket is the one in which the period begins."""
    rules = [rule for rule in builder.blueprint.consents.rules if (balance, first, last) in rule.ceilings]
    begin = rules[0].periods[first].begin
    bucket = builder.network.calendar.bucket_of_base[begin]
    return replace(builder.row_upper(balance, np.ones(1)), buckets=np.array([bucket]))


def _missing_consents(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """Hand-overs of which no consent speaks, where silence means no: it is for the mark's own party to grant."""
    always, unlimited = np.ones(len(builder.buckets), dtype=bool), np.full(len(builder.buckets), np.inf)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for activity, recipient, item in builder.blueprint.consents.unruled:
        groups[item, recipient].append(activity)
    for (item, recipient), activities in sorted(groups.items()):
        closed = [_closed_columns(builder, activity, always, unlimited) for activity in activities]
        parties = sorted({party for activity in activities for party in _owners(builder, activity, item)})
        yield Relaxation(
            kind="consent",
            id=f"{'+'.join(parties)}/{item}/{recipient}",
            table="consents",
            row_keys=tuple((party, item, recipient, "") for party in parties),
            party=parties[0] if len(parties) == 1 else None,
            closed_columns=_joined(closed),
        )


def _owners(builder: BoundSetBuilder, activity: int, item: str) -> set[str]:
    """The parties whose goods a hand-over may give."""
    key = builder.network.activities.key[activity]
    request, mark_class = key[0], key[-1]
    location = next(demand.location for demand in builder.blueprint.demands if demand.request == request)
    return {
        party
        for stock, parties in builder.blueprint.stocks.marks.parties.items()
        if stock[:2] == (location, item) and stock[2].key == mark_class
        for party in parties
    }


def _window(
    table: str, id: str, party: str | None, closed: ClosedColumns | None, bound_sets: tuple[BoundSet, ...] = ()
) -> Relaxation:
    return Relaxation(
        kind="window",
        id=id,
        table=table,
        row_keys=((id,),),
        party=party,
        bound_sets=bound_sets,
        closed_columns=closed,
    )


def _request_windows(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    network, unlimited = builder.network, np.full(len(builder.buckets), np.inf)
    hand_overs: dict[str, list[int]] = defaultdict(list)
    for family in ("hand", "along"):
        for activity in network.activities.family_members(family):
            hand_overs[network.activities.key[activity][0]].append(activity)
    for demand in builder.blueprint.demands:
        if not demand.open.all():
            activities = hand_overs[demand.request]
            closed = [_closed_columns(builder, activity, ~demand.open, unlimited) for activity in activities]
            yield _window("requests", demand.request, demand.party, _joined(closed))


def _operation_windows(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    facts, calendar, program = builder.facts, builder.network.calendar, builder.program
    for row in facts.rows("operations"):
        available = facts.lengths_within(row["available_from"], row["available_until"])
        is_shut = available < builder.lengths
        run = builder.network.find("run", (row["operation"],))
        if run is None or not is_shut.any():
            continue
        maximum = np.inf if row["maximum"] is None else row["maximum"]
        open_upper = maximum * builder.lengths
        is_useful = calendar.arrivals(row["lead_time"]).arriving_share > 0
        closed = _closed_columns(builder, run, is_shut & is_useful & (available == 0), open_upper)
        columns = program.columns_of(run)
        partly = np.flatnonzero(is_shut & (available > 0) & np.isfinite(program.upper[columns]))
        bound_sets: tuple[BoundSet, ...] = ()
        if len(partly):
            bound_set = BoundSet(
                side=BoundSide.COLUMN_UPPER,
                indices=np.arange(columns.start, columns.stop)[partly],
                buckets=builder.buckets[partly],
                unit_shift=np.zeros(len(partly)),
                size=np.zeros(len(partly)),
                lifted_bounds=open_upper[partly] / program.column_scale[columns][partly],
            )
            bound_sets = (bound_set,)
        party = facts.party_of[row["location"]]
        yield _window("operations", row["operation"], party, _joined([closed]), bound_sets)


def _lane_windows(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """A lane's own dates, and with them its capacity in the buckets in which it is shut."""
    facts, network, program = builder.facts, builder.network, builder.program
    unlimited = np.full(len(builder.buckets), np.inf)
    moves: dict[str, list[int]] = defaultdict(list)
    for activity in network.activities.family_members("move"):
        moves[network.activities.key[activity][0]].append(activity)
    limits = [balance for family in ("lane", "window") for balance in network.balances.family_members(family)]
    for lane, rows in sorted(facts.rows_by("lanes", "lane").items()):
        if all(row["available_from"] is None and row["available_until"] is None for row in rows):
            continue
        is_useful = network.calendar.arrivals(rows[0]["lead_time"]).arriving_share > 0
        members = []
        for move in moves[lane]:
            is_shut = program.upper[program.columns_of(move)] == 0
            members.append(_closed_columns(builder, move, is_shut & is_useful, unlimited))
        closed = _joined(members)
        capacity = next((row["capacity"] for row in rows if row["capacity"] is not None), None)
        bound_sets = [
            _lane_capacity(builder, balance, float(capacity or 0.0))
            for balance in (limits if capacity is not None else [])
            if network.balances.key[balance][0] == lane
        ]
        if closed is not None or bound_sets:
            yield _window("lanes", lane, facts.party_of[rows[0]["origin"]], closed, tuple(bound_sets))


def _lane_capacity(builder: BoundSetBuilder, balance: int, capacity: float) -> BoundSet:
    """A limit that can only be lifted, to the capacity in full."""
    bound_set = builder.row_upper(balance, builder.lengths)
    nothing = np.zeros(len(bound_set.indices))
    full = capacity * builder.lengths / builder.program.row_scale[bound_set.indices]
    return replace(bound_set, unit_shift=nothing, size=nothing, lifted_bounds=full)


def _companions(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """Relaxations of companions: without them, hand-overs need nothing to go along."""
    bound_sets: dict[tuple[str, str], list[BoundSet]] = defaultdict(list)
    for balance in builder.network.balances.family_members("companion"):
        _request, item, needs = builder.network.balances.key[balance]
        rows = builder.program.rows_of(balance)
        indices = np.arange(rows.start, rows.stop)
        bound_set = BoundSet(
            side=BoundSide.ROW_LOWER,
            indices=indices,
            buckets=builder.buckets,
            unit_shift=np.zeros(len(indices)),
            size=np.zeros(len(indices)),
            lifted_bounds=np.full(len(indices), np.inf),
        )
        bound_sets[item, needs].append(bound_set)
    by_id = {"/".join(key): (key, members) for key, members in bound_sets.items()}
    for name, (key, members) in sorted(by_id.items()):
        yield Relaxation(
            kind="companion", id=name, table="companions", row_keys=(key,), party=None, bound_sets=tuple(members)
        )
