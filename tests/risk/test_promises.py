"""The defaults: the fit by hand, and the data that it rests on."""

from __future__ import annotations

import csv
import math
from importlib.resources import files

import pytest

from muster.risk.sampling.default_distributions import fit_promises, read_promises, t_quantile
from muster.scenario.checks.distributions import parse_distribution_values

US = (40 / 36, 40 / 90, 40 / 60, 40 / 60, 40 / 75, 40 / 100)


def test_the_fit_counts_each_case_once() -> None:
    means = [sum(map(math.log, US)) / 6, math.log(0.5), math.log(0.85)]
    mean = sum(means) / 3
    spread = math.sqrt(sum((case_mean - mean) ** 2 for case_mean in means) / 2)
    fitted = fit_promises()
    assert (fitted.cases, fitted.purchases) == (3, 2)
    assert fitted.median == pytest.approx(math.exp(mean))
    # t with 2 degrees of freedom at 0.9 is 1.8856, the normal 1.2816 (any table)
    assert fitted.sigma == pytest.approx(spread * math.sqrt(4 / 3) * 1.8856 / 1.2816, rel=1e-4)
    assert fitted.kept_chance == 3 / 4


@pytest.mark.parametrize(("freedom", "value"), [(1, 3.0777), (2, 1.8856), (3, 1.6377), (10, 1.3722)])
def test_students_t_as_in_any_table(freedom: int, value: float) -> None:
    assert t_quantile(0.9, freedom) == pytest.approx(value, abs=1e-4)


def test_a_case_left_out_is_left_out() -> None:
    means = [math.log(0.5), math.log(0.85)]
    fitted = fit_promises("US 155 mm output")
    assert fitted.cases == 2
    assert fitted.median == pytest.approx(math.exp(sum(means) / 2))
    assert fitted.sigma > fit_promises().sigma


def test_a_purchase_is_kept_or_turns_out_as_building() -> None:
    pairs = parse_distribution_values("discrete", fit_promises().purchase_values)
    assert sum(chance for _, chance in pairs) == pytest.approx(1)
    assert dict(pairs)[1.0] == pytest.approx(0.75)


def test_every_promise_has_its_sources() -> None:
    rows = list(csv.DictReader((files("muster.risk.sampling") / "promises.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(read_promises()) == 10
    for row in rows:
        assert row["promised_source"]
        assert row["realised_source"]
        assert row["promised_url"].startswith("https://")
        assert float(row["ratio"]) == pytest.approx(float(row["realised"]) / float(row["promised"]), abs=0.006)
        assert row["kind"] in ("build", "buy", "mixed")
