"""How public promises turned out, and the defaults that follow from them.

The data are ten promises of five cases, with their sources, in `promises.csv`. Promises of one case are not
independent: the same plants and the same people kept or missed them. So a case counts once, with the mean of the
logarithms of its ratios (realised / promised at the date promised).

    build (cases that had to build, wholly or partly):  ln ratio ~ a new case among n with mean m, deviation s
        median = exp(m);   sigma = s sqrt(1 + 1/n) t(0.9; n-1) / z(0.9)
    buy (cases bought from stock):  kept with chance (k + 1)/(n + 2), k of n cases kept; else it turns out as building

`sigma` is that of the lognormal with the same P10 and P90 as the predictive t distribution; the chance is Laplace's
rule of succession. docs/risk.md tells how little this rests on.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import NormalDist, fmean, stdev

import numpy as np

from muster.risk.sampling.distributions import inverse_beta
from muster.risk.sampling.uncertain_input import Figure
from muster.scenario import Scenario

KEPT = 0.95
"""A promise counts as kept from this share of it on."""
FIFTHS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Chances at which a broken purchase takes the values of building."""


@dataclass(frozen=True)
class Promise:
    """A public promise and how much of it was there at its date."""

    case: str
    announced: str
    for_date: str
    promised: float
    realised: float
    ratio: float
    kind: str


@dataclass(frozen=True)
class Fit:
    """What building comes to (a lognormal factor) and how likely a purchase is kept, from how many cases each."""

    median: float
    sigma: float
    cases: int
    kept: float
    purchases: int

    def build(self, chance: float) -> float:
        """The factor below which building stays with a chance."""
        return self.median * math.exp(self.sigma * NormalDist().inv_cdf(chance))

    @property
    def bought(self) -> str:
        """The discrete distribution of a purchase, as `uncertainties` writes it."""
        broken = (1.0 - self.kept) / len(FIFTHS)
        parts = [f"{self.build(chance):.6f}:{broken!r}" for chance in FIFTHS]
        return "; ".join([*parts, f"1:{1.0 - broken * len(FIFTHS)!r}"])


@cache
def promises() -> tuple[Promise, ...]:
    """The promises that the defaults rest on."""
    text = (files("muster.risk.sampling") / "promises.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Promise(
            row["case"],
            row["announced"],
            row["for_date"],
            float(row["promised"]),
            float(row["realised"]),
            float(row["realised"]) / float(row["promised"]),
            row["kind"],
        )
        for row in rows
    )


@cache
def fit(without: str | None = None) -> Fit:
    """The fit by case; `without` leaves a case out, for the backtest."""
    cases: dict[str, list[Promise]] = {}
    for promise in promises():
        if promise.case != without:
            cases.setdefault(promise.case, []).append(promise)
    means = {case: fmean(math.log(one.ratio) for one in found) for case, found in cases.items()}
    kinds = {case: found[0].kind for case, found in cases.items()}
    built = [mean for case, mean in means.items() if kinds[case] != "buy"]
    bought = [mean for case, mean in means.items() if kinds[case] == "buy"]
    count = len(built)
    if count < 2:
        raise ValueError("a fit needs two cases")
    spread = stdev(built) * math.sqrt(1.0 + 1.0 / count) * t_quantile(0.9, count - 1) / NormalDist().inv_cdf(0.9)
    kept = sum(math.exp(mean) >= KEPT for mean in bought)
    return Fit(math.exp(fmean(built)), spread, count, (kept + 1) / (len(bought) + 2), len(bought))


def t_quantile(chance: float, freedom: int) -> float:
    """The quantile of Student's t above the middle."""
    x = float(inverse_beta(np.array([2.0 * (1.0 - chance)]), freedom / 2.0, 0.5)[0])
    return math.sqrt(freedom * (1.0 / x - 1.0))


def defaults(scenario: Scenario, given: list[Figure], found: Fit | None = None) -> list[Figure]:
    """Defaults for what is promised and of which the scenario says nothing itself.

    Promised are capacities that begin after the start on any basis but demonstrated (one draw for a resource, whose
    rows are one promise), what investments add, and receipts after the first bucket. A row of `uncertainties` for the
    same figure, `fixed` included, takes a default's place.
    """
    found = found or fit()
    calendar = scenario.calendar
    assert calendar is not None
    said = {(figure.of, figure.id, figure.column) for figure in given}
    capacities = scenario.tables["capacities"].iter_rows(named=True)
    later = {
        row["resource"] for row in capacities if row["basis"] != "demonstrated" and calendar.base_index(row["from"]) > 0
    }
    made = [_built(found, "resource", one, "quantity", keeps=True) for one in sorted(later)]
    made += [_built(found, "investment", one, "adds") for one in sorted(scenario.tables["investments"]["investment"])]
    coming: dict[str, bool] = {}
    for row in scenario.tables["receipts"].iter_rows(named=True):
        place = f"{row['location']}/{row['item']}"
        promised = row["quantity"] > 0 and calendar.base_index(row["date"]) > 0
        coming[place] = coming.get(place, True) and promised
    made += [
        Figure("receipt", place, "quantity", "discrete", values=found.bought, given=False)
        for place, promised in sorted(coming.items())
        if promised
    ]
    return [figure for figure in made if (figure.of, figure.id, figure.column) not in said]


def _built(found: Fit, of: str, one: str, column: str, keeps: bool = False) -> Figure:
    return Figure(of, one, column, "lognormal", found.median, found.sigma, given=False, keeps=keeps)
