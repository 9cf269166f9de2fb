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

from muster.network.graph import Array
from muster.plans import Plan, plan
from muster.risk.sampling.default_distributions import Fit, defaults, fit, promises
from muster.risk.sampling.sampled_scenario import draw, turned_out
from muster.risk.sampling.uncertain_input import given_figures
from muster.risk.simulation.fixed_plan import fixed
from muster.risk.simulation.outcome import Outcome
from muster.risk.simulation.perfect_foresight import knowing
from muster.scenario import read
from muster.text import _

LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
TABLES = ("past", "promised", "happened")
NAIVE = ("official", "line", "ratio")
MEASURES = ("per_bucket", "by_then")


class NotABacktest(Exception):
    """The folder is no backtest; the message is for people."""


@dataclass(frozen=True)
class Known:
    """One dated figure with where it comes from."""

    date: date
    quantity: float
    source: str


@dataclass(frozen=True)
class Backtest:
    """A folder's content: what is forecast (a request's hand-overs in each bucket, or by then) and the three tables."""

    folder: Path
    title: str
    title_ar: str | None
    case: str
    request: str
    measure: str
    past: tuple[Known, ...]
    promised: tuple[Known, ...]
    happened: tuple[Known, ...]


@dataclass(frozen=True)
class Score:
    """How well one forecast did; `coverage` is None for a forecast without an interval."""

    forecast: str
    pinball: float
    coverage: float | None
    bias: float


@dataclass(frozen=True)
class Point:
    """One date: what happened, the naive forecasts and the quantiles of muster's two readings, by LEVELS."""

    date: date
    happened: float
    naive: dict[str, float]
    quantiles: dict[str, list[float]]


@dataclass(frozen=True)
class Tested:
    """A backtest done."""

    backtest: Backtest
    draws: int
    seed: int
    fit: Fit
    digest: str
    points: tuple[Point, ...]
    scores: tuple[Score, ...]

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`."""
        return {
            "title": self.backtest.title,
            "case": self.backtest.case,
            "scenario": {"digest": self.digest},
            "draws": self.draws,
            "seed": self.seed,
            "fit": {"median": self.fit.median, "sigma": self.fit.sigma, "cases": self.fit.cases},
            "levels": list(LEVELS),
            "points": [
                {"date": one.date.isoformat(), "happened": one.happened, **one.naive, **one.quantiles}
                for one in self.points
            ],
            "scores": [
                {"forecast": one.forecast, "pinball": one.pinball, "coverage": one.coverage, "bias": one.bias}
                for one in self.scores
            ],
        }


def read_backtest(folder: str | Path) -> Backtest:
    """The backtest in a folder; refuses (`NotABacktest`) anything else."""
    path = Path(folder)
    try:
        settings = tomllib.loads((path / "backtest.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise NotABacktest(_("{file} cannot be read: {reason}").format(file="backtest.toml", reason=wrong)) from wrong
    for name in ("title", "case", "request", "measure"):
        if not isinstance(settings.get(name), str):
            raise NotABacktest(_("{file} does not say {name}").format(file="backtest.toml", name=name))
    if settings["measure"] not in MEASURES:
        words = _("{file}: measure is one of {choices}")
        raise NotABacktest(words.format(file="backtest.toml", choices=", ".join(MEASURES)))
    past, promised, happened = (_table(path / f"{name}.csv") for name in TABLES)
    if not happened or not promised or any(one.quantity <= 0 for one in happened):
        raise NotABacktest(_("a backtest needs a promise, and figures above 0 of what then happened"))
    arabic = settings.get("title_ar")
    return Backtest(
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


def _table(path: Path) -> tuple[Known, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise NotABacktest(_("{file} cannot be read: {reason}").format(file=path.name, reason=wrong)) from wrong
    found = []
    for line, row in enumerate(rows, 2):
        try:
            known = Known(date.fromisoformat(row["date"]), float(row["quantity"]), row.get("source") or "")
        except (KeyError, TypeError, ValueError):
            known = None
        if known is None or not math.isfinite(known.quantity):
            words = _("{file} row {row} needs a date such as 2024-10-01 and a quantity")
            raise NotABacktest(words.format(file=path.name, row=line))
        found.append(known)
    return tuple(sorted(found, key=lambda one: one.date))


def backtest(case: Backtest, draws: int = 400, seed: int = 1) -> Tested:
    """Plan what was known, draw it, and score every forecast; refuses (`NotABacktest`) a scenario without a plan."""
    scenario = read(case.folder / "known")
    today = plan(scenario)
    if not today.there or today.blueprint is None:
        raise NotABacktest(_("the scenario in {path} has no plan").format(path="known"))
    requests = [want.request for want in today.blueprint.wants]
    calendar = scenario.calendar
    assert calendar is not None
    if case.request not in requests:
        raise NotABacktest(
            _('the scenario in {path} has no request "{request}"').format(path="known", request=case.request)
        )
    inside = [calendar.base_index(one.date) for one in case.happened]
    if min(inside) < 0 or max(inside) >= calendar.base_count:
        raise NotABacktest(_("what happened lies outside the horizon of the scenario in {path}").format(path="known"))
    found = fit(case.case)
    buckets = [int(calendar.of_base[index]) for index in inside]
    drawn = _drawn(today, found, draws, seed, lambda one: _measured(one, case, requests)[buckets])
    naive = {"official": _official(case), "line": _line(case), "ratio": _ratio(case, found)}
    points = tuple(
        Point(
            one.date,
            one.quantity,
            {name: forecast(one.date) for name, forecast in naive.items()},
            {name: np.quantile(figures[:, place], LEVELS).tolist() for name, figures in drawn.items()},
        )
        for place, one in enumerate(case.happened)
    )
    return Tested(case, draws, seed, found, scenario.digest, points, _scores(points))


def _drawn(today: Plan, found: Fit, draws: int, seed: int, measured: Callable[[Outcome], Array]) -> dict[str, Array]:
    """What each reading forecasts in every draw, shape (draws, dates)."""
    scenario, given = today.scenario, given_figures(today.scenario)
    figures = [*given, *defaults(scenario, given, found)]
    assert scenario.calendar is not None
    rows: dict[str, list[Array]] = {"fixed": [], "knowing": []}
    for index in range(draws):
        world = turned_out(scenario, figures, draw(figures, seed, index, scenario.calendar))
        for outcome in (fixed(today, world, index), knowing(world, index)):
            if outcome.there:
                rows[outcome.reading].append(measured(outcome))
    if not all(rows.values()):
        raise NotABacktest(_("no draw came to a plan"))
    return {name: np.array(found_rows) for name, found_rows in rows.items()}


def _measured(outcome: Outcome, case: Backtest, requests: list[str]) -> Array:
    """What is forecast, by bucket."""
    assert outcome.by_then is not None
    by_then: Array = outcome.by_then[requests.index(case.request)]
    return by_then if case.measure == "by_then" else np.diff(by_then, prepend=0.0)


Forecast = Callable[[date], float]


def _official(case: Backtest) -> Forecast:
    """The official plan: what was promised last by then; before the first promise, what was known last."""

    def forecast(day: date) -> float:
        before = [one.quantity for one in case.promised if one.date <= day]
        past = [one.quantity for one in case.past]
        return before[-1] if before else past[-1] if past else 0.0

    return forecast


def _line(case: Backtest) -> Forecast:
    """A straight line through the past by least squares; level with one figure, 0 with none."""
    days = np.array([one.date.toordinal() for one in case.past], dtype=float)
    figures = np.array([one.quantity for one in case.past])
    if not len(days):
        return lambda day: 0.0
    spread = float(((days - days.mean()) ** 2).sum())
    slope = float((days - days.mean()) @ figures) / spread if spread else 0.0
    return lambda day: max(0.0, float(figures.mean()) + slope * (day.toordinal() - float(days.mean())))


def _ratio(case: Backtest, found: Fit) -> Forecast:
    """The official plan times the mean ratio of the other cases, each case counting once."""
    ratios: dict[str, list[float]] = {}
    for one in promises():
        if one.case != case.case and one.kind != "buy":
            ratios.setdefault(one.case, []).append(one.ratio)
    assert len(ratios) == found.cases
    mean = fmean(fmean(found_ratios) for found_ratios in ratios.values())
    official = _official(case)
    return lambda day: mean * official(day)


def pinball(quantile: float, happened: float, level: float) -> float:
    """The pinball loss of one quantile."""
    return level * (happened - quantile) if happened >= quantile else (1.0 - level) * (quantile - happened)


def _scores(points: tuple[Point, ...]) -> tuple[Score, ...]:
    low, middle, high = (LEVELS.index(level) for level in (0.1, 0.5, 0.9))
    scores = []
    for name in ("fixed", "knowing"):
        losses = [
            pinball(q, p.happened, level) for p in points for q, level in zip(p.quantiles[name], LEVELS, strict=True)
        ]
        inside = [p.quantiles[name][low] <= p.happened <= p.quantiles[name][high] for p in points]
        bias = fmean(p.quantiles[name][middle] / p.happened - 1.0 for p in points)
        scores.append(Score(name, fmean(losses), fmean(map(float, inside)), bias))
    for name in NAIVE:
        losses = [pinball(p.naive[name], p.happened, level) for p in points for level in LEVELS]
        scores.append(Score(name, fmean(losses), None, fmean(p.naive[name] / p.happened - 1.0 for p in points)))
    return tuple(scores)
