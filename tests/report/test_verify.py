"""The report in a plan folder follows from the plan, or the folder does not stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import muster
from examples.folders import EXAMPLES
from muster.plans.storage.manifest import manifest_text
from muster.text import language_override
from plans.small_plans import small_plan


@pytest.fixture(name="plan", scope="module")
def _plan(tmp_path_factory: pytest.TempPathFactory) -> muster.Plan:
    return small_plan(tmp_path_factory.mktemp("story"))


def sealed(folder: Path) -> None:
    """The manifest written again, as a forger would."""
    (folder / "manifest.json").write_text(manifest_text(folder))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_report_as_written_stands(plan: muster.Plan, tmp_path: Path, lang: str) -> None:
    with language_override(lang):
        muster.write_plan(plan, tmp_path / "p")
    assert f'<html lang="{lang}"' in (tmp_path / "p" / "report.html").read_text(encoding="utf-8")[:200]
    assert muster.verify(tmp_path / "p").faults == ()


def test_a_figure_altered_in_the_report_is_found(plan: muster.Plan, tmp_path: Path) -> None:
    folder = muster.write_plan(plan, tmp_path / "p")
    report = folder / "report.html"
    text = report.read_text(encoding="utf-8")
    assert "15" in text
    report.write_text(text.replace("15", "51", 1), encoding="utf-8")
    sealed(folder)
    assert muster.verify(folder).faults == ("report.html does not follow from the plan",)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'<html lang="de">', b'<html lang="ar">'])
def test_what_is_no_report_is_found(plan: muster.Plan, tmp_path: Path, content: bytes) -> None:
    folder = muster.write_plan(plan, tmp_path / "p")
    (folder / "report.html").write_bytes(content)
    sealed(folder)
    assert muster.verify(folder).faults == ("report.html does not follow from the plan",)


def test_a_missing_report_is_found(plan: muster.Plan, tmp_path: Path) -> None:
    folder = muster.write_plan(plan, tmp_path / "p")
    (folder / "report.html").unlink()
    sealed(folder)
    assert muster.verify(folder).faults == ("report.html is missing",)


def test_another_version_says_that_it_did_not_check(plan: muster.Plan, tmp_path: Path) -> None:
    folder = muster.write_plan(plan, tmp_path / "p")
    result = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps(result | {"muster": "0.0.9"}))
    sealed(folder)
    verdict = muster.verify(folder)
    assert verdict.is_valid
    assert verdict.unchecked == ("report.html was made by muster 0.0.9 and is not told again by this one",)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_report_is_the_same_in_every_process(example: Path, tmp_path: Path) -> None:
    plan = muster.plan(muster.read(example))
    folder = muster.write_plan(plan, tmp_path / "p")
    code = f"import muster; print(muster.verify({str(folder)!r}).faults)"
    for seed in ("1", "2"):
        seeded = os.environ | {"PYTHONHASHSEED": seed, "LANGUAGE": "en"}
        result = subprocess.run([sys.executable, "-c", code], env=seeded, capture_output=True, text=True, check=True)
        assert result.stdout == "()\n"
