"""What of one item or family lies, arrives, leaves and is handed over at each place over the whole plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from muster.network.facts import Facts
from muster.report.plan_view import Reading

Node = tuple[str, str]
"""A location, or a party that goods are handed over to: ("location", id) or ("party", id)."""

_Parts = dict[tuple[str, ...], float]
_NOTHING = 1e-9
_RATIOS = {"wants": pl.String, "item": pl.String, "ratio": pl.Float64}


@dataclass(frozen=True)
class Place:
    """One location, in units of what is wanted.

    before + arrived + made = sent + handed + left: `made` is what operations give there less what they take.
    """

    before: float
    arrived: float
    sent: float
    handed: float
    left: float

    @property
    def made(self) -> float:
        """By the balance of the rest, since a plan's tables do not say which member of a family is taken."""
        return self.sent + self.handed + self.left - self.before - self.arrived


@dataclass(frozen=True)
class Flow:
    """One item or family: places by location, moves between them by what leaves, hand-overs to parties."""

    wants: str
    places: dict[str, Place]
    moved: dict[tuple[str, str], float]
    handed: dict[tuple[str, str], float]

    @property
    def total(self) -> float:
        """All that is handed over."""
        return sum(self.handed.values())

    def links(self) -> dict[tuple[Node, Node], float]:
        """Moves and hand-overs as drawn: a place that only hands over, to one party, is drawn as that party."""
        parties: dict[str, set[str]] = {}
        for location, party in self.handed:
            parties.setdefault(location, set()).add(party)
        sending, reached = {origin for origin, _ in self.moved}, {destination for _, destination in self.moved}
        stands_for: dict[str, Node] = {
            location: ("party", next(iter(found)))
            for location, found in parties.items()
            if len(found) == 1 and location not in sending and location in reached
            if self.places[location].before <= _NOTHING and self.places[location].made <= _small(self)
        }
        links: dict[tuple[Node, Node], float] = {}
        for (origin, destination), quantity in self.moved.items():
            pair = ("location", origin), stands_for.get(destination, ("location", destination))
            links[pair] = links.get(pair, 0.0) + quantity
        for (location, party), quantity in self.handed.items():
            if location not in stands_for:
                links[("location", location), ("party", party)] = quantity
        return links


def _small(flow: Flow) -> float:
    return 1e-6 * max(1.0, flow.total)


class Sums:
    """The plan's moves, hand-overs and stocks, added up once for all that is asked about."""

    def __init__(self, reading: Reading, asked: Iterable[str]) -> None:
        facts = Facts(reading.scenario)
        self.facts = facts
        ratios = [(wants, item, ratio) for wants in set(asked) for item, ratio in facts.choices(wants).items()]
        self.ratios = pl.DataFrame(ratios, schema=_RATIOS, orient="row")
        lanes = (
            reading.given("lanes")
            .select("lane", "origin", "destination", "lead_time")
            .unique("lane", keep="first", maintain_order=True)
        )
        inside = _inside(reading, lanes["lead_time"].unique(maintain_order=True).to_list())
        moves = reading.table("moves").join(lanes, on="lane", how="inner").join(inside, on=["lead_time", "bucket"])
        moves = moves.with_columns(arrived=pl.col("quantity") * pl.col("inside"))
        recipients = reading.given("requests").select("request", recipient="party")
        handed = reading.table("handed_over").join(recipients, on="request", how="left")
        stocks = reading.table("stocks").filter(pl.col("bucket") == reading.calendar.first_days[-1])
        there = [
            {"location": location, "item": item, "quantity": float(amounts.sum())}
            for (location, item), amounts in facts.arriving.items()
        ]
        before = pl.DataFrame(there, schema={"location": pl.String, "item": pl.String, "quantity": pl.Float64})
        self.moved = self._sums(moves, "origin", "destination")
        self.sent = self._sums(moves, "origin")
        self.arrived = self._sums(moves, "destination", value="arrived")
        self.handed = self._sums(handed, "location", "recipient")
        self.given = self._sums(handed, "location")
        self.before, self.left = self._sums(before, "location"), self._sums(stocks, "location")

    def _sums(
        self, frame: pl.DataFrame, *keys: str, value: str = "quantity"
    ) -> dict[str, dict[tuple[str, ...], float]]:
        """What is asked about, and of that the quantity by these keys, in its units."""
        by_item = frame.group_by("item", *keys, maintain_order=True).agg(pl.col(value).sum())
        counted = by_item.join(self.ratios, on="item").group_by("wants", *keys, maintain_order=True)
        sums = counted.agg((pl.col(value) * pl.col("ratio")).sum()).sort("wants", *keys)
        found: dict[str, _Parts] = defaultdict(dict)
        for wants, *key, quantity in sums.iter_rows():
            if abs(quantity) > _NOTHING:
                found[wants][tuple(key)] = quantity
        return found

    def of(self, wants: str) -> Flow:
        """The flow of one item or family."""
        parts = [kind[wants] for kind in (self.before, self.arrived, self.sent, self.given, self.left)]
        there = sorted({key for part in parts for key in part})
        places = {location: Place(*(part.get((location,), 0.0) for part in parts)) for (location,) in there}
        return Flow(wants, places, _pairs(self.moved[wants]), _pairs(self.handed[wants]))


def _pairs(sums: _Parts) -> dict[tuple[str, str], float]:
    return {(first, second): quantity for (first, second), quantity in sums.items()}


def _inside(reading: Reading, leads: list[str]) -> pl.DataFrame:
    """For each lead time and bucket, which share of what leaves in the bucket arrives before the plan ends."""
    days = reading.calendar.first_days
    frames = [
        pl.DataFrame(
            {"lead_time": [lead] * len(days), "bucket": days, "inside": reading.calendar.arrivals(lead).inside}
        )
        for lead in sorted(leads)
    ]
    schema = {"lead_time": pl.String, "bucket": pl.Date, "inside": pl.Float64}
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
