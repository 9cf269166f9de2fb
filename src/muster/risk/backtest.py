"""Forecasts made with what was known at a date, against what then happened.

A backtest is a folder with `backtest.toml`, the scenario as known then in `known/`, and three tables: `past.csv` (what
was known to have happened before), `promised.csv` (the official plan) and `happened.csv`, each with date, quantity,
source, url and note. The case it names is left out of the fit that the defaults rest on.

    pinball(q, y, p) = p (y - q) if y >= q, else (1 - p)(q - y), the mean over dates and the quantiles in LEVELS
    coverage         = share of dates on which y lies between P10 and P90
    bias             = mean over dates of (median - y) / y

(Koenker and Bassett 1978; Gneiting and Raftery 2007.) A naive forecast is one figure; it stands for all its quantiles.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from muster.errors import MusterError
from muster.network.graph import Array
from muster.plans import Plan, plan
from muster.risk.sampling.default_distributions import PromiseFit, default_inputs, fit_promises, read_promises
from muster.risk.sampling.sampled_scenario import apply_draw, sample_inputs
from muster.risk.sampling.uncertain_input import read_uncertain_inputs
from muster.risk.simulation.compiled_draw import compile_draw
from muster.risk.simulation.fixed_plan import PlanSimulator, find_expected_bases, simulate_fixed_plan
from muster.risk.simulation.outcome import DrawOutcome
from muster.risk.simulation.perfect_foresight import simulate_perfect_foresight
from muster.scenario import read
from muster.text import _

QUANTILE_LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
TABLES = ("past", "promised", "happened")
NAIVE_FORECASTS = ("official", "line", "ratio")
MEASURES = ("per_bucket", "by_then")


class BacktestError(MusterError):
    """The folder is no backtest; the message is for people."""


@dataclass(frozen=True)
class DatedQuantity:
    """One dated figure with where it comes from."""

    date: date
    quantity: float
    source: str


@dataclass(frozen=True)
class BacktestCase:
    """A folder's content: what is forecast (a request's hand-overs in each bucket, or by then) and the three tables."""

    folder: Path
    title: str
    title_ar: str | None
    case: str
    request: str
    measure: str
    past: tuple[DatedQuantity, ...]
    promised: tuple[DatedQuantity, ...]
    happened: tuple[DatedQuantity, ...]


@dataclass(frozen=True)
class ForecastScore:
    """Scores of one forecast; `coverage` is None for a forecast without an interval."""

    forecast: str
    pinball: float
    coverage: float | None
    bias: float


@dataclass(frozen=True)
class ForecastDate:
    """One date: what happened, the naive forecasts and the quantiles of muster's two readings, by LEVELS."""

    date: date
    happened: float
    naive: dict[str, float]
    quantiles: dict[str, list[float]]


@dataclass(frozen=True)
class BacktestResult:
    """A backtest done."""

    backtest: BacktestCase
    draws: int
    seed: int
    fit: PromiseFit
    digest: str
    points: tuple[ForecastDate, ...]
    scores: tuple[ForecastScore, ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`."""
        return {
            "title": self.backtest.title,
            "case": self.backtest.case,
            "scenario": {"digest": self.digest},
            "draws": self.draws,
            "seed": self.seed,
            "fit": {"median": self.fit.median, "sigma": self.fit.sigma, "cases": self.fit.cases},
            "levels": list(QUANTILE_LEVELS),
            "points": [
                {"date": point.date.isoformat(), "happened": point.happened, **point.naive, **point.quantiles}
                for point in self.points
            ],
            "scores": [
                {"forecast": score.forecast, "pinball": score.pinball, "coverage": score.coverage, "bias": score.bias}
                for score in self.scores
            ],
        }


def read_backtest(folder: str | Path) -> BacktestCase:
    """The backtest in a folder; refuses (`BacktestError`) anything else."""
    path = Path(folder)
    try:
        settings = tomllib.loads((path / "backtest.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BacktestError(_("{file} cannot be read: {reason}").format(file="backtest.toml", reason=wrong)) from wrong
    for name in ("title", "case", "request", "measure"):
        if not isinstance(settings.get(name), str):
            raise BacktestError(_("{file} does not say {name}").format(file="backtest.toml", name=name))
    if settings["measure"] not in MEASURES:
        words = _("{file}: measure is one of {choices}")
        raise BacktestError(words.format(file="backtest.toml", choices=", ".join(MEASURES)))
    past, promised, happened = (_read_table(path / f"{name}.csv") for name in TABLES)
    if not happened or not promised or any(actual.quantity <= 0 for actual in happened):
        raise BacktestError(_("a backtest needs a promise, and figures above 0 of what then happened"))
    arabic = settings.get("title_ar")
    return BacktestCase(
        path,
        settings["title"],
        arabic if isinstance(arabic, str) else None,
        settings["case"],
        settings["request"],
        settings["measure"],
        past,
        promised,
        happened,
    )


def _read_table(path: Path) -> tuple[DatedQuantity, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise BacktestError(_("{file} cannot be read: {reason}").format(file=path.name, reason=wrong)) from wrong
    quantities = []
    for line, row in enumerate(rows, 2):
        try:
            dated = DatedQuantity(date.fromisoformat(row["date"]), float(row["quantity"]), row.get("source") or "")
        except (KeyError, TypeError, ValueError):
            dated = None
        if dated is None or not math.isfinite(dated.quantity):
            words = _("{file} row {row} needs a date such as 2024-10-01 and a quantity")
            raise BacktestError(words.format(file=path.name, row=line))
        quantities.append(dated)
    return tuple(sorted(quantities, key=lambda dated: dated.date))


def run_backtest(case: BacktestCase, draws: int = 400, seed: int = 1) -> BacktestResult:
    """Plan what was known, draw it, and score every forecast; refuses (`BacktestError`) a scenario without a plan."""
    scenario = read(case.folder / "known")
    today = plan(scenario)
    if not today.has_solution or today.blueprint is None:
        raise BacktestError(_("the scenario in {path} has no plan").format(path="known"))
    requests = [demand.request for demand in today.blueprint.demands]
    calendar = scenario.calendar
    assert calendar is not None
    if case.request not in requests:
        raise BacktestError(
            _('the scenario in {path} has no request "{request}"').format(path="known", request=case.request)
        )
    base_buckets = [calendar.base_index(actual.date) for actual in case.happened]
    if min(base_buckets) < 0 or max(base_buckets) >= calendar.base_count:
        raise BacktestError(_("what happened lies outside the horizon of the scenario in {path}").format(path="known"))
    promise_fit = fit_promises(case.case)
    buckets = [int(calendar.bucket_of_base[index]) for index in base_buckets]
    forecasts = _sample_forecasts(
        today, promise_fit, draws, seed, lambda outcome: _forecast_quantity(outcome, case, requests)[buckets]
    )
    naive = {
        "official": _official_forecast(case),
        "line": _linear_forecast(case),
        "ratio": _ratio_forecast(case, promise_fit),
    }
    points = tuple(
        ForecastDate(
            actual.date,
            actual.quantity,
            {name: forecast(actual.date) for name, forecast in naive.items()},
            {name: np.quantile(figures[:, index], QUANTILE_LEVELS).tolist() for name, figures in forecasts.items()},
        )
        for index, actual in enumerate(case.happened)
    )
    return BacktestResult(case, draws, seed, promise_fit, scenario.digest, points, _scores(points))


def _sample_forecasts(
    today: Plan, promise_fit: PromiseFit, draws: int, seed: int, forecast_of: Callable[[DrawOutcome], Array]
) -> dict[str, Array]:
    """Forecast of each reading in every draw, shape (draws, dates)."""
    scenario, given = today.scenario, read_uncertain_inputs(today.scenario)
    inputs = [*given, *default_inputs(scenario, given, promise_fit)]
    assert scenario.calendar is not None
    rows: dict[str, list[Array]] = {"fixed": [], "knowing": []}
    simulator = PlanSimulator.of_plan(today, find_expected_bases(today))
    for index in range(draws):
        values = sample_inputs(inputs, seed, index, scenario.calendar)
        drawn = compile_draw(apply_draw(scenario, inputs, values), index)
        for outcome in (simulate_fixed_plan(drawn, simulator), simulate_perfect_foresight(drawn)):
            if outcome.has_plan:
                rows[outcome.reading].append(forecast_of(outcome))
    if not all(rows.values()):
        raise BacktestError(_("no draw came to a plan"))
    return {name: np.array(reading_rows) for name, reading_rows in rows.items()}


def _forecast_quantity(outcome: DrawOutcome, case: BacktestCase, requests: list[str]) -> Array:
    """Forecast quantity by bucket."""
    assert outcome.handed_over_by is not None
    by_then: Array = outcome.handed_over_by[requests.index(case.request)]
    return by_then if case.measure == "by_then" else np.diff(by_then, prepend=0.0)


Forecast = Callable[[date], float]


def _official_forecast(case: BacktestCase) -> Forecast:
    """The official plan: what was promised last by then; before the first promise, what was known last."""

    def forecast(day: date) -> float:
        before = [promise.quantity for promise in case.promised if promise.date <= day]
        past = [promise.quantity for promise in case.past]
        return before[-1] if before else past[-1] if past else 0.0

    return forecast


def _linear_forecast(case: BacktestCase) -> Forecast:
    """A straight line through the past by least squares; level with one figure, 0 with none."""
    days = np.array([dated.date.toordinal() for dated in case.past], dtype=float)
    figures = np.array([dated.quantity for dated in case.past])
    if not len(days):
        return lambda day: 0.0
    spread = float(((days - days.mean()) ** 2).sum())
    slope = float((days - days.mean()) @ figures) / spread if spread else 0.0
    return lambda day: max(0.0, float(figures.mean()) + slope * (day.toordinal() - float(days.mean())))


def _ratio_forecast(case: BacktestCase, promise_fit: PromiseFit) -> Forecast:
    """The official plan times the mean ratio of the other cases, each case counting once."""
    ratios: dict[str, list[float]] = {}
    for promise in read_promises():
        if promise.case != case.case and promise.kind != "buy":
            ratios.setdefault(promise.case, []).append(promise.ratio)
    assert len(ratios) == promise_fit.cases
    mean = fmean(fmean(case_ratios) for case_ratios in ratios.values())
    official = _official_forecast(case)
    return lambda day: mean * official(day)


def pinball(quantile: float, happened: float, level: float) -> float:
    """The pinball loss of one quantile."""
    return level * (happened - quantile) if happened >= quantile else (1.0 - level) * (quantile - happened)


def _scores(points: tuple[ForecastDate, ...]) -> tuple[ForecastScore, ...]:
    low, middle, high = (QUANTILE_LEVELS.index(level) for level in (0.1, 0.5, 0.9))
    scores = []
    for name in ("fixed", "knowing"):
        losses = [
            pinball(q, p.happened, level)
            for p in points
            for q, level in zip(p.quantiles[name], QUANTILE_LEVELS, strict=True)
        ]
        inside = [p.quantiles[name][low] <= p.happened <= p.quantiles[name][high] for p in points]
        bias = fmean(p.quantiles[name][middle] / p.happened - 1.0 for p in points)
        scores.append(ForecastScore(name, fmean(losses), fmean(map(float, inside)), bias))
    for name in NAIVE_FORECASTS:
        losses = [pinball(p.naive[name], p.happened, level) for p in points for level in QUANTILE_LEVELS]
        scores.append(ForecastScore(name, fmean(losses), None, fmean(p.naive[name] / p.happened - 1.0 for p in points)))
    return tuple(scores)
