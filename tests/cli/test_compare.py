"""`muster compare`: sentences, tables and JSON, exit codes, and the page that shows them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import muster
from cli.command import Run, runner
from muster import text
from muster.plans import write_plan
from stories.story import plan_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compare.md"

STORY = """
    receipts: location, item, quantity, date
    depot, thing, 10, {day}
    requests: request, location, wants, quantity, due
    {request}, depot, thing, 10, 2024-01
"""


@pytest.fixture(name="run")
def _run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def planned(name: str, story: str, **settings: Any) -> Path:
    """The story's plan as a folder."""
    return write_plan(plan_of(Path(f"{name}.scenario"), story, **settings), name)


@pytest.fixture(name="pair")
def _pair(run: Run) -> None:
    """Two plans, `a` and `b`: what comes in February comes in January."""
    planned("a", STORY.format(request="r", day="2024-02-01"))
    planned("b", STORY.format(request="r", day="2024-01-01"))


@pytest.mark.usefixtures("pair")
def test_what_changed_in_words_and_figures(run: Run) -> None:
    done = run("compare", "a", "b")
    assert (done.code, done.err) == (0, "")
    assert "First plan: A story (a)" in done.out
    assert "Second plan: A story (b)" in done.out
    assert "r is filled 1 month earlier: by 2024-01-31 instead of 2024-02-29." in done.out
    lines = [line.split() for line in done.out.splitlines()]
    assert ["r", "1", "first", "10", "0", "10", "2024-02-29"] in lines
    assert ["second", "10", "10", "10", "2024-01-31"] in lines
    assert "1 cell differs in receipts.csv." in done.out
    assert ["receipts.csv", "2", "depot,", "thing", "date", "2024-02-01", "2024-01-01"] in lines


@pytest.mark.usefixtures("pair")
def test_a_plan_and_itself(run: Run) -> None:
    done = run("compare", "a", "a")
    assert done.code == 0
    assert done.out.splitlines()[2:] == [
        "",
        "Nothing changes for any request.",
        "",
        "Both plans were made from the same tables, settings and options.",
    ]


@pytest.mark.usefixtures("pair")
def test_json_alone(run: Run) -> None:
    told = run("compare", "a", "b", "--json")
    assert told.code == 0
    found = told.object
    assert (found["before"]["plan"], found["after"]["plan"]) == ("a", "b")
    assert found["before"]["digest"] == muster.read("a/scenario").digest
    assert found["requests"][0]["months"] == -1
    assert found["words"][-1] == "1 cell differs in receipts.csv."


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("wrong", ["nowhere", "a.scenario", "altered", "file"])
def test_what_is_no_plan_is_wrong_usage(run: Run, wrong: str) -> None:
    Path("b").rename("altered")
    with Path("altered", "requests.parquet").open("ab") as file:
        file.write(b"x")
    Path("file").write_text("{}")
    for arguments in (["a", wrong], [wrong, "a"]):
        done = run("compare", *arguments)
        assert (done.code, done.out) == (2, "")
        assert f"{wrong} cannot be read as a plan" in done.err
        assert "Traceback" not in done.err
        told = run("compare", *arguments, "--json")
        assert told.code == 2
        assert told.object["status"] == "invalid"
        assert "cannot be read as a plan" in told.object["problems"][0]["reason"]


@pytest.mark.parametrize("arguments", [[], ["a"], ["a", "b", "c"], ["a", "b", "--unknown"]])
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run("compare", *arguments).code == 2
    assert run("compare", *arguments, "--json").object["problems"][0]["code"] == "USAGE"


def test_help(run: Run) -> None:
    done = run("compare", "--help")
    assert done.code == 0
    assert "muster compare [OPTIONS] BEFORE AFTER" in done.out
    assert "compare" in run("--help").out


def test_a_long_list_is_cut_when_shown_and_whole_in_json(run: Run) -> None:
    story = "stocks: location, item, quantity\n" + "".join(f"depot, thing-{n:02d}, {{quantity}}\n" for n in range(30))
    planned("a", story.format(quantity=1))
    planned("b", story.format(quantity=2))
    done = run("compare", "a", "b")
    assert "30 cells differ in stocks.csv." in done.out
    assert done.out.count("thing-") == 12
    assert "… and 18 more (--json has all)." in done.out
    assert len(run("compare", "a", "b", "--json").object["tables"][0]["cells"]) == 30


@pytest.mark.parametrize("name", ["[bold red]r[/]", "=1+1", "<b>r</b>", "r" * 5000, "ر"])
def test_hostile_names_come_out_as_text(run: Run, name: str) -> None:
    planned("a", STORY.format(request=name, day="2024-02-01"))
    planned("b", STORY.format(request=name, day="2024-01-01"))
    done = run("compare", "a", "b")
    assert done.code == 0
    assert f"{name} is filled 1 month earlier: by 2024-01-31 instead of 2024-02-29." in done.out.replace("\n", "")
    assert run("compare", "a", "b", "--json").object["requests"][0]["request"] == name


def test_a_long_name_cuts_no_figure(run: Run) -> None:
    for name, day in (("a", "2024-02-01"), ("b", "2024-01-01")):
        story = STORY.format(request="r" * 500, day=day).replace("10,", "123456789012345,")
        planned(name, story)
    figures = [line.split()[-4:] for line in run("compare", "a", "b").out.splitlines()]
    most = "123,456,789,012,345"
    assert [most, "0", most, "2024-02-29"] in figures
    assert [most, most, most, "2024-01-31"] in figures


@pytest.mark.usefixtures("pair")
def test_a_reader_of_arabic_reads_the_arabic_title(run: Run) -> None:
    planned("c", STORY.format(request="r", day="2024-01-01"), title_ar="قصة")
    text.set_language("ar")
    assert "قصة" in run("compare", "a", "c").out


# -- the page


@pytest.fixture(name="example", scope="module")
def _example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without and with the patch of the page on patches, as `before` and `after`."""
    folder = tmp_path_factory.mktemp("example")
    patch = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "patches.md").read_text("utf-8"), re.S)
    assert patch is not None
    (folder / "swiss.toml").write_text(patch[1], encoding="utf-8")
    scenario = muster.read(ROOT / "examples" / "brussels-2022")
    options: dict[str, Any] = {"basis": None, "patch": []}
    write_plan(muster.plan(scenario, options=options), folder / "before")
    patched = scenario.patched([folder / "swiss.toml"])
    write_plan(muster.plan(patched, options=options | {"patch": ["swiss.toml"]}), folder / "after")
    return folder


def block(kind: str) -> str:
    """The first block of this kind on the page."""
    found = re.search(rf"```{kind}\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert found is not None
    return found[1]


def test_the_page_shows_what_is_printed(run: Run, example: Path) -> None:
    """Its lines stand in what is printed in that order; `…` is for those left out."""
    os.chdir(example)
    printed = iter([line.rstrip() for line in run("compare", "before", "after").out.splitlines()])
    shown = [line for line in block("text").splitlines() if line.strip() not in ("", "…") and line[0] != "$"]
    assert len(shown) > 15
    for line in shown:
        assert line in printed, line


def test_the_page_shows_the_json(run: Run, example: Path) -> None:
    """The same names everywhere and the same values, lists cut to their first entries."""
    os.chdir(example)
    begins(json.loads(block("json")), run("compare", "before", "after", "--json").object)


def begins(shown: Any, actual: Any) -> None:
    """What is shown is what there is, or the beginning of it."""
    if isinstance(shown, dict):
        assert list(shown) == list(actual)
        for name in shown:
            begins(shown[name], actual[name])
    elif isinstance(shown, list):
        assert bool(shown) == bool(actual)
        for one, other in zip(shown, actual, strict=False):
            begins(one, other)
    elif isinstance(shown, float):
        assert shown == pytest.approx(actual, rel=1e-6, abs=1e-6)
    else:
        assert shown == actual


def test_the_python_of_the_page_runs(example: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block("python")], cwd=example, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ua-35-winter is filled 5 months earlier" in done.stdout
    assert done.stdout.splitlines()[-1] == "['ua-35-winter', 'ua-35-sustain']"


def test_the_page_names_every_part_and_every_change() -> None:
    from muster.plans.compare.requests import BETTER, HANDED_OVER_BEFORE, OTHER_TERMS, WORSE

    page = PAGE.read_text("utf-8")
    table = page.split("| name | what it holds |")[1]
    for name in BETTER | WORSE | OTHER_TERMS | {HANDED_OVER_BEFORE, "better", "worse", "mixed", "otherwise", "same"}:
        assert f"`{name}`" in table, name
    for name in set(json.loads(block("json"))) - {"muster", "words"}:
        assert f"`{name}`" in table, name
