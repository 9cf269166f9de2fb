"""Backtests: scores by hand, the shipped folders, and folders that are none."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import muster
from cli.command import Run, runner
from muster.risk.backtest import QUANTILE_LEVELS, BacktestError, pinball, read_backtest, run_backtest

SHIPPED = sorted((Path(__file__).parents[2] / "examples" / "backtests").glob("*/backtest.toml"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(capfd, monkeypatch)


def test_the_pinball_loss_by_hand() -> None:
    assert pinball(10, 12, 0.9) == pytest.approx(1.8)
    assert pinball(12, 10, 0.9) == pytest.approx(0.2)
    assert pinball(10, 10, 0.3) == 0


def test_the_two_backtests_are_there() -> None:
    assert [path.parent.name for path in SHIPPED] == ["eu-million-2023", "us-155-2024"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_shipped_backtest_is_sound(path: Path) -> None:
    case = read_backtest(path.parent)
    known = muster.read(path.parent / "known")
    assert [problem for problem in known.problems if problem.severity != "note"] == []
    assert known.settings.as_of is not None
    assert all(dated.date > known.settings.as_of for dated in case.happened)
    assert all(dated.date <= known.settings.as_of for dated in case.past)
    assert all(dated.source for dated in (*case.past, *case.promised, *case.happened))


def test_the_naive_forecasts_of_the_us_case_by_hand() -> None:
    tested = run_backtest(read_backtest(SHIPPED[1].parent), draws=20)
    assert [point.naive["official"] for point in tested.points] == [60_000, 75_000, 100_000]
    # each of the two other cases of building once: 0.5 and 0.85
    ratio = [point.naive["ratio"] for point in tested.points]
    assert ratio == pytest.approx([0.675 * 60_000, 0.675 * 75_000, 0.675 * 100_000])
    days = [date(2022, 9, 1), date(2023, 3, 1), date(2023, 9, 1), date(2023, 10, 1)]
    rates = [14_400, 14_000, 24_000, 28_000]
    centre, mean = sum(day.toordinal() for day in days) / 4, sum(rates) / 4
    slope = sum((day.toordinal() - centre) * (rate - mean) for day, rate in zip(days, rates, strict=True))
    slope /= sum((day.toordinal() - centre) ** 2 for day in days)
    line = mean + slope * (date(2024, 10, 1).toordinal() - centre)
    assert tested.points[0].naive["line"] == pytest.approx(line)
    scores = {score.forecast: score for score in tested.scores}
    assert scores["official"].bias == pytest.approx((0.5 + 0.875 + 1.5) / 3)
    losses = [(1 - level) * over for over in (20_000, 35_000, 60_000) for level in QUANTILE_LEVELS]
    assert scores["official"].pinball == pytest.approx(sum(losses) / len(losses))
    assert scores["official"].coverage is None


def test_muster_forecasts_what_its_own_draws_come_to() -> None:
    """US output is the capacity, max(28,000, factor x promise); today's plan takes no more than promised."""
    tested = run_backtest(read_backtest(SHIPPED[1].parent), draws=40)
    for point, promised in zip(tested.points, (60_000, 75_000, 100_000), strict=True):
        known = point.quantiles["knowing"]
        assert known == sorted(known)
        assert known[0] >= 28_000 - 1e-6
        assert known[-1] > promised
    assert tested.points[0].quantiles["fixed"][0] == pytest.approx(28_000)
    assert [point.quantiles["fixed"][-1] for point in tested.points] == pytest.approx([60_000, 75_000, 100_000])
    assert tested.fit.cases == 2


def test_the_command_prints_scores(run: Run) -> None:
    done = run("backtest", SHIPPED[1].parent, "--draws", 20, "--json")
    assert done.code == 0
    result = done.object
    assert {score["forecast"] for score in result["scores"]} == {"fixed", "knowing", "official", "line", "ratio"}
    assert len(result["points"]) == 3
    printed = run("backtest", SHIPPED[1].parent, "--draws", 20)
    assert "straight line" in printed.out
    assert "100,000" in printed.out


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("backtest.toml", "title = ", "cannot be read"),
        ("backtest.toml", 'title = "x"\n', "does not say case"),
        ("backtest.toml", 'title = "x"\ncase = "c"\nrequest = "r"\nmeasure = "yearly"\n', "per_bucket, by_then"),
        ("backtest.toml", 'title = "x"\ncase = "c"\nrequest = "r"\nmeasure = "by_then"\n', 'no request "r"'),
        ("happened.csv", "date,quantity\n2024-10-01,many\n", "row 2 needs a date"),
        ("happened.csv", "date,quantity\n2024-10-01,nan\n", "row 2 needs a date"),
        ("happened.csv", "date,quantity\n2034-10-01,5\n", "outside the horizon"),
        ("happened.csv", "date,quantity\n", "figures above 0"),
        ("known/scenario.toml", "", "has no plan"),
    ],
)
def test_a_folder_that_is_no_backtest_is_refused(tmp_path: Path, run: Run, file: str, text: str, words: str) -> None:
    folder = tmp_path / "case"
    shutil.copytree(SHIPPED[1].parent, folder)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(BacktestError) as refused:
        run_backtest(read_backtest(folder), draws=20)
    assert words in str(refused.value)
    done = run("backtest", folder)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(BacktestError):
        read_backtest(tmp_path)
