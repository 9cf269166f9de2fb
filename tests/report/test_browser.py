"""Pages as a browser shows them: drawn, within their width, readable, printable, and running nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from muster import text
from muster.report.blocks import Picture, Report
from muster.report.html import html_page
from report import made_up
from report.browser import Opened, colliding, cut, draw_all, opened, started, tree, wider
from report.glyphs import glyphs
from report.hostile import NAMES

LANGUAGES = ("en", "ar")
WIDTHS = (390, 1280)
FONT = Path(str(files("muster.report") / "assets" / "Vazirmatn-Regular.ttf"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as value:
        yield value


def written(folder: Path, language: str = "en", name: str | None = None, *, proved: bool = True) -> Path:
    """The made-up report's page as a file."""
    with text.language_override(language):
        return saved(folder, html_page(made_up.report(name, proved=proved)))


def saved(folder: Path, html: str) -> Path:
    """The text as a file."""
    path = folder / "report.html"
    path.write_text(html, "utf-8")
    return path


def broken(report: Report) -> Report:
    """The report with one chart that cannot be drawn."""
    section = report.sections[1]
    first, *others = section.blocks
    assert isinstance(first, Picture)
    chart = replace(first.charts[0], spec={**first.charts[0].spec, "mark": {"type": "no such mark"}})
    blocks = (replace(first, charts=(chart, *first.charts[1:])), *others)
    sections = (report.sections[0], replace(section, blocks=blocks), *report.sections[2:])
    return replace(report, sections=sections)


def quiet(opened_page: Opened) -> None:
    """Nothing was said on the console and nothing asked for but the file itself."""
    assert opened_page.messages == []
    assert [address for address in opened_page.asked if not address.startswith(("file:", "data:"))] == []
    assert len([address for address in opened_page.asked if address.startswith("file:")]) == 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_and_nothing_overlaps(tmp_path: Path, browser: Browser, language: str, width: int) -> None:
    with opened(browser, written(tmp_path, language), width) as opened_page:
        draw_all(opened_page.page)
        quiet(opened_page)
        assert opened_page.page.locator(".drawing svg").count() == 13
        assert colliding(opened_page.page) == []
        assert cut(opened_page.page) == []
        assert wider(opened_page.page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axes_have_their_labels(tmp_path: Path, browser: Browser, language: str) -> None:
    with opened(browser, written(tmp_path, language), 1280) as opened_page:
        draw_all(opened_page.page)
        shown_text = opened_page.page.locator(".drawing").first.locator("svg text").all_text_contents()
    assert {"2024-07", "2025-07", "4,000"} <= set(shown_text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_names_do_not_run_ask_or_widen(tmp_path: Path, browser: Browser, name: str, width: int) -> None:
    with opened(browser, written(tmp_path, name=name), width) as opened_page:
        draw_all(opened_page.page)
        quiet(opened_page)
        assert wider(opened_page.page) == []


@pytest.mark.parametrize(
    ("put_in", "ran"),
    [
        ("<script>document.title = 'ran'</script>", "script-src"),
        ("<img src='x' onerror=\"document.title = 'ran'\">", "img-src"),
        ("<p onclick='1' style='color: red'>", "style-src"),
        ("<iframe srcdoc='x'></iframe>", ""),
        ("<link rel=stylesheet href=https://example.org/x.css>", "style-src"),
    ],
)
def test_the_policy_stops_what_is_not_the_pages_own(tmp_path: Path, browser: Browser, put_in: str, ran: str) -> None:
    html = written(tmp_path).read_text("utf-8").replace("<main", f"{put_in}<main", 1)
    with opened(browser, saved(tmp_path, html), 1280) as opened_page:
        assert opened_page.page.title() == "Power transformers for a neighbour"
        assert [value for value in opened_page.asked if "example.org" in value] == []
        assert ran in " ".join(opened_page.messages)
        assert opened_page.page.evaluate("() => { try { return eval('1') } catch (error) { return error.name } }") in (
            "EvalError",
            1,
        )


def test_a_chart_that_cannot_be_drawn_leaves_its_table_and_says_so(tmp_path: Path, browser: Browser) -> None:
    html = html_page(broken(made_up.report()))
    with opened(browser, saved(tmp_path, html), 1280) as opened_page:
        opened_page.page.locator("#fill").scroll_into_view_if_needed()
        opened_page.page.locator("#fill .failed").wait_for(state="visible")
        assert opened_page.page.locator("#fill table").is_visible()
        assert opened_page.page.locator("#fill .drawing svg").count() >= 1
        assert opened_page.page.locator("#bars .failed").is_hidden()
        assert opened_page.page.locator("#bars table").is_hidden()


def test_without_scripts_tables_are_open_and_a_line_says_why(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, written(tmp_path), 390, scripts=False) as opened_page:
        assert opened_page.page.locator("noscript p").is_visible()
        assert opened_page.page.locator(".charts").first.is_hidden()
        assert opened_page.page.locator("#fill table").is_visible()
        assert opened_page.page.locator("#bars table").is_visible()


def test_tables_are_closed_on_the_screen_and_open_on_paper_with_every_chart(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, written(tmp_path), 1280) as opened_page:
        opened_page.page.locator("#fill svg").first.wait_for()
        assert opened_page.page.locator("details[open]").count() == 0
        assert opened_page.page.locator(".drawing svg").count() < 13
        opened_page.page.emulate_media(media="print")
        opened_page.page.locator("#bars svg").wait_for()
        assert opened_page.page.locator(".drawing svg").count() == 13
        assert opened_page.page.locator("details[open]").count() == 2
        opened_page.page.emulate_media(media="screen")
        opened_page.page.locator("details[open]").first.wait_for(state="detached")
        assert opened_page.page.locator("details[open]").count() == 0


@pytest.mark.parametrize("proved", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_page_says_whether_the_plan_is_proved(
    tmp_path: Path, browser: Browser, language: str, proved: bool
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext to read the printed pages with")
    with text.language_override(language):
        proof_status = made_up.report(proved=proved).proof_status
    printed = tmp_path / "report.pdf"
    with opened(browser, written(tmp_path, language, proved=proved), 1280) as opened_page:
        opened_page.page.locator("#fill svg").first.wait_for()
        opened_page.page.pdf(path=printed, prefer_css_page_size=True)
        quiet(opened_page)
    shown_text = subprocess.run(["pdftotext", printed, "-"], capture_output=True, check=True, encoding="utf-8")
    pages = shown_text.stdout.split("\f")[:-1]
    assert len(pages) >= 3
    for value in pages:
        assert letters(proof_status) <= letters(value) if language == "ar" else proof_status in value


def letters(shown_text: str) -> set[str]:
    """The words as sets of letters: a PDF's text has Arabic letters in their shapes, and in the order of the page."""
    return {"".join(sorted(re.sub(r"\W", "", unicodedata.normalize("NFKC", word)))) for word in shown_text.split()}


def test_charts_are_drawn_anew_when_the_width_changes(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, written(tmp_path), 1280) as opened_page:
        draw_all(opened_page.page)
        opened_page.page.set_viewport_size({"width": 390, "height": 900})
        opened_page.page.wait_for_function(
            "() => [...document.querySelectorAll('.drawing')].every("
            "(one) => Math.abs(one.querySelector('svg').getAttribute('width') - one.clientWidth) <= 1)"
        )
        assert wider(opened_page.page) == []
        assert colliding(opened_page.page) == []
        quiet(opened_page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_text_has_glyphs_in_the_font_that_is_used(tmp_path: Path, browser: Browser, language: str) -> None:
    known = glyphs(FONT)
    with opened(browser, written(tmp_path, language), 1280) as opened_page:
        draw_all(opened_page.page)
        assert opened_page.page.evaluate("document.fonts.size") == 2
        assert (
            opened_page.page.evaluate("[...document.fonts].map((one) => `${one.family} ${one.status}`)")
            == ["Vazirmatn loaded"] * 2
        )
        used = opened_page.page.evaluate(
            "[...new Set([...document.querySelectorAll('body *')].map((one) => getComputedStyle(one).fontFamily))]"
        )
        assert {value.split(",")[0].strip('"') for value in used} == {"Vazirmatn"}
        shown_text = opened_page.page.locator("html").evaluate("(page) => page.textContent")
        shown_text = re.sub(
            r"\s", "", "".join(opened_page.page.locator(":is(header, nav, main, footer)").all_text_contents())
        )
    missing = {value for value in shown_text if value not in known and unicodedata.category(value) != "Cf"}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_screen_readers_are_told_what_is_there(tmp_path: Path, browser: Browser, language: str) -> None:
    with text.language_override(language):
        report = made_up.report()
    with opened(browser, written(tmp_path, language), 1280) as opened_page:
        draw_all(opened_page.page)
        shown_text = tree(opened_page.page)
    charts = [
        f"{chart.title}: {chart.alt}"
        for section in report.sections for block in section.blocks if isinstance(block, Picture)
        for chart in block.charts
    ]  # fmt: skip
    assert shown_text["image"] == charts
    assert shown_text["heading"][:2] == [report.title, text_of("Contents", language)]
    assert [value for value in shown_text["heading"] if value in {section.title for section in report.sections}]
    assert set(shown_text) >= {
        "banner",
        "navigation",
        "main",
        "contentinfo",
        "figure",
        "table",
        "columnheader",
        "rowheader",
    }
    assert all(shown_text["table"])
    assert all(shown_text["figure"])
    assert all(shown_text["navigation"])
    assert "graphics-document" not in shown_text


def text_of(message: str, language: str) -> str:
    """The message in this language."""
    with text.language_override(language):
        return str(text._(message))


def test_a_keyboard_reaches_the_skip_link_first(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, written(tmp_path), 1280) as opened_page:
        opened_page.page.keyboard.press("Tab")
        assert focused(opened_page.page) == "#report"


def focused(opened_page: Page) -> str:
    """Where the link that has the focus leads."""
    return str(opened_page.evaluate("document.activeElement.getAttribute('href')"))
