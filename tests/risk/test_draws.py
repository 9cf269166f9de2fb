"""Random numbers that are common, and the distributions they are put through."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from muster.risk.sampling.distributions import beta_cdf, inverse_beta, outage_factors, quantile
from muster.risk.sampling.random_streams import uniforms
from muster.risk.sampling.uncertain_input import UncertainInput


def drawn(distribution: str, u: list[float], **parameters: Any) -> list[float]:
    figure = UncertainInput("request", "r", "quantity", distribution, **parameters)
    return [float(value) for value in quantile(figure, np.array(u))]


def test_a_draw_has_the_same_number_in_any_block() -> None:
    whole = uniforms(7, ("lane", "sea", "lead_time"), 0, 100)
    for first, count in ((0, 1), (3, 5), (16, 16), (99, 1)):
        part = uniforms(7, ("lane", "sea", "lead_time"), first, count)
        assert part.tolist() == whole[first : first + count].tolist()


def test_numbers_belong_to_the_seed_and_the_name() -> None:
    def numbers(seed: int, *name: str) -> list[float]:
        return uniforms(seed, name, 0, 8).tolist()

    assert numbers(1, "lane", "sea") == numbers(1, "lane", "sea")
    others = [
        numbers(2, "lane", "sea"),
        numbers(1, "lane", "air"),
        numbers(1, "lanesea"),
        numbers(1, "lane", "se", "a"),
    ]
    assert all(not set(numbers(1, "lane", "sea")) & set(other) for other in others)


def test_numbers_are_even_and_strictly_inside() -> None:
    numbers = uniforms(1, ("x",), 0, 40_000)
    assert 0 < numbers.min() < numbers.max() < 1
    counts, _ = np.histogram(numbers, 20, (0, 1))
    # 20 parts of 2,000: a standard deviation is sqrt(2000 x 0.95) = 43.6
    assert np.abs(counts - 2000).max() < 5 * 43.6


@pytest.mark.parametrize(
    ("distribution", "parameters", "at", "values"),
    [
        ("fixed", {"p1": 3.0}, [0.1, 0.9], [3, 3]),
        ("uniform", {"p1": 2.0, "p2": 6.0}, [0.25, 0.5], [3, 4]),
        # rising half: chance (x - 0)^2 / (2 x 1) below x
        ("triangular", {"p1": 0.0, "p2": 1.0, "p3": 2.0}, [0.125, 0.5, 0.875], [0.5, 1, 1.5]),
        ("triangular", {"p1": 1.0, "p2": 1.0, "p3": 1.0}, [0.3], [1]),
        ("normal", {"p1": 10.0, "p2": 2.0}, [0.5, 0.975], [10, 10 + 2 * 1.959964]),
        # cut off at the mean, the median is the three-quarter point
        ("normal", {"p1": 0.0, "p2": 1.0, "p3": 0.0}, [0.5], [0.6744898]),
        ("lognormal", {"p1": 0.5, "p2": 1.0}, [0.5, 0.975], [0.5, 0.5 * math.exp(1.959964)]),
        ("bernoulli", {"p1": 0.3}, [0.69, 0.71], [0, 1]),
        ("discrete", {"values": "1:0.8; 0.5:0.2"}, [0.19, 0.21, 0.99], [0.5, 1, 1]),
        ("empirical", {"values": "0.4; 0.52; 1.1"}, [0.3, 0.5, 0.9], [0.4, 0.52, 1.1]),
        ("beta", {"p1": 2.0, "p2": 2.0, "p3": 4.0}, [0.5, 0.15625], [2, 1]),
    ],
)
def test_a_distribution_has_the_quantiles_of_its_formula(
    distribution: str, parameters: dict[str, Any], at: list[float], values: list[float]
) -> None:
    assert drawn(distribution, at, **parameters) == pytest.approx(values, rel=1e-6)


def test_the_length_of_an_outage_is_as_published() -> None:
    """stockpyl-disruption: recovery with chance 0.25 a period; P50, P90 and P95 are 3, 9 and 11 periods."""
    assert drawn("geometric", [0.5, 0.9, 0.95], p1=0.25) == [3, 9, 11]
    assert drawn("geometric", [0.01, 0.99], p1=1.0) == [1, 1]


def test_outages_come_and_go_as_they_should() -> None:
    """Begun with chance 0.04, ended with 0.25: out 0.04 / 0.29 of the time; 1 - 0.75^n last n buckets or fewer."""
    factors = outage_factors(uniforms(1, ("line",), 0, 400_000), 0.04, 0.25, 0.2)
    assert set(factors.tolist()) == {1.0, 0.2}
    assert (factors < 1).mean() == pytest.approx(0.04 / 0.29, abs=0.004)
    edges = np.flatnonzero(np.diff(np.concatenate([[1.0], factors, [1.0]])))
    lengths = edges[1::2] - edges[::2]
    # about 13,800 outages: a standard deviation is at most 0.5 / sqrt(13,800) = 0.0043
    for length in (1, 3, 9, 11):
        assert (lengths <= length).mean() == pytest.approx(1 - 0.75**length, abs=4 * 0.0043)


@pytest.mark.parametrize(("a", "b"), [(1.0, 3.0), (3.0, 1.0), (0.5, 0.5), (40.0, 2.0), (1.0, 1.0)])
def test_the_beta_distribution_is_inverted(a: float, b: float) -> None:
    u = np.array([1e-6, 0.01, 0.3, 0.5, 0.9, 0.999])
    assert beta_cdf(inverse_beta(u, a, b), a, b) == pytest.approx(u, abs=1e-9)
    closed = {(1.0, 3.0): 1 - (1 - u) ** (1 / 3), (3.0, 1.0): u ** (1 / 3), (0.5, 0.5): np.sin(np.pi * u / 2) ** 2}
    if (a, b) in closed:
        assert inverse_beta(u, a, b) == pytest.approx(closed[a, b], abs=1e-9)
