"""The PDF: tagged, short, in both languages, and no place where names become instructions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import muster
from muster.report.blocks import Picture, PointList, ReportTable
from muster.report.pdf import typeset_pdf
from muster.report.pdf.page_budget import PAGE_BUDGETS, fit_to_budget
from muster.report.pdf.typeset import MAX_PAGES
from muster.report.plan.build import build_plan_report
from muster.text import language_override
from plans.small_plans import small_plan
from report.hostile import hostile_plan
from stories.story import plan_of


def pdf_of(plan: muster.Plan, lang: str = "en") -> bytes:
    """The report as PDF."""
    with language_override(lang):
        return typeset_pdf(build_plan_report(plan))


def keeps_ua_1(pdf: bytes) -> bool:
    """Whether the file says that it keeps PDF/UA-1, which Typst writes only after checking."""
    return b"pdfuaid:part" in pdf and b"/MarkInfo" in pdf


def pages(pdf: bytes) -> int:
    """How many page objects there are."""
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


@pytest.fixture(name="plan", scope="module")
def _plan(tmp_path_factory: pytest.TempPathFactory) -> muster.Plan:
    return small_plan(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_keeps_pdf_ua_1_so_no_glyph_is_missing(plan: muster.Plan, lang: str) -> None:
    pdf = pdf_of(plan, lang)
    assert pdf.startswith(b"%PDF")
    assert keeps_ua_1(pdf)
    assert pages(pdf) <= MAX_PAGES


def test_the_same_plan_gives_the_same_bytes(plan: muster.Plan) -> None:
    assert pdf_of(plan) == pdf_of(plan)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_names_are_set_as_text(tmp_path: Path, lang: str) -> None:
    pdf = pdf_of(hostile_plan(tmp_path), lang)
    assert pages(pdf) <= MAX_PAGES


def test_a_character_that_no_font_has_costs_the_standard_and_not_the_document(tmp_path: Path) -> None:
    story = """
        items: item, name
        thing, \U0001f9ff-like
        requests: request, location, wants, quantity, due
        r, front, thing, 1, 2024-01
    """
    plan = plan_of(tmp_path, story)
    pdf = pdf_of(plan)
    assert pdf.startswith(b"%PDF")
    assert not keeps_ua_1(pdf)


def test_a_budget_leaves_out_and_says_so(plan: muster.Plan) -> None:
    whole, cut = build_plan_report(plan), fit_to_budget(build_plan_report(plan), PAGE_BUDGETS[-1])
    for section, shorter in zip(whole.sections, cut.sections, strict=True):
        blocks = [block for block in section.blocks if getattr(block, "key", "") not in ("oldest", "unsourced")]
        for block, less in zip(blocks, shorter.blocks, strict=True):
            if isinstance(block, Picture) and isinstance(less, Picture):
                assert len(less.charts) == min(1, len(block.charts))
                assert bool(less.omission_note) or len(block.charts) <= 1
            if isinstance(block, ReportTable) and isinstance(less, ReportTable):
                assert len(less.rows) + less.omitted_rows == len(block.rows) + block.omitted_rows
            if isinstance(block, PointList) and isinstance(less, PointList):
                assert bool(less.omission_note) == (len(block.items) > len(less.items) or bool(block.omission_note))


def test_without_the_extra_it_is_said(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['typst'] = None\n"
        "from muster.report.pdf import TypesetterMissingError, typeset_pdf\n"
        "try:\n    typeset_pdf(None)\nexcept TypesetterMissingError as wrong:\n    print(wrong)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert result.stdout.startswith("A PDF needs the extra `pack`")
