"""Each consent with its decisions over time, what passes under it, and the goods and requests behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from muster.report.charts.sankey_data import FlowTotals
from muster.report.plan_view import PlanView

BLOCKING_DECISIONS = frozenset({"withheld", "undecided", "awaited"})
_KEYS = ["party", "wants", "recipient", "holder"]


@dataclass(frozen=True, kw_only=True)
class DecisionPeriod:
    """Period of a decision: granted, withheld, undecided; before the first decision awaited or open.

    Awaited blocks, since the first decision grants; open does not, since it takes something away.
    """

    decision: str
    first: date
    last: date
    limit: float | None
    handed_over: float

    @property
    def is_used_up(self) -> bool:
        """True if the limit is used up."""
        return self.limit is not None and self.handed_over >= self.limit * (1 - 1e-6)


@dataclass(frozen=True, kw_only=True)
class ConsentSummary:
    """A consent; quantities in units of `wants`, of goods of the holder's locations or, without holder, of all.

    `supply` is what was there, received or made; of it `left_at_end` is there at the end,
    `free_at_end` of that beyond floors.
    `worth` is the largest in the first tier in which one more unit is worth something.
    """

    party: str
    wants: str
    recipient: str
    holder: str
    periods: tuple[DecisionPeriod, ...]
    worth: float | None
    tier: str
    supply: float
    left_at_end: float
    free_at_end: float
    late_requests: tuple[str, ...]

    @property
    def is_blocking(self) -> bool:
        """True if it blocks at some time."""
        return any(period.decision in BLOCKING_DECISIONS for period in self.periods)

    @property
    def last_limited_period(self) -> DecisionPeriod | None:
        """The last period with a limit."""
        return next((period for period in reversed(self.periods) if period.limit is not None), None)

    @property
    def handed_over(self) -> float:
        """All that passes under it."""
        return sum(period.handed_over for period in self.periods)


def consent_summaries(view: PlanView) -> list[ConsentSummary]:
    """Those that block first, and of these those of most worth in the earliest tier."""
    decisions = view.result_table("consents").with_columns(pl.col(_KEYS).fill_null(""))
    if decisions.is_empty():
        return []
    worths, periods = _worths(view, decisions), _periods(view, decisions)
    goods, requests = (
        _GoodsAvailability(view, decisions["wants"].unique(maintain_order=True).to_list()),
        _late_requests_by_item(view),
    )
    summaries = []
    for key, consent_periods in periods.items():
        party, wants, recipient, holder = key
        tier, worth = worths.get(key, ("", None))
        supply, left, free = goods.availability(wants, holder)
        items = goods.totals.facts.serving_items(wants)
        late_requests = sorted(
            {request for item in items for request, asking_party in requests[item] if recipient in ("", asking_party)}
        )
        summaries.append(
            ConsentSummary(
                party=party,
                wants=wants,
                recipient=recipient,
                holder=holder,
                periods=consent_periods,
                worth=worth,
                tier=tier,
                supply=supply,
                left_at_end=left,
                free_at_end=free,
                late_requests=tuple(late_requests),
            )
        )
    order = _tier_order(view)

    def rank(summary: ConsentSummary) -> tuple[object, ...]:
        full = any(period.is_used_up for period in summary.periods)
        keys = (summary.party, summary.wants, summary.recipient, summary.holder)
        return not summary.is_blocking, order.get(summary.tier, len(order)), -(summary.worth or 0.0), not full, keys

    return sorted(summaries, key=rank)


def _tier_order(view: PlanView) -> dict[str, int]:
    certificate = view.plan.certificate
    return {tier.name: k for k, tier in enumerate(certificate.tiers)} if certificate else {}


def _worths(view: PlanView, decisions: pl.DataFrame) -> dict[tuple[str, ...], tuple[str, float]]:
    """The first tier with a worth, and the largest worth in it."""
    order = _tier_order(view)
    with_worth = decisions.filter(pl.col("worth") > 0).with_columns(
        rank=pl.col("worth_tier").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    )
    best = with_worth.sort("rank", "worth", descending=[False, True]).group_by(_KEYS, maintain_order=True).first()
    return {tuple(row[:4]): (row[4], row[5]) for row in best.select(*_KEYS, "worth_tier", "worth").iter_rows()}


def _periods(view: PlanView, decisions: pl.DataFrame) -> dict[tuple[str, ...], tuple[DecisionPeriod, ...]]:
    """Buckets in a row with one decision, cut also where a new row of the table begins."""
    given = view.input_table("consents").select(*_KEYS, day="from").with_columns(pl.col(_KEYS).fill_null(""))
    firsts = pl.DataFrame({"day": view.calendar.first_days, "bucket": view.calendar.first_days})
    begins = given.filter(pl.col("day") > view.calendar.start).sort("day")
    begins = (
        begins.join_asof(firsts.sort("day"), on="day").select(*_KEYS, "bucket", begins=True).unique(maintain_order=True)
    )
    frame = decisions.join(begins, on=[*_KEYS, "bucket"], how="left").sort(*_KEYS, "bucket")
    cut = (
        pl.col("decision").ne_missing(pl.col("decision").shift())
        | pl.col("limit").ne_missing(pl.col("limit").shift())
        | pl.col("begins").fill_null(value=False)
    )
    runs = frame.with_columns(run=cut.cast(pl.Int64).cum_sum().over(_KEYS)).group_by(*_KEYS, "run", maintain_order=True)
    sums = runs.agg(
        pl.col("decision").first(), pl.col("limit").first(), pl.col("handed_over").sum(),
        first=pl.col("bucket").first(), last=pl.col("bucket").last(),
    )  # fmt: skip
    periods_by_consent: dict[tuple[str, ...], list[DecisionPeriod]] = defaultdict(list)
    for row in sums.sort(*_KEYS, "run", descending=[False] * 4 + [True]).iter_rows(named=True):
        later_periods = periods_by_consent[tuple(row[key] for key in _KEYS)]
        implied_decision = "awaited" if later_periods and later_periods[0].decision == "granted" else "open"
        last = view.bucket_ends[row["last"]]
        later_periods.insert(
            0,
            DecisionPeriod(
                decision=row["decision"] or implied_decision,
                first=row["first"],
                last=last,
                limit=row["limit"],
                handed_over=row["handed_over"],
            ),
        )
    return {key: tuple(periods) for key, periods in periods_by_consent.items()}


def _late_requests_by_item(view: PlanView) -> dict[str, list[tuple[str, str]]]:
    """For each item, the late or short requests that it could serve, with their recipients."""
    families = view.input_table("families").group_by("family", maintain_order=True).agg("item")
    members: dict[str, list[str]] = dict(families.iter_rows())
    requests_by_item: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for fulfilment in view.late_or_short:
        for item in members.get(fulfilment.demand.wants, [fulfilment.demand.wants]):
            requests_by_item[item].append((fulfilment.demand.request, fulfilment.demand.party))
    return requests_by_item


class _GoodsAvailability:
    """Goods available in all, left at the end, and of that above every floor."""

    def __init__(self, view: PlanView, goods: Iterable[str]) -> None:
        self.totals = FlowTotals(view, goods)
        last = view.calendar.first_days[-1]
        stocks = view.result_table("stocks").filter(pl.col("bucket") == last)
        above_floor = pl.max_horizontal(pl.col("quantity") - pl.col("floor").fill_null(0.0), 0.0)
        parties = list(self.totals.facts.party_of.items())
        party = pl.DataFrame(parties, schema={"location": pl.String, "party": pl.String}, orient="row")
        groups = (
            stocks.with_columns(free=above_floor)
            .join(party, on="location", how="left")
            .group_by("item", "party", maintain_order=True)
        )
        left_at_end = groups.agg(pl.col("quantity").sum(), pl.col("free").sum())
        reserves = view.result_table("reserves").filter((pl.col("bucket") == last) & pl.col("party").is_not_null())
        whole = reserves.select("party", "item", whole="floor")
        most = pl.max_horizontal(pl.col("quantity") - pl.col("whole").fill_null(0.0), 0.0)
        left_at_end = left_at_end.join(whole, on=["party", "item"], how="left").with_columns(
            free=pl.min_horizontal("free", most)
        )
        self.stocks_by_item: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for item, owner, quantity, free in left_at_end.select("item", "party", "quantity", "free").iter_rows():
            self.stocks_by_item[item].append((owner, quantity, free))

    def availability(self, wants: str, holder: str) -> tuple[float, float, float]:
        """Goods that were in stock, received or made; goods left; and of those the ones above floors."""
        facts = self.totals.facts
        balances = self.totals.flow(wants).balances
        locations = facts.locations_of.get(holder, []) if holder else list(balances)
        supply = sum(
            balances[location].opening + max(0.0, balances[location].made)
            for location in locations
            if location in balances
        )
        left = free = 0.0
        for item, ratio in facts.serving_items(wants).items():
            for owner, quantity, above_floor in self.stocks_by_item[item]:
                if holder in ("", owner):
                    left, free = left + quantity * ratio, free + above_floor * ratio
        return max(supply, left), left, free
