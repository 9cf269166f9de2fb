"""Owners of the goods handed over, attributed first in, first out (FIFO).

Example: a stock receives 10 units of party A in January and 5 of party B in February. In March 12 are handed over.
The queue is (A, 10), (B, 5); the hand-over takes its front: 10 of A and 2 of B. The queue (B, 3) remains. A lane that
then moves 2 units, half arriving in April and half in May, brings 1 of B in each month.

The plan itself knows only totals within a class of marks. Here each stock is a queue of lots in order of arrival, and
every outflow takes the oldest lots. The front of a moved quantity arrives first. Among lots that arrive in the same
bucket, local supply (opening stock, receipts, output) precedes goods brought by lanes, and those that departed earlier
precede the rest. Only items whose classes hold goods of several parties are followed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.network.graph import Network
from muster.plans.levels import Levels

Lot = tuple[str, float]
"""Owner and quantity."""

OwnedHandOver = tuple[str, int, float]
"""Owner, bucket and quantity."""

ItemStock = tuple[str, str]
"""Location and key of the mark class of one item."""

ArrivalOrder = tuple[int, int]
"""Sort key of lots that arrive in the same bucket: bucket of departure, and the move that brings them."""

LOCAL_SUPPLY: ArrivalOrder = (-1, -1)


@dataclass(frozen=True)
class LotMove:
    """A move of the item between two stocks.

    `arrivals` are pairs (bucket, share) by bucket of departure. If `buyer` is set, the goods become that party's.
    """

    activity: int
    origin: ItemStock
    destination: ItemStock
    arrivals: Mapping[int, Sequence[tuple[int, float]]]
    buyer: str | None


@dataclass(frozen=True)
class _FollowedItem:
    """An item whose lots are followed: its stocks, and the moves out of each."""

    levels: Levels
    item: str
    stocks: Sequence[ItemStock]
    moves: Mapping[ItemStock, Sequence[LotMove]]


class _LotQueues:
    """Lots of one item: a queue for each stock, and the lots in transit."""

    def __init__(self, party_of: Mapping[str, str]) -> None:
        self._party_of = party_of
        self._queues: dict[ItemStock, deque[Lot]] = defaultdict(deque)
        self._arriving: dict[tuple[ItemStock, int], list[tuple[ArrivalOrder, Lot]]] = defaultdict(list)

    def schedule(self, stock: ItemStock, bucket: int, order: ArrivalOrder, lot: Lot) -> None:
        """Schedule the arrival of a lot at a stock in a bucket."""
        self._arriving[stock, bucket].append((order, lot))

    def receive(self, stock: ItemStock, bucket: int) -> None:
        """Queue all lots that arrive by the bucket, including those of a cycle within an earlier bucket."""
        due = sorted((key for key in self._arriving if key[0] == stock and key[1] <= bucket), key=lambda key: key[1])
        for key in due:
            self._queues[stock] += [lot for _, lot in sorted(self._arriving.pop(key), key=lambda arrival: arrival[0])]

    def withdraw(self, stock: ItemStock, quantity: float) -> list[Lot]:
        """Take the oldest lots; a rounding shortfall counts as the first lot's owner's, else the location's."""
        lots = _take_first(self._queues[stock], quantity)
        missing = quantity - sum(part for _, part in lots)
        if missing > 0:
            lots.append((lots[0][0] if lots else self._party_of[stock[0]], missing))
        return lots


def owners_of_hand_overs(levels: Levels) -> dict[int, list[OwnedHandOver]]:
    """Owners of every hand-over, companions included.

    Returns:
        For each activity: its parts by the party whose mark the goods bear, and bucket.
    """
    marks = levels.blueprint.stocks.marks
    owners: dict[int, list[OwnedHandOver]] = {}
    followed: dict[str, list[int]] = defaultdict(list)
    for family in ("hand", "along"):
        for activity in levels.families.get(family, []):
            item, (location, class_key) = _stock_of_hand_over(levels, activity)
            parties = marks.parties[location, item, levels.mark_class_by_key[location, item, class_key]]
            quantities = levels.of_activity(activity)
            if len(parties) == 1:
                party = next(iter(parties))
                owners[activity] = [(party, t, float(quantities[t])) for t in np.flatnonzero(quantities).tolist()]
            elif quantities.any():
                followed[item].append(activity)
    for item, activities in followed.items():
        owners |= _follow_item(_followed_item(levels, item), activities)
    return owners


def _stock_of_hand_over(levels: Levels, activity: int) -> tuple[str, ItemStock]:
    """Item and stock of a hand-over."""
    key = levels.network.activities.key[activity]
    family = levels.network.activities.family[activity]
    location = levels.location_of_request[key[0]]
    return (key[1], (location, key[2])) if family == "hand" else (key[3], (location, key[4]))


def _follow_item(followed: _FollowedItem, hand_overs: Sequence[int]) -> dict[int, list[OwnedHandOver]]:
    """Follow an item's lots bucket by bucket; return the owners of these hand-overs."""
    levels = followed.levels
    owners: dict[int, list[OwnedHandOver]] = {activity: [] for activity in hand_overs}
    by_stock: dict[ItemStock, list[int]] = defaultdict(list)
    for activity in hand_overs:
        by_stock[_stock_of_hand_over(levels, activity)[1]].append(activity)
    queues = _queues_with_supply(followed)
    for bucket in range(levels.network.calendar.count):
        for stock in _stocks_in_order(followed, bucket):
            queues.receive(stock, bucket)
            for activity in by_stock.get(stock, []):
                lots = queues.withdraw(stock, float(levels.of_activity(activity)[bucket]))
                owners[activity] += [(party, bucket, quantity) for party, quantity in _sums_by_party(lots)]
            queues.withdraw(stock, _quantity_used(followed, stock, bucket))
            for move in followed.moves.get(stock, []):
                _move_lots(queues, move, bucket, float(levels.of_activity(move.activity)[bucket]))
    return owners


def _move_lots(queues: _LotQueues, move: LotMove, bucket: int, level: float) -> None:
    """Withdraw a move's lots at its origin and schedule them at its destination."""
    lots = deque(queues.withdraw(move.origin, level))
    for arrival, share in move.arrivals.get(bucket, []):
        for party, quantity in _take_first(lots, level * share):
            queues.schedule(move.destination, arrival, (bucket, move.activity), (move.buyer or party, quantity))


def _stocks_in_order(followed: _FollowedItem, bucket: int) -> list[ItemStock]:
    """Sort the stocks so that goods moved within the bucket arrive before they are needed; a cycle is cut anywhere."""
    before: dict[ItemStock, set[ItemStock]] = {stock: set() for stock in followed.stocks}
    for stock, moves in followed.moves.items():
        for move in moves:
            same_bucket = any(arrival == bucket for arrival, _ in move.arrivals.get(bucket, []))
            level = followed.levels.of_activity(move.activity)[bucket]
            if same_bucket and move.destination != stock and level > 0:
                before[move.destination].add(stock)
    order: list[ItemStock] = []
    done: set[ItemStock] = set()
    waiting = list(followed.stocks)
    while waiting:
        ready = [stock for stock in waiting if before[stock] <= done] or waiting[:1]
        order += ready
        done.update(ready)
        waiting = [stock for stock in waiting if stock not in done]
    return order


def _followed_item(levels: Levels, item: str) -> _FollowedItem:
    """Collect the item's stocks, and the moves between them that the plan uses."""
    network, facts, marks = levels.network, levels.blueprint.facts, levels.blueprint.stocks.marks
    lanes = {(row["lane"], row["item"]): row for row in facts.rows("lanes")}
    stocks = sorted(
        (location, mark_class.key)
        for (location, moved), classes in marks.classes.items()
        if moved == item
        for mark_class in classes
    )
    moves: dict[ItemStock, list[LotMove]] = defaultdict(list)
    for activity in levels.families.get("move", []):
        lane_id, moved, origin_class = network.activities.key[activity]
        if moved != item or not levels.of_activity(activity).any():
            continue
        lane = lanes.get((lane_id, item)) or lanes[lane_id, None]
        mark_class = levels.mark_class_by_key[lane["origin"], item, origin_class]
        origin = (lane["origin"], origin_class)
        moves[origin].append(
            LotMove(
                activity=activity,
                origin=origin,
                destination=(lane["destination"], marks.class_on_arrival(lane, item, mark_class).key),
                arrivals=_arrivals_by_departure(network, lane["lead_time"]),
                buyer=facts.party_of[lane["destination"]] if lane["transfers"] else None,
            )
        )
    return _FollowedItem(levels, item, stocks, moves)


def _queues_with_supply(followed: _FollowedItem) -> _LotQueues:
    """Create the queues, with opening stock, receipts and output of operations scheduled in their buckets."""
    facts, marks = followed.levels.blueprint.facts, followed.levels.blueprint.stocks.marks
    queues = _LotQueues(facts.party_of)
    for (location, item), supply in facts.scheduled_supply.items():
        if item == followed.item:
            party = facts.party_of[location]
            stock = (location, marks.class_of(location, item, (party, True)).key)
            for bucket in np.flatnonzero(supply > 0):
                queues.schedule(stock, int(bucket), LOCAL_SUPPLY, (party, float(supply[bucket])))
    for (location, item, class_key), (given, _) in followed.levels.operation_flows.items():
        if item == followed.item:
            party = facts.party_of[location]
            for bucket in np.flatnonzero(given > 0):
                queues.schedule((location, class_key), int(bucket), LOCAL_SUPPLY, (party, float(given[bucket])))
    return queues


def _quantity_used(followed: _FollowedItem, stock: ItemStock, bucket: int) -> float:
    """Quantity that operations, investments and losses take from a stock in a bucket."""
    levels, (location, class_key) = followed.levels, stock
    supply = levels.blueprint.facts.scheduled_supply.get((location, followed.item))
    has_one_class = len(levels.blueprint.stocks.classes(location, followed.item)) == 1
    loss = max(0.0, -float(supply[bucket])) if supply is not None and has_one_class else 0.0
    flows = levels.operation_flows.get((location, followed.item, class_key))
    return loss + (float(flows[1][bucket]) if flows is not None else 0.0)


def _take_first(lots: deque[Lot], quantity: float) -> list[Lot]:
    """Take a quantity from the front of a queue of lots, or all of it if that is less."""
    first: list[Lot] = []
    while quantity > 0 and lots:
        party, available = lots.popleft()
        part = min(available, quantity)
        first.append((party, part))
        quantity -= part
        if part < available:
            lots.appendleft((party, available - part))
    return first


def _sums_by_party(lots: Sequence[Lot]) -> list[Lot]:
    sums: dict[str, float] = defaultdict(float)
    for party, quantity in lots:
        sums[party] += quantity
    return sorted(sums.items())


def _arrivals_by_departure(network: Network, lead_time: str) -> dict[int, list[tuple[int, float]]]:
    """Map each bucket of departure to its buckets of arrival, with the share that arrives in each."""
    arrivals = network.calendar.arrivals(lead_time)
    by_departure: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for source, target, share in zip(arrivals.source, arrivals.target, arrivals.share, strict=True):
        by_departure[int(source)].append((int(target), float(share)))
    return by_departure
