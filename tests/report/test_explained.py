"""A report with an explanation: what is proved is named, drawn and tabled, and nothing more is claimed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import muster
from cli.command import runner
from language.messages import messages, translated
from muster.explain import Explanation, explain
from muster.report.blocks import Paragraph, PointList, Report, Section
from muster.report.html import html_page
from muster.report.pdf import typeset_pdf
from muster.report.pdf.typeset import MAX_PAGES
from muster.report.plan.build import build_plan_report
from muster.report.xlsx import plan_workbook
from muster.text import language_override
from report.hostile import MARKUP, hostile_plan
from report.parsed import parsed
from stories.story import plan_of

PRESS = """
    locations: location, party
    works, us
    front, them
    items: item, name
    thing, Thing of tin
    operations: operation, location
    make, works
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, press
    resources: resource, location, name
    press, works, Tin press
    capacities: resource, quantity
    press, 10
    lanes: lane, origin, destination
    road, works, front
    requests: request, location, wants, quantity, due
    r, front, thing, 30, 2024-01-01
"""
"""10 a month, 30 wanted in January: 20 and 10 late. Without the press's limit all of it is there in January."""

Made = tuple[muster.Plan, Explanation]


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    plan = plan_of(tmp_path_factory.mktemp("press") / "s", PRESS)
    return plan, explain(plan)


@pytest.fixture(name="hostile", scope="module")
def _hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    plan = hostile_plan(tmp_path_factory.mktemp("hostile"))
    return plan, explain(plan)


def the(report: Report, key: str) -> Section:
    """A section by its key."""
    return next(section for section in report.sections if section.key == key)


def block(section: Section, key: str) -> Any:
    """A picture or table by its key."""
    return next(entry for entry in section.blocks if getattr(entry, "key", "") == key)


def texts(section: Section) -> Iterator[str]:
    """Its paragraphs and entries."""
    for entry in section.blocks:
        if isinstance(entry, Paragraph):
            yield entry.text
        if isinstance(entry, PointList):
            yield from (point.text for point in entry.items)


def test_the_proved_bottleneck_is_told_by_its_name(made: Made) -> None:
    sentences = list(texts(the(build_plan_report(*made), "held")))
    story = (
        "Held back by capacity of Tin press (January 2024 to February 2024). If capacity of Tin press did not limit "
        "it, it would be filled in January 2024 instead of March 2024. 20 more a month from January 2024 "
        "would be enough for that. A tenth more of it makes it 10 % less late."
    )
    assert story in sentences


def test_the_answer_names_what_is_proved_instead_of_guesses(made: Made) -> None:
    plain, explained = (
        block(the(account, "answer"), "requests") for account in (build_plan_report(made[0]), build_plan_report(*made))
    )
    assert [table.columns[-1].heading for table in (plain, explained)] == [
        "held back by (unproved)", "held back by (proved)",
    ]  # fmt: skip
    assert explained.rows[0][-1] == "capacity of Tin press"
    assert not any("guess" in text for text in texts(the(build_plan_report(*made), "answer")))


def test_nothing_is_said_to_hold_back_what_is_in_time(tmp_path: Path) -> None:
    story = """
    stocks: location, item, quantity
    depot, thing, 20
    requests: request, location, wants, quantity, due
    r, depot, thing, 10, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", story)
    account = build_plan_report(plan, explain(plan))
    assert block(the(account, "answer"), "requests").rows[0][-1] == ""
    assert list(texts(the(account, "held"))) == ["Nothing is late or short: nothing holds a request back."]


def test_a_plan_that_is_not_explained_has_no_such_sections(made: Made) -> None:
    assert not {"held", "who", "together", "origins"} & {section.key for section in build_plan_report(made[0]).sections}


def test_the_timeline_spans_what_the_explanation_spans(made: Made) -> None:
    """January and February, in which one more a month has a worth: up to the moment at which February ends."""
    picture = block(the(build_plan_report(*made), "held"), "bottlenecks")
    (chart,) = picture.charts
    rows = chart.spec["data"]["values"]
    bars = [(row["from"], row["to"]) for row in rows if row["part"] == "first"]
    (bottleneck,) = made[1].late_requests[0].bottlenecks
    assert [(str(span.begin), str(span.until)) for span in bottleneck.spans] == [("2024-01-01", "2024-02-01")]
    assert bars == [("2024-01-01", "2024-03-01")]
    assert [(row["from"], row["to"]) for row in rows if row["part"] == "late"] == [("2024-01-01", "2024-03-01")]
    assert picture.table.rows == (
        ("r", "capacity of Tin press", "us", date(2024, 1, 1), date(2024, 2, 29), 30.0, 0.0, date(2024, 3, 1),
         date(2024, 1, 1), 20.0, date(2024, 1, 1), None),
    )  # fmt: skip


def test_the_works_are_marked_in_the_flow(made: Made) -> None:
    parts = {}
    for key, account in (("plain", build_plan_report(made[0])), ("explained", build_plan_report(*made))):
        (chart,) = block(the(account, "supply"), "flow").charts
        parts[key] = [row["part"] for row in chart.spec["data"]["values"]]
    assert ("held-node" in parts["plain"], parts["explained"].count("held-node")) == (False, 1)


def test_a_remedy_is_a_ladder_of_its_changes(made: Made) -> None:
    """30 by February: 10 more than 10 a month in two months."""
    plan, explanation = made
    asked = replace(explanation, remedies=explain(plan, meet="r", by=date(2024, 2, 15)).remedies)
    picture = block(the(build_plan_report(plan, asked), "held"), "remedies")
    assert "Proved: with these changes the plan meets it." in picture.summary
    (row,) = picture.table.rows
    assert (row[0], row[3], row[5]) == ("capacity of Tin press", "us", date(2024, 2, 15))
    (chart,) = picture.charts
    assert [row["to"] for row in chart.spec["data"]["values"] if row["part"] == "bar"] == ["2024-04-01"]


def test_what_was_not_asked_is_not_claimed(made: Made) -> None:
    account = build_plan_report(made[0], Explanation())
    assert block(the(account, "answer"), "requests").rows[0][-1] == "not explained"
    assert "It was not explained." in list(texts(the(account, "held")))


def test_whole_numbers_are_said_to_leave_things_untried(made: Made) -> None:
    plan, explanation = made
    late_requests = (replace(explanation.late_requests[0], bottlenecks=(), worths_known=False),)
    account = build_plan_report(plan, replace(explanation, late_requests=late_requests))
    assert any("only what stands at its limit was tried" in text for text in texts(the(account, "held")))
    assert block(the(account, "answer"), "requests").rows[0][-1] == "nothing that was tried"


def test_the_sources_add_up_to_what_is_handed_over(made: Made) -> None:
    sentences = list(texts(the(build_plan_report(*made), "origins")))
    assert any("30 of Thing of tin made by operation make" in text for text in sentences)


def test_who_could_close_a_gap_is_said_to_be_unproved(tmp_path: Path) -> None:
    """5 of 20 lie above the floor; 10 are wanted: the floor gives 5 more at most."""
    story = """
    locations: location, party
    depot, us
    front, them
    stocks: location, item, quantity
    depot, thing, 20
    reserves: location, item, floor
    depot, thing, 15
    lanes: lane, origin, destination
    road, depot, front
    requests: request, location, wants, quantity, due
    r, front, thing, 10, 2024-01-01
    """
    plan = plan_of(tmp_path / "s", story)
    who = the(build_plan_report(plan, explain(plan)), "who")
    table = block(who, "closing")
    assert "unproved" in table.caption
    assert [column.heading for column in table.columns[1:]] == ["Gap at its largest", "us"]
    assert table.rows == (("r", pytest.approx(5.0), pytest.approx(5.0)),)
    assert any("Planned again with that, 5 of the gap closes" in text for text in texts(who))
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(plan, explain(plan))))
    row = [cell.value for cell in book["Who can"][2]]
    assert row[:2] == ["r", "us"]
    assert row[2:6] == pytest.approx([5.0, 5.0, 5.0, 5.0])
    assert row[7] == "reserve floor of thing at depot"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_names_are_text(hostile: Made, lang: str) -> None:
    with language_override(lang):
        html = html_page(build_plan_report(*hostile))
        assert typeset_pdf(build_plan_report(*hostile)).count(b"/Type/Page") > 1
        book = openpyxl.load_workbook(io.BytesIO(plan_workbook(*hostile)))
    whole = parsed(html)
    assert whole.all("img") == []
    assert MARKUP[:30] in whole.only("section", id="held").text
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not any("HYPERLINK" in formula for formula in formulas)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_document_stays_short(hostile: Made, lang: str) -> None:
    with language_override(lang):
        pdf = typeset_pdf(build_plan_report(*hostile))
    assert pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages") <= MAX_PAGES


def test_the_workbook_has_a_sheet_of_bottlenecks(made: Made) -> None:
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(*made)), data_only=True)
    assert book.sheetnames[:2] == ["Summary", "Bottlenecks"]
    sheet = book["Bottlenecks"]
    assert [cell.value for cell in sheet[2]][:3] == ["r", "capacity of Tin press", "us"]
    assert [cell.value for cell in sheet[2]][5:7] == [30, 0]
    assert [cell.value for cell in sheet[2]][9:10] == [20]
    assert sheet.cell(2, 13).value == 1
    assert sheet.auto_filter.ref
    assert len(sheet._charts) == 1
    formulas = openpyxl.load_workbook(io.BytesIO(plan_workbook(*made)))["Bottlenecks"]
    assert formulas.cell(2, 13).value == "=IF(F2>0,(F2-G2)/F2,0)"


def test_a_plain_report_does_not_load_what_explains() -> None:
    modules = "muster.report.plan.build, muster.report.files, muster.report.xlsx"
    code = f"import sys, {modules}; print('muster.explain' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_in_arabic_no_english_is_left(made: Made) -> None:
    """But for what the tables themselves say."""
    with language_override("ar"):
        account = build_plan_report(*made)
        whole = parsed(html_page(account))
    sentences = texts(the(account, "held"))
    english = {str(message.id) for message in messages(translated("ar")) if message.id != message.string}
    shown_texts = {entry.text.strip() for entry in whole.below() if entry.tag not in ("script", "style")}
    assert shown_texts & english == set()
    assert set(re.findall("[A-Za-z]{3,}", " ".join(sentences))) == {"Tin", "press"}


def test_the_command_explains_and_leaves_the_folder_as_it_is(
    made: Made, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = muster.write_plan(made[0], tmp_path / "plan")
    before = (folder / "report.html").read_bytes()
    run = runner(capfd, monkeypatch)
    asked = ("report", folder, "-o", tmp_path / "r.html", "--lang", "en")
    assert run(*asked, "--explain", "--meet", "r", "--by", "2024-02-15").code == 0
    html = (tmp_path / "r.html").read_text("utf-8")
    assert "If capacity of Tin press did not limit it" in html
    assert "Proved: with these changes the plan meets it." in html
    assert (folder / "report.html").read_bytes() == before
    assert muster.verify(folder).is_valid


@pytest.mark.parametrize(
    "more",
    [
        ("--meet", "r", "--by", "2024-02-15"),
        ("--explain", "--meet", "r"),
        ("--explain", "--meet", "s", "--by", "2024-02"),
    ],
)
def test_a_remedy_is_refused_where_it_cannot_be_found(
    more: tuple[str, ...], made: Made, tmp_path: Path, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = muster.write_plan(made[0], tmp_path / "plan")
    done = runner(capfd, monkeypatch)("report", folder, "-o", tmp_path / "r.html", *more)
    assert (done.code, (tmp_path / "r.html").exists()) == (2, False)
