"""The report of a sweep: it says what risk.json says, in both languages, and no name becomes an instruction."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import muster
from cli.command import Run, runner
from muster.report.blocks import Paragraph, Picture, PointList, Report, ReportTable
from muster.report.html import html_page
from muster.report.monte_carlo import write_risk
from muster.report.risk import build_risk_report
from muster.report.xlsx.risk_workbook import build_risk_workbook
from muster.risk import NotARiskFolderError, RiskResult, read_risk
from muster.text import language_override
from report.risky import hostile, risky
from report.test_document import keeps_ua_1, pages
from report.test_pictures_b_drawn import LATIN, compiled, words_of
from stories.story import folder_of


@pytest.fixture(name="result", scope="module")
def _result(tmp_path_factory: pytest.TempPathFactory) -> RiskResult:
    return risky(tmp_path_factory.mktemp("risky"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def told(result: RiskResult, lang: str = "en") -> Report:
    with language_override(lang):
        return build_risk_report(result)


def pictures(found: Report) -> Iterator[Picture]:
    for section in found.sections:
        yield from (block for block in section.blocks if isinstance(block, Picture))


def texts(found: Report) -> Iterator[str]:
    """All words but those of pictures and of the last section, which are versions and digests."""
    for section in found.sections[:-1]:
        yield section.title
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield block.text
                case PointList():
                    yield from (one for point in block.items for one in (point.subject, point.text))
                case ReportTable():
                    yield block.caption
                    yield from (column.heading for column in block.columns)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_section_and_picture_is_there_and_compiles(result: RiskResult, lang: str) -> None:
    found = told(result, lang)
    assert [section.key for section in found.sections] == [
        "answer", "requests", "held", "drivers", "costs", "failures", "assumed", "reproduce",
    ]  # fmt: skip
    drawn = list(pictures(found))
    assert [one.key for one in drawn] == ["dates", "on-time", "fans", "held-back", "drivers"]
    charts = [chart for one in drawn for chart in one.charts]
    assert len({one.key for one in charts}) == len(charts)
    for one in charts:
        assert one.alt
        scales = compiled(one)["scales"]
        assert lang == "en" or any(scale["name"] == "x" and scale.get("reverse") for scale in scales)
    for one in drawn:
        assert one.table.rows
        assert all(len(row) == len(one.table.columns) for row in one.table.rows)


GIVEN = re.compile(r"\u2068[^\u2069]*\u2069|make|line|tent|pump|risk\.json|\w+\.parquet|USD|uncertainties")


def test_arabic_has_no_english_left(result: RiskResult) -> None:
    found = told(result, "ar")
    with language_override("ar"):
        words = [*texts(found), *(one for picture in pictures(found) for one in words_of(picture))]
    assert [one for one in words if LATIN.search(GIVEN.sub("", one))] == []


def test_the_answer_says_what_the_draws_came_to(tmp_path: Path) -> None:
    """The receipt comes in time, in the month after, or never: counted from what was drawn."""
    story = """
    requests: request, location, wants, quantity, due
        r, depot, pump, 10, 2024-01-01
    receipts: location, item, quantity, date
        depot, pump, 10, 2024-01-01
    uncertainties: of, id, column, distribution, values, applies
        receipt, depot/pump, date, empirical, 0 0 0 1 1 1 1 1 1 9, shift
    """
    plan = muster.plan(muster.read(folder_of(tmp_path / "s", story, buckets=3)))
    result = muster.how_sure(plan, tmp_path / "sweep", draws=100)
    shifts = pl.read_parquet(tmp_path / "sweep" / "blocks" / "*.figures.parquet")["value"]
    in_time, late, never = ((shifts == one).sum() for one in (0, 1, 9))
    assert never > 5
    assert in_time < 50
    assert 80 <= in_time + late < 95
    (points,) = (
        one for one in told(result).sections[0].blocks if isinstance(one, PointList) and "r:" in one.items[0].subject
    )
    assert points.items[0].text == (
        f"On time in {in_time} % of the draws. Filled by 2024-02-29 in 80 of 100 draws; in 5 of 100 or more it never "
        "is. As planned today: 2024-01-31."
    )
    row = result.tables["requests"].filter(pl.col("reading") == "fixed").row(0, named=True)
    assert row["met_by_due"] == in_time / 100
    assert str(row["filled_on_p80"]) == "2024-02-01"
    assert row["filled_on_p95"] is None
    chances = result.tables["fan"].filter(pl.col("reading") == "fixed").select("p10", "p50", "p80", "p95").rows()
    assert chances == [(10.0, 0.0, 0.0, 0.0), (10.0, 10.0, 10.0, 0.0), (10.0, 10.0, 10.0, 0.0)]


def test_draws_without_a_plan_are_told_and_named(result: RiskResult) -> None:
    (section,) = (one for one in told(result).sections if one.key == "failures")
    words, table = section.blocks
    assert isinstance(words, Paragraph)
    assert isinstance(table, ReportTable)
    assert words.text.startswith(f"{len(result.failed)} of 48 draws came to no plan")
    assert [row[0] for row in table.rows] == sorted(result.failed)
    assert {row[1] for row in table.rows} == {"hard rules contradict each other in it"}


def test_every_distribution_and_correlation_is_listed(result: RiskResult) -> None:
    (section,) = (one for one in told(result).sections if one.key == "assumed")
    tables = {one.key: one.rows for one in section.blocks if isinstance(one, ReportTable)}
    assert tables["drawn"] == (
        ("receipts of Tent at depot", "empirical: 0.2; 1; 1; 1", "factor", None, True),
        ("quantity of request r", "uniform: 0.5 to 1.5", "factor", "a", True),
        ("quantity of request s", "uniform: 0.5 to 1.5", "factor", "b", True),
        ("capacity of Pump line", "lognormal: median 0.6343, sigma 0.458", "factor", None, False),
    )
    assert tables["correlations"] == (("a", "b", 0.5),)


def test_it_is_read_back_from_its_folder_alone(result: RiskResult) -> None:
    again = read_risk(result.folder)
    assert again.as_dict() == result.as_dict()
    assert again.job.inputs == result.job.inputs
    assert told(again) == told(result)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("risk.json", lambda text: "{"),
        ("risk.json", lambda text: text.replace('"reading": "fixed"', '"reading": "other"', 1)),
        ("sweep.json", lambda text: text.replace('"digest": "sha256:', '"digest": "sha256:0', 1)),
        ("sweep.json", lambda text: text.replace('"distribution"', '"how"')),
        ("plan/plan.json", lambda text: text + " "),
    ],
)
def test_a_folder_that_was_changed_is_refused(tmp_path: Path, run: Run, file: str, change: Any) -> None:
    folder = risky(tmp_path).folder
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(NotARiskFolderError):
        read_risk(folder)
    done = run("report", folder, "-o", tmp_path / "x.html")
    assert done.code == 2
    assert "risk folder" in done.err
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_command_writes_page_document_and_workbook(result: RiskResult, run: Run, tmp_path: Path, lang: str) -> None:
    for ending, begins in (("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        file = tmp_path / f"x.{ending}"
        assert run("report", result.folder, "-o", file, "--lang", lang).code == 0
        content = file.read_bytes()
        assert content.startswith(begins)
        if ending == "pdf":
            assert keeps_ua_1(content)
            assert pages(content) <= 12
        if ending == "html":
            assert f'lang="{lang}"'.encode() in content[:3000]
            assert b"http://" not in content.split(b"<script")[0]


def test_a_risk_folder_is_not_explained(result: RiskResult, run: Run) -> None:
    done = run("report", result.folder, "-o", "x.html", "--explain")
    assert done.code == 2
    assert "Explain the plan in it instead" in done.err


def test_the_command_leaves_a_report_in_its_folder(run: Run, tmp_path: Path) -> None:
    story = folder_of(
        tmp_path / "story", "requests: request, location, wants, quantity, due\n r, depot, pump, 1, 2024-01"
    )
    assert run("risk", story, "--draws", 2, "--workers", 1).code == 0
    folder = tmp_path / "story.risk"
    assert (folder / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert run("verify", folder / "plan").code == 0
    assert json.loads((folder / "risk.json").read_text("utf-8"))["bottlenecks"] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_sheet_has_filters_and_frozen_panes(result: RiskResult, lang: str) -> None:
    with language_override(lang):
        book = openpyxl.load_workbook(io.BytesIO(build_risk_workbook(result)), data_only=True)
    if lang == "en":
        assert book.sheetnames == [
            "Summary", "Dates", "Drivers", "Uncertain figures", "Handed over", "Bottlenecks", "lists",
        ]  # fmt: skip
    assert [len(sheet._charts) for sheet in book.worksheets] == [1, 0, 1, 0, 1, 1, 0]
    for sheet in book.worksheets[:-1]:
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.freeze_panes, sheet.title
        assert bool(sheet.sheet_view.rightToLeft) == (lang == "ar")
    first = book.worksheets[0]
    row = next(row for row in first.iter_rows() if row[0].value == "r" and row[1].value is not None)
    assert row[5].value == pytest.approx(100 * result.requests[0]["met_by_due"], abs=0.05)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    result = hostile(tmp_path)
    for lang in ("en", "ar"):
        with language_override(lang):
            found = build_risk_report(result)
            text = html_page(found)
            book = openpyxl.load_workbook(io.BytesIO(build_risk_workbook(result)))
        assert "<img src=x" not in text
        assert "n" * 300 not in "".join(json.dumps(dict(one.spec)) for each in pictures(found) for one in each.charts)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                assert all("HYPERLINK" not in str(cell.value) for cell in row if cell.data_type == "f")


def test_writing_it_again_changes_nothing_but_the_language(result: RiskResult) -> None:
    with language_override("en"):
        write_risk(result)
        first = (result.folder / "report.html").read_bytes()
        write_risk(read_risk(result.folder))
    assert (result.folder / "report.html").read_bytes() == first


def test_the_python_of_the_page_runs(tmp_path: Path) -> None:
    """On a story in place of the example, which takes longer."""
    story = "requests: request, location, wants, quantity, due\nr, depot, pump, 1, 2024-01"
    folder_of(tmp_path / "examples" / "transformers", story)
    text = (Path(__file__).parents[2] / "docs" / "risk.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.S)
    done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "filled_on_p80" in done.stdout
    assert (tmp_path / "risk.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "transformers.risk" / "report.html").is_file()
