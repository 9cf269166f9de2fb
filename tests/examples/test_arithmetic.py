"""What the READMEs of the made-up examples tell to check by hand, from the tables' own figures."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import muster
from examples.folders import example, planned

M = 1_000_000


@pytest.fixture(scope="module")
def vaccines() -> muster.Plan:
    return planned(example("vaccines-2021"))


@pytest.fixture(scope="module")
def transformers() -> muster.Plan:
    return planned(example("transformers"))


def served(plan: muster.Plan, request_id: str) -> dict[str, float]:
    return next(row for row in plan.summary["requests"] if row["request"] == request_id)


def total(frame: pl.DataFrame, column: str, *only: pl.Expr) -> float:
    return float(frame.filter(*only)[column].sum())


def test_first_courses_wait_for_what_the_country_can_take(vaccines: muster.Plan) -> None:
    # Shipped in August, a month after the first one-dose vaccine is filled: 0.5 and a twelfth of the way to 3 million.
    assert served(vaccines, "cod-first")["on_time"] == pytest.approx(0.5 * M + (3 - 0.5) * M / 12)


def test_what_was_handed_over_before_is_taken_off(vaccines: muster.Plan) -> None:
    assert served(vaccines, "lower-first")["quantity"] == 0.03 * 2_200 * M - 47.5 * M


def test_mrna_doses_of_2021_are_as_many_as_their_syringes(vaccines: muster.Plan) -> None:
    # 60 million in the pool; orders of July and August take three months, and the way to a country one.
    here = pl.col("item") == "dose-mrna", pl.col("bucket") <= date(2021, 12, 1), ~pl.col("request").str.contains("own")
    assert total(vaccines.tables["handed_over"], "quantity", *here) == pytest.approx((60 + 2 * 30) * M)


def test_doses_wait_for_consents(vaccines: muster.Plan) -> None:
    vector = pl.col("item") == "dose-vector"
    given = vaccines.tables["handed_over"]
    assert total(given, "quantity", vector, pl.col("holder").is_in(["USA", "EUROPE"])) == 0
    before = pl.col("bucket") < date(2022, 2, 1), ~pl.col("request").str.contains("own")
    assert total(given, "quantity", vector, pl.col("holder") == "IND", *before) == 0
    assert total(given, "quantity", vector, pl.col("holder") == "IND", ~before[0], before[1]) > 100 * M


def test_the_last_mile_is_spent_to_the_last(vaccines: muster.Plan) -> None:
    spent = vaccines.tables["spending"]
    assert total(spent, "amount", pl.col("fund") == "last-mile") == pytest.approx(775 * M)
    carried = total(spent, "amount", pl.col("fund") == "last-mile", pl.col("of") == "lane") / 0.7
    own = ~pl.col("request").str.contains("own"), pl.col("item").str.starts_with("dose-")
    assert total(vaccines.tables["handed_over"], "quantity", *own) == pytest.approx(carried)


def test_no_giver_keeps_a_pledge_of_doses_to_all_its_recipients(vaccines: muster.Plan) -> None:
    by_giver = pl.col("pledge").str.extract(r"^([a-z]+-\d+)-").alias("giver")
    sums = vaccines.tables["pledges"].group_by(by_giver).agg(pl.col("quantity", "handed_over_by_then").sum())
    assert sums.height == 5
    assert (sums["handed_over_by_then"] < sums["quantity"]).all()


def test_mobile_units_in_time_are_those_above_the_floors(transformers: muster.Plan) -> None:
    on_time = sum(served(transformers, one)["on_time"] for one in ("phl-mobile", "moz-mobile"))
    assert on_time == pytest.approx((4 - 2) + (3 - 1))


def test_urgent_units_come_from_reserves_and_from_places_given_up(transformers: muster.Plan) -> None:
    urgent = [served(transformers, one) for one in ("phl-220-urgent", "moz-220-urgent")]
    assert sum(row["on_time"] for row in urgent) == pytest.approx((9 - 6) + 2)
    # The other three are there in October, November and December, two months after leaving the maker: late 3 + 2 + 1.
    assert sum(row["late_unit_buckets"] for row in urgent) == pytest.approx(3 + 2 + 1)


def test_both_reserves_together_fill_the_urgent_link(transformers: muster.Plan) -> None:
    assert served(transformers, "phl-400-urgent")["on_time"] == pytest.approx((4 - 3) + (3 - 2))


def test_no_new_unit_is_there_before_its_lead_time(transformers: muster.Plan) -> None:
    moves = transformers.tables["moves"]
    new = pl.col("lane") == "kr-phl-220", pl.col("quantity") > 1e-6
    assert moves.filter(*new)["bucket"].min() >= date(2026, 2, 1)


def test_the_fund_runs_dry_and_withheld_units_stay(transformers: muster.Plan) -> None:
    assert total(transformers.tables["spending"], "amount", pl.col("fund") == "grid-fund") == pytest.approx(165 * M)
    assert total(transformers.tables["contributions"], "quantity", pl.col("party") == "ITA") == 0
    kept = dict(transformers.tables["pledges"].select("pledge", "kept").iter_rows())
    assert [pledge for pledge, is_kept in kept.items() if is_kept] == ["fra-400"]
