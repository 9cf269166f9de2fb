"""Published answers: stockpyl's disruptions, and the three weighted draws of gams-lands."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import muster
from muster.risk.analysis.quantiles import CHANCES, intervals, quantiles
from muster.risk.sampling.distributions import quantile
from muster.risk.sampling.random_streams import uniforms
from muster.risk.sampling.sampled_scenario import apply_draw
from muster.risk.sampling.uncertain_input import UncertainInput
from risk.simulations import foresee
from stories.story import folder_of


def numbers_of(name: str) -> Any:
    return json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8"))


DISRUPTION = numbers_of("stockpyl-disruption")
LANDS = numbers_of("gams-lands")
LONGEST = 120
"""Outages of more periods have a chance below 1e-15."""


def chances() -> list[float]:
    """How likely a period is the n-th of an outage, n = 0 for none (Snyder and Shen, section 9.2)."""
    begins, ends = DISRUPTION["disruption_probability"], DISRUPTION["recovery_probability"]
    working = ends / (begins + ends)
    return [working] + [working * begins * (1 - ends) ** (n - 1) for n in range(1, LONGEST)]


def test_the_lengths_of_drawn_outages_have_the_published_quantiles() -> None:
    """An outage lasts at most n periods with chance 1 - 0.75^n: P10 1, P50 3, P80 6, P95 11, within what draws know."""
    figure = UncertainInput("resource", "line", "quantity", "geometric", DISRUPTION["recovery_probability"])
    lengths = sorted(quantile(figure, uniforms(1, figure.stream_key, 0, 2000)).tolist())
    for (name, value), (low, high) in zip(quantiles(lengths).items(), intervals(lengths).values(), strict=True):
        exact = math.ceil(math.log(1 - CHANCES[name]) / math.log(1 - DISRUPTION["recovery_probability"]))
        assert low is not None
        assert high is not None
        assert low <= exact <= high
        assert value in (low, exact, high)
    assert quantiles(lengths)["p50"] == 3


def test_outages_of_a_line_cost_what_is_published_in_quantiles_too(tmp_path: Path) -> None:
    """The cost of a period is a step for each period that the outage has lasted; its quantiles are those of the steps.

    With a base stock of 8,000, n periods without goods leave h (8000 - 2000 (n + 1)) or p (2000 (n + 1) - 8000).
    """
    optimal = next(case for case in DISRUPTION["published"] if case.get("optimal"))
    scenario, base = period(tmp_path, optimal["base_stock"]), optimal["base_stock"]
    demand = DISRUPTION["demand_per_period"]
    left = [base - demand * (n + 1) for n in range(40)]
    exact = [max(DISRUPTION["holding_cost"] * quantity, -DISRUPTION["stockout_cost"] * quantity) for quantity in left]
    costs = [foresee(apply_draw(scenario, [_factor()], [n + 1.0]), n).request_tiers[0] for n in range(40)]
    assert costs == pytest.approx(exact, rel=1e-6, abs=1e-6)
    drawn = quantile(_factor(), uniforms(1, ("request", "r", "quantity"), 0, 4000)).tolist()
    ordered = sorted(costs[int(value) - 1] for value in drawn)
    weighed = sorted(zip(exact, chances(), strict=False))
    ends = np.cumsum([chance for _, chance in weighed])
    for name, chance in CHANCES.items():
        known = weighed[int(np.searchsorted(ends, chance))][0]
        low, high = intervals(ordered)[name]
        assert low is not None
        assert high is not None
        assert low - 1e-6 <= known <= high + 1e-6


def period(path: Path, base_stock: float) -> muster.Scenario:
    """One period: what is wanted since goods last came is taken from the base stock, the rest is late."""
    story = f"""
    requests: request, location, wants, quantity, due, late_cost
    r, depot, pump, {DISRUPTION["demand_per_period"]}, 2024-01-01, {DISRUPTION["stockout_cost"]}
    stocks: location, item, quantity
    depot, pump, {base_stock}
    items: item, holding_cost
    pump, {DISRUPTION["holding_cost"]}
    """
    return muster.read(folder_of(path, story, buckets=1, objective="value"))


@pytest.mark.parametrize("case", DISRUPTION["published"], ids=lambda case: str(case["base_stock"]))
def test_the_cost_of_a_base_stock_is_as_published(case: dict[str, Any], tmp_path: Path) -> None:
    """Each length of outage is a draw, planned once; weighed by its chance the costs are the published one."""
    scenario = period(tmp_path, case["base_stock"])
    factor = UncertainInput("request", "r", "quantity", "discrete")
    costs = [foresee(apply_draw(scenario, [factor], [n + 1.0]), n).request_tiers[0] for n in range(LONGEST)]
    assert float(np.dot(chances(), costs)) == pytest.approx(case["cost"], rel=1e-6)


def test_sampled_draws_come_as_near_to_it_as_their_error_says(tmp_path: Path) -> None:
    optimal = next(case for case in DISRUPTION["published"] if case.get("optimal"))
    scenario = period(tmp_path, optimal["base_stock"])
    known = {n + 1.0: foresee(apply_draw(scenario, [_factor()], [n + 1.0]), n).request_tiers[0] for n in range(40)}
    drawn = quantile(_factor(), uniforms(1, ("request", "r", "quantity"), 0, 4000)).tolist()
    costs = np.array([known[value] for value in drawn])
    error = float(costs.std(ddof=1) / np.sqrt(len(costs)))
    assert error < 0.05 * optimal["cost"]
    assert costs.mean() == pytest.approx(optimal["cost"], abs=4 * error)


def _factor() -> UncertainInput:
    probabilities = chances()[:40]
    probabilities[0] += 1.0 - sum(probabilities)
    values = "; ".join(f"{n + 1}:{chance!r}" for n, chance in enumerate(probabilities))
    return UncertainInput("request", "r", "quantity", "discrete", values=values)


MODES = ("mode-1", "mode-2", "mode-3")


def lands(path: Path, built: dict[str, float] | None = None) -> muster.Scenario:
    """The power plants: capacity is an item that is made for money and used up by the modes of demand.

    `built` gives the capacities; else they are chosen. At least the total is asked for as a request of its own.
    """
    plants = LANDS["plants"]
    operations = [
        f"build-{p}, works, {cost}, {'' if built is None else built[p]}"
        for p, cost in zip(plants, LANDS["capital_cost"], strict=True)
    ]
    items, lines = [], []
    for plant_index, plant in enumerate(plants):
        lines += [f"build-{plant}, cap-{plant}, 1", f"build-{plant}, total, 1"]
        for mode, cost in zip(MODES, LANDS["operating_cost"][plant_index], strict=True):
            operations.append(f"run-{plant}-{mode}, works, {cost}, ")
            items += [f"run-{plant}-{mode}, cap-{plant}, -1", f"run-{plant}-{mode}, {mode}, 1"]
    demands = [5, *LANDS["demand_modes_2_3"]]
    requests = [f"{m}, works, {m}, {q}, 2024-01-01, 10000" for m, q in zip(MODES, demands, strict=True)]
    requests.append(f"total, works, total, {LANDS['min_total_capacity']}, 2024-01-01, 10000")
    text = "\n".join(
        [
            "operations: operation, location, unit_cost, maximum",
            *operations,
            "operation_items: operation, item, quantity",
            *lines,
            *items,
            "requests: request, location, wants, quantity, due, late_cost",
            *requests,
            "funds: fund, date, amount",
            f"budget, 2024-01-01, {LANDS['budget']}",
            "fund_uses: fund, of, id",
            *(f"budget, operation, build-{p}" for p in plants),
        ]
    )
    return muster.read(folder_of(path, text, buckets=1, objective="value"))


def weighed(scenario: muster.Scenario) -> tuple[float, list[float]]:
    """The cost of each of the three draws, planned one by one, and their weighted mean."""
    demand = UncertainInput("request", "mode-1", "quantity", "discrete", applies="value")
    outcomes = [
        foresee(apply_draw(scenario, [demand], [float(quantity)]), 0) for quantity in LANDS["demand_mode_1_scenarios"]
    ]
    assert all(outcome.status == "optimal" and all(outcome.met_by_due) for outcome in outcomes)
    costs = [outcome.cost for outcome in outcomes]
    return float(np.dot(LANDS["probability"], costs)), costs


def test_lands_with_the_capacities_of_its_answer_costs_as_published(tmp_path: Path) -> None:
    """8/3, 4, 10/3 and 2 (Louveaux and Smeers 1988): 381.8533 weighed over the three draws."""
    built = dict(zip(LANDS["plants"], (8 / 3, 4.0, 10 / 3, 2.0), strict=True))
    mean, _ = weighed(lands(tmp_path, built))
    assert mean == pytest.approx(381.8533, rel=1e-6)


def test_lands_with_foresight_costs_no_more_and_rises_with_demand(tmp_path: Path) -> None:
    """Building before demand is known costs 381.8533; knowing it, each draw costs what its own best plan does."""
    mean, costs = weighed(lands(tmp_path))
    assert mean < 381.8533
    assert costs == sorted(costs)
