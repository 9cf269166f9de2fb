"""Each consent with its decisions over time, what passes under it, and the goods and requests behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from muster.report.charts.sankey_data import Sums
from muster.report.plan_view import Reading

BLOCKING = frozenset({"withheld", "undecided", "awaited"})
_KEYS = ["party", "wants", "recipient", "holder"]


@dataclass(frozen=True)
class Period:
    """What holds from one day to another: granted, withheld, undecided; before the first decision awaited or open.

    Awaited blocks, since the first decision grants; open does not, since it takes something away.
    """

    decision: str
    first: date
    last: date
    limit: float | None
    handed_over: float

    @property
    def full(self) -> bool:
        """Whether the limit is used up."""
        return self.limit is not None and self.handed_over >= self.limit * (1 - 1e-6)


@dataclass(frozen=True)
class Rule:
    """A consent; quantities in units of `wants`, of goods of the holder's locations or, without holder, of all.

    `supply` is what was there, received or made; of it `left` is there at the end, `free` of that beyond floors.
    `worth` is the largest in the first tier in which one more unit is worth something.
    """

    party: str
    wants: str
    recipient: str
    holder: str
    periods: tuple[Period, ...]
    worth: float | None
    tier: str
    supply: float
    left: float
    free: float
    behind: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """Whether it blocks at some time."""
        return any(period.decision in BLOCKING for period in self.periods)

    @property
    def limited(self) -> Period | None:
        """The last period with a limit."""
        return next((period for period in reversed(self.periods) if period.limit is not None), None)

    @property
    def handed_over(self) -> float:
        """All that passes under it."""
        return sum(period.handed_over for period in self.periods)


def rules(reading: Reading) -> list[Rule]:
    """Those that block first, and of these those of most worth in the earliest tier."""
    told = reading.table("consents").with_columns(pl.col(_KEYS).fill_null(""))
    if told.is_empty():
        return []
    worths, periods = _worths(reading, told), _periods(reading, told)
    goods, requests = _Goods(reading, told["wants"].unique(maintain_order=True).to_list()), _behind(reading)
    found = []
    for key, parts in periods.items():
        party, wants, recipient, holder = key
        tier, worth = worths.get(key, ("", None))
        supply, left, free = goods.of(wants, holder)
        choices = goods.sums.facts.choices(wants)
        behind = sorted({request for item in choices for request, asks in requests[item] if recipient in ("", asks)})
        found.append(Rule(party, wants, recipient, holder, parts, worth, tier, supply, left, free, tuple(behind)))
    order = _tiers(reading)

    def rank(one: Rule) -> tuple[object, ...]:
        full = any(period.full for period in one.periods)
        keys = (one.party, one.wants, one.recipient, one.holder)
        return not one.blocks, order.get(one.tier, len(order)), -(one.worth or 0.0), not full, keys

    return sorted(found, key=rank)


def _tiers(reading: Reading) -> dict[str, int]:
    certificate = reading.plan.certificate
    return {tier.name: k for k, tier in enumerate(certificate.tiers)} if certificate else {}


def _worths(reading: Reading, told: pl.DataFrame) -> dict[tuple[str, ...], tuple[str, float]]:
    """The first tier with a worth, and the largest worth in it."""
    order = _tiers(reading)
    there = told.filter(pl.col("worth") > 0).with_columns(
        rank=pl.col("worth_tier").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    )
    best = there.sort("rank", "worth", descending=[False, True]).group_by(_KEYS, maintain_order=True).first()
    return {tuple(row[:4]): (row[4], row[5]) for row in best.select(*_KEYS, "worth_tier", "worth").iter_rows()}


def _periods(reading: Reading, told: pl.DataFrame) -> dict[tuple[str, ...], tuple[Period, ...]]:
    """Buckets in a row with one decision, cut also where a new row of the table begins."""
    given = reading.given("consents").select(*_KEYS, day="from").with_columns(pl.col(_KEYS).fill_null(""))
    firsts = pl.DataFrame({"day": reading.calendar.first_days, "bucket": reading.calendar.first_days})
    begins = given.filter(pl.col("day") > reading.calendar.start).sort("day")
    begins = (
        begins.join_asof(firsts.sort("day"), on="day").select(*_KEYS, "bucket", begins=True).unique(maintain_order=True)
    )
    frame = told.join(begins, on=[*_KEYS, "bucket"], how="left").sort(*_KEYS, "bucket")
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
    found: dict[tuple[str, ...], list[Period]] = defaultdict(list)
    for row in sums.sort(*_KEYS, "run", descending=[False] * 4 + [True]).iter_rows(named=True):
        later = found[tuple(row[key] for key in _KEYS)]
        before = "awaited" if later and later[0].decision == "granted" else "open"
        last = reading.bucket_ends[row["last"]]
        later.insert(0, Period(row["decision"] or before, row["first"], last, row["limit"], row["handed_over"]))
    return {key: tuple(parts) for key, parts in found.items()}


def _behind(reading: Reading) -> dict[str, list[tuple[str, str]]]:
    """For each item, the late or short requests that it could serve, with their recipients."""
    families = reading.given("families").group_by("family", maintain_order=True).agg("item")
    members: dict[str, list[str]] = dict(families.iter_rows())
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in reading.behind:
        for item in members.get(one.want.wants, [one.want.wants]):
            found[item].append((one.want.request, one.want.party))
    return found


class _Goods:
    """What there is of goods in all, what is left at the end, and what of that no floor keeps."""

    def __init__(self, reading: Reading, asked: Iterable[str]) -> None:
        self.sums = Sums(reading, asked)
        last = reading.calendar.first_days[-1]
        stocks = reading.table("stocks").filter(pl.col("bucket") == last)
        beyond = pl.max_horizontal(pl.col("quantity") - pl.col("floor").fill_null(0.0), 0.0)
        parties = list(self.sums.facts.party_of.items())
        party = pl.DataFrame(parties, schema={"location": pl.String, "party": pl.String}, orient="row")
        groups = (
            stocks.with_columns(free=beyond)
            .join(party, on="location", how="left")
            .group_by("item", "party", maintain_order=True)
        )
        held = groups.agg(pl.col("quantity").sum(), pl.col("free").sum())
        reserves = reading.table("reserves").filter((pl.col("bucket") == last) & pl.col("party").is_not_null())
        whole = reserves.select("party", "item", whole="floor")
        most = pl.max_horizontal(pl.col("quantity") - pl.col("whole").fill_null(0.0), 0.0)
        held = held.join(whole, on=["party", "item"], how="left").with_columns(free=pl.min_horizontal("free", most))
        self.held: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for item, owner, quantity, free in held.select("item", "party", "quantity", "free").iter_rows():
            self.held[item].append((owner, quantity, free))

    def of(self, wants: str, holder: str) -> tuple[float, float, float]:
        """What was there, received or made; what is left; what of that is beyond floors."""
        facts = self.sums.facts
        places = self.sums.of(wants).places
        inside = facts.locations_of.get(holder, []) if holder else list(places)
        supply = sum(places[at].before + max(0.0, places[at].made) for at in inside if at in places)
        left = free = 0.0
        for item, ratio in facts.choices(wants).items():
            for owner, quantity, beyond in self.held[item]:
                if holder in ("", owner):
                    left, free = left + quantity * ratio, free + beyond * ratio
        return max(supply, left), left, free
