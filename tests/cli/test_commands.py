"""Every command: what it prints, what it writes, and the exit code it leaves with."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

import muster
from cli.command import Run, runner
from plans.small_plans import LATER_FLOOR, STORY, files_of
from stories.story import folder_of

UNBOUNDED = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    stocks: location, item, quantity, end_value
    works, thing, 0, 2
"""

WRONG = """
    stocks: location, item, quantity
    depot, thing, many
    nowhere-named, thing, -3
"""


@pytest.fixture(name="run")
def _run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture(name="story")
def _story(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "story", STORY, buckets=4)


# -- plan


def test_plan_prints_writes_and_leaves_with_0(run: Run, story: Path) -> None:
    done = run("plan", story, "-o", "p")
    assert (done.code, done.err) == (0, "")
    assert "A story" in done.out
    for words in ("Proved: no better plan", "by the end", "Cost:", "Consents", "Floors:", "Assumptions:", "Plan: p"):
        assert words in done.out, words
    assert muster.verify("p").is_valid


def test_plan_json_is_plan_json(run: Run, story: Path) -> None:
    done = run("plan", story, "-o", "p", "--json")
    assert done.code == 0
    told = done.object
    written = json.loads(Path("p/plan.json").read_text())
    for summary in (told, written):
        summary["seconds"].pop("write", None)
    assert told == written
    assert told["status"] == "optimal"


def test_plan_without_a_name_takes_the_next_free_one(run: Run, story: Path) -> None:
    for name in ("story.plan", "story.plan-2", "story.plan-3"):
        assert name in run("plan", story).out
        assert Path(name, "plan.json").is_file()


def test_plan_of_a_folder_has_its_whole_name(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = story.rename(story.parent / "ramstein.2024-05")
    assert run("plan", folder).code == 0
    assert Path("ramstein.2024-05.plan", "plan.json").is_file()
    monkeypatch.chdir(folder)
    assert run("plan", ".").code == 0
    assert Path("ramstein.2024-05.plan", "plan.json").is_file()


def test_plan_of_a_workbook_is_named_after_it(run: Run, story: Path) -> None:
    from muster.scenario.write import write

    write(muster.read(story), "book.xlsx")
    assert run("plan", "book.xlsx").code == 0
    assert Path("book.plan", "plan.json").is_file()


def test_plan_refuses_what_is_there(run: Run, story: Path) -> None:
    Path("p").mkdir()
    done = run("plan", story, "-o", "p")
    assert done.code == 2
    assert "p already exists" in done.err
    assert files_of(Path("p")) == []
    told = run("plan", story, "-o", "p", "--json")
    assert told.code == 2
    assert told.object["problems"][0]["code"] == "USAGE"


def test_a_place_that_cannot_be_written_is_refused_before_planning(run: Run, story: Path) -> None:
    Path("file").write_text("")
    done = run("plan", story, "-o", "file/p", "--json")
    assert done.code == 2
    assert done.object["problems"][0]["code"] == "USAGE"
    assert "cannot be written" in done.object["problems"][0]["reason"]


def test_plan_that_cannot_be_written_is_still_told(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("muster.plans.storage.write.write_certificate", full)
    done = run("plan", story, "-o", "p", "--json")
    assert done.code == 2
    assert json.loads(done.out)["status"] == "optimal"
    assert json.loads(done.out)["problems"][-1]["code"] == "WRITE"
    assert "No space left on device" in done.err
    assert not Path("p").exists()


def test_plan_csv_escapes_formulas(run: Run, tmp_path: Path) -> None:
    story = folder_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, =1+1, 5
        requests: request, location, wants, quantity, due
        @SUM(A1), depot, =1+1, 5, 2024-01
        """,
    )
    assert run("plan", story, "-o", "p", "--csv").code == 0
    assert "'@SUM(A1)," in Path("p/requests.csv").read_text()
    assert {path.stem for path in Path("p").glob("*.csv")} == {path.stem for path in Path("p").glob("*.parquet")}
    assert muster.verify("p").is_valid


BASES = """
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
    capacities: resource, basis, quantity
    line, contracted, 2
    line, announced, 5
    requests: request, location, wants, quantity, due
    r, works, thing, 100, 2024-01
"""


@pytest.mark.parametrize(
    ("bases", "made"), [("announced", 15), ("contracted,announced", 6), ("announced, contracted", 15), ("assumed", 0)]
)
def test_plan_basis(run: Run, tmp_path: Path, bases: str, made: float) -> None:
    story = folder_of(tmp_path / "s", BASES)
    told = run("plan", story, "-o", "p", "--basis", bases, "--json").object
    assert told["requests"][0]["handed_over"] == pytest.approx(made)
    assert told["options"]["basis"] == [part.strip() for part in bases.split(",")]
    assert muster.verify("p").is_valid


@pytest.mark.parametrize("bases", ["guessed", "", ",", "announced,announced"])
def test_plan_with_a_basis_that_is_none(run: Run, tmp_path: Path, bases: str) -> None:
    done = run("plan", folder_of(tmp_path / "s", BASES), "-o", "p", "--basis", bases, "--json")
    assert done.code in (1, 2)
    assert done.object["status"] == "invalid"
    assert not Path("p").exists()


def test_plan_patch(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "s", BASES)
    Path("more.toml").write_text(
        '[[change]]\ntable = "capacities"\nkey = {resource = "line", basis = "contracted"}\nset = {quantity = 7}\n'
    )
    Path("less.toml").write_text("[settings]\nbuckets = 2\n")
    told = run("plan", story, "-o", "p", "--patch", "more.toml", "--patch", "less.toml", "--json").object
    assert told["requests"][0]["handed_over"] == pytest.approx(14)
    assert told["options"]["patch"] == ["more.toml", "less.toml"]
    assert told["scenario"]["digest"] != muster.read(story).digest
    assert muster.verify("p").is_valid


def test_plan_with_a_patch_that_does_not_fit(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "s", BASES)
    Path("wrong.toml").write_text('[[change]]\ntable = "lanes"\nkey = {lane = "x"}\nset = {unit_cost = 7}\n')
    done = run("plan", story, "-o", "p", "--patch", "wrong.toml", "--json")
    assert done.code == 1
    assert done.object["problems"]
    assert not Path("p").exists()
    assert run("plan", story, "-o", "p", "--patch", "missing.toml").code in (1, 2)


def test_plan_errors_leave_with_1(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "s", WRONG)
    done = run("plan", story)
    assert done.code == 1
    assert "No plan" in done.out
    told = run("plan", story, "--json")
    assert told.code == 1
    assert told.object["status"] == "invalid"
    assert any(problem["severity"] == "error" for problem in told.object["problems"])
    assert not Path("s.plan").exists()


def test_plan_conflict_leaves_with_3(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "s", LATER_FLOOR)
    done = run("plan", story)
    assert done.code == 3
    assert "reserves.csv row 2, floor: depot/thing" in done.out
    told = run("plan", story, "--json")
    assert told.code == 3
    assert told.object["conflict"] == [{"table": "reserves", "row": 2, "id": "depot/thing"}]
    assert told.object["problems"] == []
    assert not Path("s.plan").exists()


def test_plan_out_of_time_leaves_with_4(run: Run, story: Path) -> None:
    done = run("plan", story, "--time-limit", "1e-9")
    assert done.code == 4
    assert "--time-limit" in done.out
    told = run("plan", story, "--time-limit", "1e-9", "--json")
    assert told.code == 4
    assert told.object["status"] == "time_limit"
    assert not Path("story.plan").exists()


def test_plan_without_bound_leaves_with_5(run: Run, tmp_path: Path) -> None:
    story = folder_of(tmp_path / "s", UNBOUNDED, objective="value")
    done = run("plan", story)
    assert done.code == 5
    assert "the value is unbounded" in done.out
    told = run("plan", story, "--json")
    assert told.code == 5
    assert told.object["status"] == "unbounded"
    assert not Path("s.plan").exists()


# -- wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "story", "--time-limit", "0"],
        ["plan", "story", "--time-limit", "soon"],
        ["plan", "story", "--colour"],
        ["plan", "story", "more"],
        ["check"],
        ["nothing"],
        ["verify"],
        ["new"],
    ],
)
def test_wrong_usage_leaves_with_2(run: Run, story: Path, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert done.err
    told = run(*arguments, "--json")
    assert told.code == 2
    assert told.object["status"] == "invalid"
    assert told.object["problems"][0]["reason"]


@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_scenario_that_is_not_there(run: Run, command: str) -> None:
    told = run(command, "nowhere", "--json")
    assert told.code == 1
    assert told.object["problems"]
    assert run(command, "nowhere").code == 1


# -- check


def test_check_tells_all_problems(run: Run, tmp_path: Path) -> None:
    done = run("check", folder_of(tmp_path / "s", WRONG))
    assert done.code == 1
    assert "stocks.csv row 2, quantity" in done.out
    assert "stocks.csv row 3, quantity" in done.out
    assert "2 errors" in done.out
    assert done.err == ""


def test_check_json(run: Run, story: Path, tmp_path: Path) -> None:
    told = run("check", story, "--json")
    assert told.code == 0
    assert told.object["status"] == "valid"
    assert told.object["scenario"] == {"title": "A story", "digest": muster.read(story).digest}
    told = run("check", folder_of(tmp_path / "s", WRONG), "--json")
    assert told.code == 1
    keys = {"code", "severity", "file", "row", "column", "value", "reason", "remedy"}
    assert all(problem.keys() == keys for problem in told.object["problems"])


# -- verify


def test_verify(run: Run, story: Path) -> None:
    run("plan", story, "-o", "p")
    done = run("verify", "p")
    assert (done.code, done.err) == (0, "")
    assert "This plan is valid" in done.out
    path = Path("p/requests.parquet")
    path.write_bytes(path.read_bytes() + b"x")
    done = run("verify", "p")
    assert done.code == 1
    assert "requests.parquet was changed" in done.out
    assert "This plan is not valid" in done.out
    assert run("verify", "nowhere").code == 1


# -- new, demo


@pytest.mark.parametrize("target", ["mine", "mine.xlsx"])
def test_new_gives_a_scenario_without_problems(run: Run, target: str) -> None:
    assert run("new", target).code == 0
    assert Path(target).exists()
    assert run("check", target).code == 0
    again = run("new", target)
    assert again.code == 2
    assert "is there already" in again.err


def test_new_datapackage(run: Run, story: Path) -> None:
    assert run("new", "--datapackage", story).code == 0
    described: dict[str, Any] = json.loads((story / "datapackage.json").read_text())
    assert {resource["name"] for resource in described["resources"]} >= {"stocks", "requests"}
    assert run("new", "--datapackage", "nowhere").code in (1, 2)


def test_demo_plans_the_example(run: Run) -> None:
    done = run("demo")
    assert done.code == 0
    assert "Proved: no better plan exists with these figures." in done.out
    assert "Cost: 15.74 billion USD, of which 1.43 billion is covered by no fund." in done.out
    assert muster.verify("brussels-2022.plan").is_valid


# -- help


@pytest.mark.parametrize("command", ["check", "plan", "verify", "report", "explain", "compare", "new", "demo"])
def test_help(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"muster {command}" in done.out
    assert command in run("--help").out


def test_version(run: Run) -> None:
    from importlib.metadata import version

    assert version("muster") in run("--version").out
