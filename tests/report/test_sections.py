"""What a report says in words and short tables, on small stories."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.report.blocks import Paragraph, PointList, ReportTable, Section
from muster.report.plan.answer import answer_section
from muster.report.plan.horizon import arrivals_after_end, cut_off_requests, horizon_section
from muster.report.plan.sources import assumptions_section, sources_section
from muster.report.plan_view import PlanView
from stories.story import plan_of

ONE_A_MONTH = """
    stocks: location, item, quantity
    works, part, 100
    operations: operation, location, lead_time, maximum
    make, works, 2, 5
    operation_items: operation, item, quantity
    make, part, -1
    make, thing, 1
    requests: request, location, wants, quantity, due
    r, works, thing, 12, 2024-03
"""

CITED = """
    sources: source, title, date
    old, An old book, 2019-05-01
    new, A new book, 2023-05-01
    stocks: location, item, quantity, source, note
    depot, thing, 3, new,
    depot, other, 2, old,
    depot, third, 1, , assumed by somebody
    requests: request, location, wants, quantity, due, source
    r, depot, thing, 2, 2024-01, new
"""


def reading_of(folder: Path, story: str) -> PlanView:
    """The story's plan as it is read."""
    return PlanView(plan_of(folder, story))


def table(section: Section, key: str) -> ReportTable:
    """The table of that key."""
    (match,) = (block for block in section.blocks if isinstance(block, ReportTable) and block.key == key)
    return match


def test_the_answer_counts_and_names_what_is_short(tmp_path: Path) -> None:
    """5 a month, two months on the way: of the 12 due in March, 5 are there in March and 7 never."""
    section = answer_section(reading_of(tmp_path, ONE_A_MONTH))
    first = section.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == (
        "1 request is planned, up to 2024-03-31. 0 are met in full and on time. 0 are met in full, but late. "
        "1 is still short when the plan ends."
    )
    points = next(block for block in section.blocks if isinstance(block, PointList))
    assert points.items[0].text.startswith(
        "5 of 12 on time, 5 by the end; 7 short. Held back by: maximum of operation make"
    )
    assert table(section, "requests").rows[0][4:8] == (12.0, 5.0, 5.0, 7.0)


def test_what_arrives_after_the_end_is_told(tmp_path: Path) -> None:
    """Work of January arrives in March; nothing begun later could arrive, so nothing is on its way at the end."""
    reading = reading_of(tmp_path, ONE_A_MONTH)
    assert arrivals_after_end(reading) == []
    assert [(fulfilment.demand.request, last) for fulfilment, last in cut_off_requests(reading)] == [("r", 5.0)]
    section = horizon_section(reading)
    assert section is not None
    assert "5 are handed over in the last bucket and 7 are still short" in str(section.blocks)


def test_half_of_what_is_begun_in_a_half_month_arrives_after_the_end(tmp_path: Path) -> None:
    """A lead time of half a bucket: of what is begun in the last bucket, half arrives in it and half after the end."""
    story = ONE_A_MONTH.replace("make, works, 2, 5", "make, works, 0.5, 4")
    reading = reading_of(tmp_path, story)
    begun = (
        reading.result_table("operations")
        .filter(reading.result_table("operations")["bucket"].dt.month() == 3)["level"]
        .sum()
    )
    (item, amount), = arrivals_after_end(reading)  # fmt: skip
    assert item == "thing"
    assert amount == pytest.approx(begun / 2)
    assert amount > 0


def test_figures_without_a_source_and_the_oldest_first(tmp_path: Path) -> None:
    section = assumptions_section(reading_of(tmp_path, CITED))
    assert table(section, "unsourced").rows == (("stocks", "depot / third", "assumed by somebody"),)
    assert [(row[0].year, row[2]) for row in table(section, "oldest").rows] == [
        (2019, "depot / other"),
        (2023, "depot / thing"),
    ]
    cited = {row[0]: row[5] for row in table(sources_section(reading_of(tmp_path / "again", CITED)), "sources").rows}
    assert cited == {"old": 1.0, "new": 2.0}


def test_a_plan_that_is_none_has_no_report(tmp_path: Path) -> None:
    plan = muster.Plan(status="invalid", scenario=plan_of(tmp_path, CITED).scenario, options={}, tables={})
    with pytest.raises(ValueError, match="no plan"):
        PlanView(plan)
