"""Marks (rule 4): whose goods they are and whether they are old, kept apart only where a rule can still tell.

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
    """Marks of one item that nothing can tell apart any more.

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
        parties = "+".join(sorted(map(_plain, self.counts_for)))
        return ".".join([_plain(self.holder) or "*", age, parties]).rstrip(".")


def _plain(party: str) -> str:
    """A party's id without the signs that a class's key is put together with."""
    for sign in "%.+*":
        party = party.replace(sign, f"%{ord(sign):02X}")
    return party


Spot = tuple[str, str]
"""A location and an item."""

Place = tuple[str, str, MarkClass]
"""A stock: location, item, class."""


@dataclass
class Marks:
    """Which stocks there can be, and which parties' goods may be in each."""

    facts: Facts
    parties: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[Spot, list[MarkClass]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._holders = self._named_holders()
        self._lanes = self._lanes_from()
        marks = self._spread()
        before = self._before(marks)
        self._reserves = self._reserves_ahead(before)
        self._sold = _with_all_before(self._sales(marks), before)
        for (location, item), found in marks.items():
            for mark in found:
                self.parties[location, item, self.of(location, item, mark)].add(mark[0])
        for location, item, mark_class in sorted(self.parties, key=lambda place: (*place[:2], place[2].key)):
            self.classes.setdefault((location, item), []).append(mark_class)

    def of(self, location: str, item: str, mark: Mark) -> MarkClass:
        """The class of a mark of an item at a location."""
        party, old = mark
        holder = party if party in self._holders[item] else ""
        ahead = self._reserves[location, item]
        return self._told(location, item, MarkClass(holder, ahead & {party} if old else ahead, old))

    def lanes_from(self, location: str, item: str) -> list[Row]:
        """The lane rows that carry an item from a location; a lane's row for the item goes before its row for all."""
        named = self._lanes.get((location, item), [])
        own = {row["lane"] for row in named}
        return named + [row for row in self._lanes.get((location, None), []) if row["lane"] not in own]

    def arriving(self, lane: Row, item: str, mark_class: MarkClass) -> MarkClass:
        """The class that goods have at the lane's end: the destination's party's, if the lane transfers."""
        destination = lane["destination"]
        if lane["transfers"]:
            return self.of(destination, item, (self.facts.party_of[destination], bool(mark_class.old)))
        return self._told(destination, item, mark_class)

    def _told(self, location: str, item: str, mark_class: MarkClass) -> MarkClass:
        """What of a class can still be told at a location."""
        counts_for = mark_class.counts_for & self._reserves[location, item]
        return MarkClass(mark_class.holder, counts_for, mark_class.old if (location, item) in self._sold else None)

    def _named_holders(self) -> dict[str, set[str]]:
        holders: dict[str, set[str]] = defaultdict(set)
        for row in self.facts.rows("consents"):
            if row["holder"] is not None:
                for item in self.facts.choices(row["wants"]):
                    holders[item].add(row["holder"])
        return holders

    def _lanes_from(self) -> dict[tuple[str, str | None], list[Row]]:
        lanes: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
        for row in self.facts.rows("lanes"):
            lanes[row["origin"], row["item"]].append(row)
        return lanes

    def _spread(self) -> dict[Spot, set[Mark]]:
        """The marks that can lie at each location, by item: every source of goods followed along the lanes."""
        waiting: list[tuple[str, str, Mark]] = []
        for location, item in self.facts.arriving:
            waiting.append((location, item, (self.facts.party_of[location], True)))
        at = {row["operation"]: row["location"] for row in self.facts.rows("operations")}
        for row in self.facts.rows("operation_items"):
            if row["quantity"] > 0:
                location = at[row["operation"]]
                waiting.append((location, row["item"], (self.facts.party_of[location], False)))
        marks: dict[Spot, set[Mark]] = defaultdict(set)
        while waiting:
            location, item, mark = waiting.pop()
            if mark in marks[location, item]:
                continue
            marks[location, item].add(mark)
            for lane in self.lanes_from(location, item):
                party = self.facts.party_of[lane["destination"]] if lane["transfers"] else mark[0]
                waiting.append((lane["destination"], item, (party, mark[1])))
        return marks

    def _before(self, spots: Iterable[Spot]) -> dict[Spot, list[Spot]]:
        """From where a lane leads to each spot."""
        before: dict[Spot, list[Spot]] = defaultdict(list)
        for location, item in spots:
            for lane in self.lanes_from(location, item):
                before[lane["destination"], item].append((location, item))
        return before

    def _sales(self, spots: Iterable[Spot]) -> set[Spot]:
        """Where a lane that transfers begins."""
        return {spot for spot in spots if any(lane["transfers"] for lane in self.lanes_from(*spot))}

    def _reserves_ahead(self, before: Mapping[Spot, list[Spot]]) -> dict[Spot, frozenset[str]]:
        """The parties with a reserve that goods at a spot lie in, or can still come to."""
        kept: dict[str, set[Spot]] = defaultdict(set)
        for row in self.facts.rows("reserves"):
            party = row["party"] or self.facts.party_of[row["location"]]
            places = self.facts.locations_of[party] if row["party"] else [row["location"]]
            kept[party].update((location, row["item"]) for location in places)
        ahead: dict[Spot, frozenset[str]] = defaultdict(frozenset)
        for party, spots in kept.items():
            for spot in _with_all_before(spots, before):
                ahead[spot] |= {party}
        return ahead


def _with_all_before(spots: Iterable[Spot], before: Mapping[Spot, list[Spot]]) -> set[Spot]:
    """Spots with every spot from which lanes lead to them."""
    found: set[Spot] = set()
    waiting = list(spots)
    while waiting:
        spot = waiting.pop()
        if spot not in found:
            found.add(spot)
            waiting += before.get(spot, [])
    return found
