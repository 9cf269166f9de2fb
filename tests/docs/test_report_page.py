"""What docs/report.md quotes stands in the example's report."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import muster
from docs.pages import DOCS, ROOT
from muster.report.blocks import Paragraph, Picture, PointList, Report
from muster.report.plan.build import build_plan_report


@pytest.fixture(name="account", scope="module")
def _account() -> Report:
    return build_plan_report(muster.plan(muster.read(ROOT / "examples" / "brussels-2022")))


def texts(account: Report) -> Iterator[str]:
    """Everything that the report says in words."""
    yield account.proof_status
    for section in account.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, PointList):
                yield from (f"{item.subject} — {item.text}" for item in block.items)


def page() -> str:
    """The documentation's page."""
    return (DOCS / "report.md").read_text(encoding="utf-8")


def test_its_quotations_are_in_the_report(account: Report) -> None:
    quoted = re.findall(r"^> (.+)$", page(), re.MULTILINE)
    assert len(quoted) >= 3
    residual = re.compile(r"\d\.\de-\d+")  # the platform's own
    told = {residual.sub("", text) for text in texts(account)}
    for line in quoted:
        assert residual.sub("", line) in told, line


def test_it_reads_every_picture_of_the_report(account: Report) -> None:
    text = page()
    pictures = [block for section in account.sections for block in section.blocks if isinstance(block, Picture)]
    assert len(pictures) == 9
    assert [block.title for block in pictures if f"**{block.title}" not in text] == []


def test_its_picture_is_there() -> None:
    assert (DOCS / "_static" / "report.png").stat().st_size > 20_000
