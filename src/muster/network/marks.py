"""Marks (rule 4): the party and age of goods, kept apart only as far as a rule can still distinguish them.

Goods bear the mark (party, old or new) of where they were in stock, received or made. Two marks of an item at a
location are one **class** if no consent's holder, and no reserve at the location or further on along the lanes, tells
them apart. While a lane that transfers lies ahead, old and new stay apart, since a sale changes the party and leaves
the age.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from muster.network.facts import Facts, Row

Mark = tuple[str, bool]
"""A party, and whether the goods are old (opening stock and receipts)."""


@dataclass(frozen=True)
class MarkClass:
    """Marks of one item that no rule can distinguish any more.

    `holder` is the party if some consent names it as holder, else blank; `counts_for` are the parties whose reserves
    of the item, here or further on, count goods of the class.
    """

    holder: str
    counts_for: frozenset[str]
    old: bool | None

    @property
    def key(self) -> str:
        """A short text, unique among the classes of one item, for keys and for LP texts."""
        age = {True: "old", False: "new", None: ""}[self.old]
        parties = "+".join(sorted(map(_escape, self.counts_for)))
        return ".".join([_escape(self.holder) or "*", age, parties]).rstrip(".")


def _escape(party: str) -> str:
    """Escape the characters of a party's id that separate the parts of a class key."""
    for sign in "%.+*":
        party = party.replace(sign, f"%{ord(sign):02X}")
    return party


ItemLocation = tuple[str, str]
"""A location and an item."""

StockKey = tuple[str, str, MarkClass]
"""A stock: location, item, class."""


@dataclass
class MarkClasses:
    """Possible stocks and the classes of marks that can be in each."""

    facts: Facts
    parties: dict[StockKey, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[ItemLocation, list[MarkClass]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._holders_by_item = self._named_holders()
        self._lanes = self._lanes_from()
        marks = self._possible_marks()
        origins = self._direct_origins(marks)
        self._reserve_parties = self._reserve_parties_ahead(origins)
        self._before_transfer = _with_upstream(self._transfer_origins(marks), origins)
        for (location, item), item_marks in marks.items():
            for mark in item_marks:
                self.parties[location, item, self.class_of(location, item, mark)].add(mark[0])
        for location, item, mark_class in sorted(self.parties, key=lambda stock: (*stock[:2], stock[2].key)):
            self.classes.setdefault((location, item), []).append(mark_class)

    def class_of(self, location: str, item: str, mark: Mark) -> MarkClass:
        """The class of a mark of an item at a location."""
        party, old = mark
        holder = party if party in self._holders_by_item[item] else ""
        ahead = self._reserve_parties[location, item]
        return self._distinguishable_class(location, item, MarkClass(holder, ahead & {party} if old else ahead, old))

    def lanes_from(self, location: str, item: str) -> list[Row]:
        """The lane rows that carry an item from a location; a lane's row for the item goes before its row for all."""
        named = self._lanes.get((location, item), [])
        named_ids = {row["lane"] for row in named}
        return named + [row for row in self._lanes.get((location, None), []) if row["lane"] not in named_ids]

    def class_on_arrival(self, lane: Row, item: str, mark_class: MarkClass) -> MarkClass:
        """The class that goods have at the lane's end: the destination's party's, if the lane transfers."""
        destination = lane["destination"]
        if lane["transfers"]:
            return self.class_of(destination, item, (self.facts.party_of[destination], bool(mark_class.old)))
        return self._distinguishable_class(destination, item, mark_class)

    def _distinguishable_class(self, location: str, item: str, mark_class: MarkClass) -> MarkClass:
        """Class reduced to what rules at the location or further on can still distinguish."""
        counts_for = mark_class.counts_for & self._reserve_parties[location, item]
        return MarkClass(
            mark_class.holder, counts_for, mark_class.old if (location, item) in self._before_transfer else None
        )

    def _named_holders(self) -> dict[str, set[str]]:
        holders: dict[str, set[str]] = defaultdict(set)
        for row in self.facts.rows("consents"):
            if row["holder"] is not None:
                for item in self.facts.serving_items(row["wants"]):
                    holders[item].add(row["holder"])
        return holders

    def _lanes_from(self) -> dict[tuple[str, str | None], list[Row]]:
        lanes: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
        for row in self.facts.rows("lanes"):
            lanes[row["origin"], row["item"]].append(row)
        return lanes

    def _possible_marks(self) -> dict[ItemLocation, set[Mark]]:
        """Marks that can lie at each location, by item: follow every source of goods along the lanes."""
        waiting: list[tuple[str, str, Mark]] = []
        for location, item in self.facts.scheduled_supply:
            waiting.append((location, item, (self.facts.party_of[location], True)))
        at = {row["operation"]: row["location"] for row in self.facts.rows("operations")}
        for row in self.facts.rows("operation_items"):
            if row["quantity"] > 0:
                location = at[row["operation"]]
                waiting.append((location, row["item"], (self.facts.party_of[location], False)))
        marks: dict[ItemLocation, set[Mark]] = defaultdict(set)
        while waiting:
            location, item, mark = waiting.pop()
            if mark in marks[location, item]:
                continue
            marks[location, item].add(mark)
            for lane in self.lanes_from(location, item):
                party = self.facts.party_of[lane["destination"]] if lane["transfers"] else mark[0]
                waiting.append((lane["destination"], item, (party, mark[1])))
        return marks

    def _direct_origins(self, item_locations: Iterable[ItemLocation]) -> dict[ItemLocation, list[ItemLocation]]:
        """Origins of the lanes that lead to each (location, item)."""
        origins: dict[ItemLocation, list[ItemLocation]] = defaultdict(list)
        for location, item in item_locations:
            for lane in self.lanes_from(location, item):
                origins[lane["destination"], item].append((location, item))
        return origins

    def _transfer_origins(self, item_locations: Iterable[ItemLocation]) -> set[ItemLocation]:
        """The (location, item) pairs from which a lane that transfers starts."""
        return {
            item_location
            for item_location in item_locations
            if any(lane["transfers"] for lane in self.lanes_from(*item_location))
        }

    def _reserve_parties_ahead(
        self, origins: Mapping[ItemLocation, list[ItemLocation]]
    ) -> dict[ItemLocation, frozenset[str]]:
        """Parties whose reserves count goods at a (location, item), there or further along the lanes."""
        counted: dict[str, set[ItemLocation]] = defaultdict(set)
        for row in self.facts.rows("reserves"):
            party = row["party"] or self.facts.party_of[row["location"]]
            locations = self.facts.locations_of[party] if row["party"] else [row["location"]]
            counted[party].update((location, row["item"]) for location in locations)
        ahead: dict[ItemLocation, frozenset[str]] = defaultdict(frozenset)
        for party, item_locations in counted.items():
            for item_location in _with_upstream(item_locations, origins):
                ahead[item_location] |= {party}
        return ahead


def _with_upstream(
    item_locations: Iterable[ItemLocation], origins: Mapping[ItemLocation, list[ItemLocation]]
) -> set[ItemLocation]:
    """These (location, item) pairs and all pairs from which lanes lead to them."""
    reached: set[ItemLocation] = set()
    waiting = list(item_locations)
    while waiting:
        item_location = waiting.pop()
        if item_location not in reached:
            reached.add(item_location)
            waiting += origins.get(item_location, [])
    return reached
