"""Quantiles with their intervals, and which figure matters, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from muster.risk.analysis.quantiles import chance_interval, intervals, quantile_ranks, quantiles
from muster.risk.analysis.sensitivity import first_order_index, first_order_share, rank_correlation, total_order_share
from muster.risk.sampling.random_streams import uniforms


def test_quantiles_are_order_statistics() -> None:
    assert quantiles(list(range(1, 101))) == {"p10": 10, "p50": 50, "p80": 80, "p95": 95}
    assert quantiles([7]) == {"p10": 7, "p50": 7, "p80": 7, "p95": 7}
    assert quantiles([1, 2, math.nan, math.nan]) == {"p10": 1, "p50": 2, "p80": None, "p95": None}
    assert quantiles([]) == dict.fromkeys(("p10", "p50", "p80", "p95"))


def test_the_interval_of_a_median_of_100_is_the_textbook_one() -> None:
    """The 40th to the 61st of 100 ordered draws: 96.5 % (David and Nagaraja, table of the sign test)."""
    estimate = quantile_ranks(0.5, 100)
    assert (estimate.rank + 1, (estimate.low or 0) + 1, (estimate.high or 0) + 1) == (50, 40, 61)


@pytest.mark.parametrize(("chance", "count"), [(0.5, 20), (0.8, 200), (0.1, 50), (0.95, 400)])
def test_an_interval_covers_what_it_says_and_not_much_more(chance: float, count: int) -> None:
    estimate = quantile_ranks(chance, count)
    assert estimate.low is not None
    assert estimate.high is not None
    within = sum(
        math.comb(count, k) * chance**k * (1 - chance) ** (count - k)
        for k in range(estimate.low + 1, estimate.high + 1)
    )
    assert within >= 0.95 - 1e-9
    narrower = within - max(
        math.comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in (estimate.low + 1, estimate.high)
    )
    assert narrower < 0.975


def test_few_draws_do_not_know_the_ends() -> None:
    assert intervals([1.0, 2.0, 3.0])["p95"][1] is None
    assert intervals([1.0, 2.0, 3.0])["p10"][0] is None


def test_the_interval_of_a_chance() -> None:
    """Wilson's for 0 of 10 ends at z2 / (n + z2), and 5 of 10 is even."""
    assert chance_interval(0, 10) == pytest.approx([0, 3.8416 / 13.8416], abs=1e-4)
    low, high = chance_interval(5, 10)
    assert low + high == pytest.approx(1)
    assert chance_interval(0, 0) == [0, 1]


def numbers(name: str, count: int) -> np.ndarray:
    return uniforms(1, (name,), 0, count)


def test_the_ishigami_function_has_its_published_shares() -> None:
    """sin x1 + 7 sin2 x2 + 0.1 x3^4 sin x1: 0.3139, 0.4424 and 0 (Saltelli et al. 2008, section 4.6)."""
    x = [-math.pi + 2 * math.pi * numbers(name, 4000) for name in "abc"]
    y = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    for figure, published in zip(x, (0.3139, 0.4424, 0.0), strict=True):
        estimate, error = first_order_share(figure, y)
        assert 0.005 < error < 0.05
        assert first_order_index(figure, y) == pytest.approx(published, abs=4 * error)
        assert 0 <= estimate <= 1


def totals_of(function: Callable[..., np.ndarray], names: str, count: int) -> list[tuple[float, float]]:
    """Each argument drawn anew while the others stay."""
    x = {name: numbers(name, count) for name in names}
    y = function(*x.values())
    return [total_order_share(y, function(*(x | {name: numbers(f"{name} again", count)}).values())) for name in names]


def test_the_ishigami_function_has_its_published_totals() -> None:
    """0.5576, 0.4424 and 0.2437: the third does all it does together with the first (Saltelli et al. 2008)."""

    def ishigami(*u: np.ndarray) -> np.ndarray:
        x, y, z = (-math.pi + 2 * math.pi * number for number in u)
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    for (estimate, error), published in zip(totals_of(ishigami, "abc", 4000), (0.5576, 0.4424, 0.2437), strict=True):
        assert 0.002 < error < 0.04
        assert estimate == pytest.approx(published, abs=4 * error)


def test_the_g_function_has_the_shares_of_its_formula() -> None:
    """Product of (|4x - 2| + a)/(1 + a), V = 1/(3 (1 + a)^2) each (Saltelli and Sobol 1995).

    First order V[i] / (product of (1 + V) - 1); total V[i] x product of the others' (1 + V) / (product of all - 1).
    """
    a = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0)

    def g(*u: np.ndarray) -> np.ndarray:
        parts = [(np.abs(4 * uniform - 2) + weight) / (1 + weight) for uniform, weight in zip(u, a, strict=True)]
        return np.prod(parts, axis=0)

    variances = [1 / (3 * (1 + weight) ** 2) for weight in a]
    whole = math.prod(1 + variance for variance in variances) - 1
    x = [numbers(name, 4000) for name in "abcdef"]
    for figure, variance in zip(x, variances, strict=True):
        assert first_order_index(figure, g(*x)) == pytest.approx(
            variance / whole, abs=4 * max(first_order_share(figure, g(*x))[1], 0.005)
        )
    for (estimate, error), variance in zip(totals_of(g, "abcdef", 4000), variances, strict=True):
        assert estimate == pytest.approx(variance * (1 + whole) / (1 + variance) / whole, abs=4 * error)
        assert error < 0.04


def test_the_error_of_a_total_is_as_large_as_it_says() -> None:
    """Of a sum a + 2 b the total of a is 1/5. Over 200 runs the estimates spread as their errors say."""
    totals = []
    for run in range(200):
        a, b, resampled = (numbers(f"{name} {run}", 200) for name in ("a", "b", "again"))
        totals.append(total_order_share(a + 2 * b, resampled + 2 * b))
    shares, errors = (np.array(values) for values in zip(*totals, strict=True))
    assert shares.mean() == pytest.approx(0.2, abs=4 * shares.std() / math.sqrt(200))
    # the spread of 200 runs is known to 5 %
    assert np.sqrt((errors**2).mean()) == pytest.approx(shares.std(), rel=0.25)
    assert 0.9 <= (np.abs(shares - 0.2) < 2 * errors).mean() <= 0.99


def test_shares_of_a_sum_are_those_of_the_variances() -> None:
    """y = 3 a + b + coin: variances 9/12, 1/12 and 1/4 of 13/12."""
    a, b, coin = numbers("a", 2000), numbers("b", 2000), (numbers("c", 2000) < 0.5).astype(float)
    y = 3 * a + b + coin
    for figure, part in ((a, 9 / 13), (b, 1 / 13), (coin, 3 / 13)):
        estimate, error = first_order_share(figure, y)
        assert estimate == pytest.approx(part, abs=4 * error)


def test_rank_correlation_by_hand() -> None:
    """Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 x 4 / (5 x 24) = 0.8; any rising function is 1."""
    x = np.array([1.0, 2, 3, 4, 5])
    assert rank_correlation(x, np.array([2.0, 1, 4, 3, 5])) == pytest.approx(0.8)
    assert rank_correlation(x, np.exp(x)) == pytest.approx(1)
    assert rank_correlation(x, -x) == pytest.approx(-1)


def test_what_does_not_vary_explains_nothing() -> None:
    x = numbers("a", 50)
    assert first_order_index(x, np.ones(50)) == 0
    assert first_order_index(np.ones(50), x) == 0
    assert rank_correlation(x, np.ones(50)) == 0
    assert first_order_share(x[:5], x[:5])[1] == math.inf
