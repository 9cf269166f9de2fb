"""A stranger can plan their own scenario from the README alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MUSTER = Path(sys.executable).with_name("muster")


@pytest.fixture
def transformers(tmp_path: Path) -> Path:
    """The README's scenario, as its shell block writes it."""
    block = re.search(r"```sh\nmkdir (\w+)\n(.*?)```", README, re.S)
    assert block is not None
    folder = tmp_path / block[1]
    folder.mkdir()
    files = re.findall(rf"^cat > {block[1]}/(\S+) <<'END'\n(.*?)^END\n", block[2], re.M | re.S)
    assert len(files) == block[2].count("cat >")
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def planned(folder: Path) -> dict:
    """What `muster plan --json` prints for a folder."""
    command = [str(MUSTER), "plan", str(folder), "-o", str(folder) + "-plan", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_has_ten_lines(transformers: Path) -> None:
    lines = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in transformers.glob("*.csv"))
    assert lines == 10


def test_check_finds_nothing_wrong(transformers: Path) -> None:
    done = subprocess.run([str(MUSTER), "check", str(transformers)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_three_arrive_in_time_and_the_fourth_a_month_late(transformers: Path) -> None:
    plan = planned(transformers)
    assert plan["status"] == "optimal"
    (request,) = plan["requests"]
    assert request["on_time"] == pytest.approx(3)
    assert request["short"] == pytest.approx(0, abs=1e-6)
    assert request["late_unit_buckets"] == pytest.approx(1)
    assert request["filled_by"] == "2024-06-30"


def test_with_two_a_month_all_are_in_time(transformers: Path) -> None:
    operations = transformers / "operations.csv"
    text = operations.read_text("utf-8")
    assert text.endswith("build,works,2,1\n")
    operations.write_text(text.replace("build,works,2,1\n", "build,works,2,2\n"), encoding="utf-8")
    (request,) = planned(transformers)["requests"]
    assert request["on_time"] == pytest.approx(4)
    assert request["filled_by"] == "2024-05-31"


def test_the_python_of_the_readme_runs(transformers: Path) -> None:
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block is not None
    done = subprocess.run(
        [sys.executable, "-c", block[1]], cwd=transformers.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "before-summer" in done.stdout


def test_it_shows_what_the_demo_prints() -> None:
    section = README.split("## What the demo prints, line by line")[1].split("\n## ")[0]
    assert "ua-155-base" in section
    assert "<!-- demo-output -->" not in section
