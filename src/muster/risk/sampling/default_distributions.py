"""Default distributions, fitted to the outcomes of public promises.

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
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.scenario import Scenario

KEPT_RATIO = 0.95
"""A promise counts as kept from this share of it on."""
FIFTH_MIDPOINTS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Chances at which a broken purchase takes the values of building."""


@dataclass(frozen=True)
class PublicPromise:
    """A public promise and how much of it was there at its date."""

    case: str
    announced: str
    for_date: str
    promised: float
    realised: float
    ratio: float
    kind: str


@dataclass(frozen=True)
class PromiseFit:
    """Outcome of building (a lognormal factor) and chance that a purchase is kept, with the cases behind each."""

    median: float
    sigma: float
    cases: int
    kept_chance: float
    purchases: int

    def build_factor(self, chance: float) -> float:
        """The factor below which building stays with a chance."""
        return self.median * math.exp(self.sigma * NormalDist().inv_cdf(chance))

    @property
    def purchase_values(self) -> str:
        """The discrete distribution of a purchase, as `uncertainties` writes it."""
        broken_chance = (1.0 - self.kept_chance) / len(FIFTH_MIDPOINTS)
        parts = [f"{self.build_factor(chance):.6f}:{broken_chance!r}" for chance in FIFTH_MIDPOINTS]
        return "; ".join([*parts, f"1:{1.0 - broken_chance * len(FIFTH_MIDPOINTS)!r}"])


@cache
def read_promises() -> tuple[PublicPromise, ...]:
    """The promises that the defaults rest on."""
    text = (files("muster.risk.sampling") / "promises.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        PublicPromise(
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
def fit_promises(left_out_case: str | None = None) -> PromiseFit:
    """The fit by case; `left_out_case` is left out, for the backtest."""
    promises_by_case: dict[str, list[PublicPromise]] = {}
    for promise in read_promises():
        if promise.case != left_out_case:
            promises_by_case.setdefault(promise.case, []).append(promise)
    mean_by_case = {
        case: fmean(math.log(promise.ratio) for promise in case_promises)
        for case, case_promises in promises_by_case.items()
    }
    kind_by_case = {case: case_promises[0].kind for case, case_promises in promises_by_case.items()}
    build_means = [mean for case, mean in mean_by_case.items() if kind_by_case[case] != "buy"]
    purchase_means = [mean for case, mean in mean_by_case.items() if kind_by_case[case] == "buy"]
    case_count = len(build_means)
    if case_count < 2:
        raise ValueError("a fit needs two cases")
    spread = (
        stdev(build_means)
        * math.sqrt(1.0 + 1.0 / case_count)
        * t_quantile(0.9, case_count - 1)
        / NormalDist().inv_cdf(0.9)
    )
    kept_count = sum(math.exp(mean) >= KEPT_RATIO for mean in purchase_means)
    return PromiseFit(
        math.exp(fmean(build_means)),
        spread,
        case_count,
        (kept_count + 1) / (len(purchase_means) + 2),
        len(purchase_means),
    )


def t_quantile(chance: float, freedom: int) -> float:
    """The quantile of Student's t above the middle."""
    x = float(inverse_beta(np.array([2.0 * (1.0 - chance)]), freedom / 2.0, 0.5)[0])
    return math.sqrt(freedom * (1.0 / x - 1.0))


def default_inputs(
    scenario: Scenario, given: list[UncertainInput], promise_fit: PromiseFit | None = None
) -> list[UncertainInput]:
    """Defaults for what is promised and of which the scenario says nothing itself.

    Promised are capacities that begin after the start on any basis but demonstrated (one draw for a resource, whose
    rows are one promise), what investments add, and receipts after the first bucket. A row of `uncertainties` for the
    same figure, `fixed` included, takes a default's place.
    """
    promise_fit = promise_fit or fit_promises()
    calendar = scenario.calendar
    assert calendar is not None
    given_columns = {(uncertain.of, uncertain.id, uncertain.column) for uncertain in given}
    capacities = scenario.tables["capacities"].iter_rows(named=True)
    promised_resources = {
        row["resource"] for row in capacities if row["basis"] != "demonstrated" and calendar.base_index(row["from"]) > 0
    }
    inputs = [
        _build_input(promise_fit, "resource", subject, "quantity", keeps=True) for subject in sorted(promised_resources)
    ]
    inputs += [
        _build_input(promise_fit, "investment", subject, "adds")
        for subject in sorted(scenario.tables["investments"]["investment"])
    ]
    all_promised: dict[str, bool] = {}
    for row in scenario.tables["receipts"].iter_rows(named=True):
        subject = f"{row['location']}/{row['item']}"
        is_promised = row["quantity"] > 0 and calendar.base_index(row["date"]) > 0
        all_promised[subject] = all_promised.get(subject, True) and is_promised
    inputs += [
        UncertainInput("receipt", subject, "quantity", "discrete", values=promise_fit.purchase_values, given=False)
        for subject, is_promised in sorted(all_promised.items())
        if is_promised
    ]
    return [uncertain for uncertain in inputs if (uncertain.of, uncertain.id, uncertain.column) not in given_columns]


def _build_input(promise_fit: PromiseFit, kind: str, id: str, column: str, keeps: bool = False) -> UncertainInput:
    return UncertainInput(
        kind, id, column, "lognormal", promise_fit.median, promise_fit.sigma, given=False, keeps=keeps
    )
