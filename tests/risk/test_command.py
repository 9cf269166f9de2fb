"""`muster risk` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import Run, runner
from risk.test_sweep import STORY
from stories.story import folder_of


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "story", STORY, buckets=6)


def test_the_summary_says_which_reading_is_which(run: Run, story: Path, tmp_path: Path) -> None:
    done = run("risk", story, "--draws", 16, "--workers", 1)
    assert done.code == 0
    assert done.err == ""
    assert "Reading fixed: today's plan is carried out in each draw" in done.out
    assert "16 draws of 2 figures of the table uncertainties and 1 defaults; seed 1." in done.out
    assert (tmp_path / "story.risk" / "risk.json").is_file()
    knowing = run("risk", story, "--draws", 16, "--workers", 1, "--reading", "knowing")
    assert "Reading knowing: each draw is planned with foresight" in knowing.out


def test_the_same_command_gives_the_same_object(run: Run, story: Path) -> None:
    arguments = ("risk", story, "--draws", 16, "--workers", 1, "--json")
    first, second = run(*arguments, "-o", "one"), run(*arguments, "-o", "two")
    assert first.object == second.object
    assert first.object["draws"] == 16


def test_another_sweep_gets_a_folder_of_its_own(run: Run, story: Path, tmp_path: Path) -> None:
    for seed in (1, 2):
        assert run("risk", story, "--draws", 2, "--seed", seed, "--workers", 1).code == 0
    assert (tmp_path / "story.risk-2" / "risk.json").is_file()
    refused = run("risk", story, "--draws", 2, "--seed", 3, "--workers", 1, "-o", "story.risk")
    assert refused.code == 2
    assert "something else" in refused.err


def test_a_draw_over_its_limit_is_counted_and_named(run: Run, story: Path) -> None:
    result = run("risk", story, "--draws", 3, "--draw-limit", 1, "--workers", 1, "--json").object
    assert (result["draws"], result["failed"]) == (3, 3)
    assert [item["draw"] for item in result["failures"]] == [0, 1, 2]
    assert all(item["status"].endswith("limit") for item in result["failures"])
    assert result["requests"][0]["met_by_due"] is None


def test_a_scenario_with_errors_has_no_chances(run: Run, tmp_path: Path) -> None:
    wrong = folder_of(tmp_path / "wrong", STORY + "request, r, due, uniform, 0, 1\n", buckets=6)
    done = run("risk", wrong)
    assert done.code == 1
    assert "UNC-005" in done.out
    assert run("risk", wrong, "--json").object["status"] == "invalid"
    assert not (tmp_path / "wrong.risk").exists()


def test_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    name = "<b>=1+1|[red]x"
    hostile = folder_of(
        tmp_path / "hostile", STORY.replace("\nr,", f"\n{name},").replace(" r,", f" {name},"), buckets=6
    )
    done = run("risk", hostile, "--draws", 2, "--workers", 1)
    assert done.code == 0
    assert name in done.out


def test_in_arabic(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "ar")
    done = run("risk", story, "--draws", 2, "--workers", 1)
    assert done.code == 0
    assert "Traceback" not in done.err
