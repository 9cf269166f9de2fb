"""Stock, arrivals, departures and hand-overs of an item or family at each location over the whole plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from muster.network.facts import Facts
from muster.report.plan_view import PlanView

Node = tuple[str, str]
"""A location, or a party that goods are handed over to: ("location", id) or ("party", id)."""

_QuantityByKey = dict[tuple[str, ...], float]
_NEGLIGIBLE = 1e-9
_RATIO_SCHEMA = {"wants": pl.String, "item": pl.String, "ratio": pl.Float64}


@dataclass(frozen=True)
class LocationBalance:
    """One location, in units of what is wanted.

    before + arrived + made = sent + handed + left: `made` is what operations give there less what they take.
    """

    opening: float
    arrived: float
    sent: float
    handed_over: float
    closing: float

    @property
    def made(self) -> float:
        """By the balance of the rest, since a plan's tables do not say which member of a family is taken."""
        return self.sent + self.handed_over + self.closing - self.opening - self.arrived


@dataclass(frozen=True)
class GoodsFlow:
    """One item or family: places by location, moves between them by what leaves, hand-overs to parties."""

    wants: str
    balances: dict[str, LocationBalance]
    moves: dict[tuple[str, str], float]
    hand_overs: dict[tuple[str, str], float]

    @property
    def total(self) -> float:
        """All that is handed over."""
        return sum(self.hand_overs.values())

    def links(self) -> dict[tuple[Node, Node], float]:
        """Moves and hand-overs as drawn: a place that only hands over, to one party, is drawn as that party."""
        parties: dict[str, set[str]] = {}
        for location, party in self.hand_overs:
            parties.setdefault(location, set()).add(party)
        sending, reached = {origin for origin, _ in self.moves}, {destination for _, destination in self.moves}
        drawn_as: dict[str, Node] = {
            location: ("party", next(iter(recipients)))
            for location, recipients in parties.items()
            if len(recipients) == 1 and location not in sending and location in reached
            if self.balances[location].opening <= _NEGLIGIBLE and self.balances[location].made <= _tolerance(self)
        }
        links: dict[tuple[Node, Node], float] = {}
        for (origin, destination), quantity in self.moves.items():
            pair = ("location", origin), drawn_as.get(destination, ("location", destination))
            links[pair] = links.get(pair, 0.0) + quantity
        for (location, party), quantity in self.hand_overs.items():
            if location not in drawn_as:
                links[("location", location), ("party", party)] = quantity
        return links


def _tolerance(flow: GoodsFlow) -> float:
    return 1e-6 * max(1.0, flow.total)


class FlowTotals:
    """The plan's moves, hand-overs and stocks, added up once for all that is asked about."""

    def __init__(self, view: PlanView, goods: Iterable[str]) -> None:
        facts = Facts(view.scenario)
        self.facts = facts
        ratios = [(wants, item, ratio) for wants in set(goods) for item, ratio in facts.serving_items(wants).items()]
        self.ratios = pl.DataFrame(ratios, schema=_RATIO_SCHEMA, orient="row")
        lanes = (
            view.input_table("lanes")
            .select("lane", "origin", "destination", "lead_time")
            .unique("lane", keep="first", maintain_order=True)
        )
        inside = _arriving_shares(view, lanes["lead_time"].unique(maintain_order=True).to_list())
        moves = view.result_table("moves").join(lanes, on="lane", how="inner").join(inside, on=["lead_time", "bucket"])
        moves = moves.with_columns(arrived=pl.col("quantity") * pl.col("inside"))
        recipients = view.input_table("requests").select("request", recipient="party")
        hand_overs = view.result_table("handed_over").join(recipients, on="request", how="left")
        stocks = view.result_table("stocks").filter(pl.col("bucket") == view.calendar.first_days[-1])
        supply = [
            {"location": location, "item": item, "quantity": float(amounts.sum())}
            for (location, item), amounts in facts.scheduled_supply.items()
        ]
        opening = pl.DataFrame(supply, schema={"location": pl.String, "item": pl.String, "quantity": pl.Float64})
        self.moves = self._total_by_goods(moves, "origin", "destination")
        self.sent = self._total_by_goods(moves, "origin")
        self.arrived = self._total_by_goods(moves, "destination", value="arrived")
        self.hand_overs = self._total_by_goods(hand_overs, "location", "recipient")
        self.handed_over = self._total_by_goods(hand_overs, "location")
        self.opening, self.closing = self._total_by_goods(opening, "location"), self._total_by_goods(stocks, "location")

    def _total_by_goods(
        self, frame: pl.DataFrame, *keys: str, value: str = "quantity"
    ) -> dict[str, dict[tuple[str, ...], float]]:
        """Total by these keys for the goods asked about, in their units."""
        by_item = frame.group_by("item", *keys, maintain_order=True).agg(pl.col(value).sum())
        counted = by_item.join(self.ratios, on="item").group_by("wants", *keys, maintain_order=True)
        sums = counted.agg((pl.col(value) * pl.col("ratio")).sum()).sort("wants", *keys)
        totals: dict[str, _QuantityByKey] = defaultdict(dict)
        for wants, *key, quantity in sums.iter_rows():
            if abs(quantity) > _NEGLIGIBLE:
                totals[wants][tuple(key)] = quantity
        return totals

    def flow(self, wants: str) -> GoodsFlow:
        """The flow of one item or family."""
        parts = [kind[wants] for kind in (self.opening, self.arrived, self.sent, self.handed_over, self.closing)]
        locations = sorted({key for part in parts for key in part})
        balances = {
            location: LocationBalance(*(part.get((location,), 0.0) for part in parts)) for (location,) in locations
        }
        return GoodsFlow(wants, balances, _by_pair(self.moves[wants]), _by_pair(self.hand_overs[wants]))


def _by_pair(sums: _QuantityByKey) -> dict[tuple[str, str], float]:
    return {(first, second): quantity for (first, second), quantity in sums.items()}


def _arriving_shares(view: PlanView, leads: list[str]) -> pl.DataFrame:
    """For each lead time and bucket, which share of what leaves in the bucket arrives before the plan ends."""
    days = view.calendar.first_days
    frames = [
        pl.DataFrame(
            {"lead_time": [lead] * len(days), "bucket": days, "inside": view.calendar.arrivals(lead).arriving_share}
        )
        for lead in sorted(leads)
    ]
    schema = {"lead_time": pl.String, "bucket": pl.Date, "inside": pl.Float64}
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
