"""Marks (rule 4): whose goods they are and whether they are old, kept apart only where a rule can tell.

Goods bear the mark (party, old or new) of where they were in stock, received or made. Two marks of an item are one
**class** if no consent's holder and no reserve tells them apart. Where a lane that transfers carries the item, old and
new stay apart, since a sale changes the party and leaves the age.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from muster.network.facts import Facts, Row

Mark = tuple[str, bool]
"""A party, and whether the goods are old (opening stock and receipts)."""


@dataclass(frozen=True)
class MarkClass:
    """Marks of one item that nothing tells apart.

    `holder` is the party if some consent names it as holder, else blank; `counts_for` are the parties whose reserves
    of the item count goods of the class that lie at their locations.
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


Place = tuple[str, str, MarkClass]
"""A stock: location, item, class."""


@dataclass
class Marks:
    """Which stocks there can be, and which parties' goods may be in each."""

    facts: Facts
    parties: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[tuple[str, str], list[MarkClass]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._holders = self._named_holders()
        self._reserves = self._reserve_parties()
        self._sold = {row["item"] for row in self.facts.rows("lanes") if row["transfers"]}
        self._lanes = self._lanes_from()
        self._spread()

    def of(self, item: str, mark: Mark) -> MarkClass:
        """The class of a mark of an item."""
        party, old = mark
        holder = party if party in self._holders[item] else ""
        reserves = self._reserves[item]
        counts_for = reserves & {party} if old else reserves
        keep_age = item in self._sold or None in self._sold
        return MarkClass(holder, frozenset(counts_for), old if keep_age else None)

    def lanes_from(self, location: str, item: str) -> list[Row]:
        """The lane rows that carry an item from a location; a lane's row for the item goes before its row for all."""
        named = self._lanes.get((location, item), [])
        own = {row["lane"] for row in named}
        return named + [row for row in self._lanes.get((location, None), []) if row["lane"] not in own]

    def arriving(self, lane: Row, item: str, mark_class: MarkClass) -> MarkClass:
        """The class that goods have at the lane's end: the destination's party's, if the lane transfers."""
        if not lane["transfers"]:
            return mark_class
        return self.of(item, (self.facts.party_of[lane["destination"]], bool(mark_class.old)))

    def _named_holders(self) -> dict[str, set[str]]:
        holders: dict[str, set[str]] = defaultdict(set)
        for row in self.facts.rows("consents"):
            if row["holder"] is not None:
                for item in self.facts.choices(row["wants"]):
                    holders[item].add(row["holder"])
        return holders

    def _reserve_parties(self) -> dict[str, frozenset[str]]:
        parties: dict[str, set[str]] = defaultdict(set)
        for row in self.facts.rows("reserves"):
            parties[row["item"]].add(row["party"] or self.facts.party_of[row["location"]])
        return defaultdict(frozenset, {item: frozenset(found) for item, found in parties.items()})

    def _lanes_from(self) -> dict[tuple[str, str | None], list[Row]]:
        lanes: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
        for row in self.facts.rows("lanes"):
            lanes[row["origin"], row["item"]].append(row)
        return lanes

    def _spread(self) -> None:
        """Follow every source of goods along the lanes; afterwards `classes` lists what can lie where."""
        waiting: list[tuple[str, str, Mark]] = []
        seen: set[tuple[str, str, Mark]] = set()
        for location, item in self.facts.arriving:
            waiting.append((location, item, (self.facts.party_of[location], True)))
        at = {row["operation"]: row["location"] for row in self.facts.rows("operations")}
        for row in self.facts.rows("operation_items"):
            if row["quantity"] > 0:
                location = at[row["operation"]]
                waiting.append((location, row["item"], (self.facts.party_of[location], False)))
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen.add(state)
            location, item, mark = state
            self.parties[location, item, self.of(item, mark)].add(mark[0])
            for lane in self.lanes_from(location, item):
                party = self.facts.party_of[lane["destination"]] if lane["transfers"] else mark[0]
                waiting.append((lane["destination"], item, (party, mark[1])))
        for location, item, mark_class in sorted(self.parties, key=lambda place: (*place[:2], place[2].key)):
            self.classes.setdefault((location, item), []).append(mark_class)
