"""The page without a browser: what it holds, what it lets run, and that names stay text."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from datetime import date
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from muster import text
from muster.report.blocks import Paragraph, Picture, Report, ReportTable, Section, TableColumn
from muster.report.html import html_page
from muster.report.html.markup import Markup, element, make_visible
from report import made_up
from report.hostile import NAMES
from report.parsed import Element, parsed

ASSETS = Path(str(files("muster.report") / "assets"))
LANGUAGES = ("en", "ar")
WAYS = {"en": "ltr", "ar": "rtl"}


def page_of(language: str = "en", name: str | None = None, *, proved: bool = True) -> tuple[Report, Element]:
    """The made-up report and its page."""
    with text.language_override(language):
        report = made_up.report(name, proved=proved, many=2)
        return report, parsed(html_page(report))


def pictures(report: Report) -> list[Picture]:
    """The report's pictures in order."""
    return [block for section in report.sections for block in section.blocks if isinstance(block, Picture)]


def policy(root: Element) -> dict[str, list[str]]:
    """What the page's content security policy allows, by kind."""
    statement = root.only("meta", http_equiv="Content-Security-Policy").given["content"]
    return {kind: allowed for kind, *allowed in (part.split() for part in statement.split(";"))}


def hashes(elements: list[Element]) -> list[str]:
    """How a policy names these inline scripts or styles."""
    return [f"'sha256-{b64encode(sha256(node.text.encode()).digest()).decode()}'" for node in elements]


def test_only_the_pages_own_scripts_and_styles_are_allowed() -> None:
    _, root = page_of()
    ran = [node for node in root.all("script") if "type" not in node.given]
    assert policy(root) == {
        "default-src": ["'none'"],
        "script-src": hashes(ran),
        "style-src": hashes(root.all("style")),
        "font-src": ["data:"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert len(ran) == 4


def test_the_policy_comes_before_what_it_rules() -> None:
    _, root = page_of()
    order = [node.given.get("http-equiv") or node.tag for node in root.only("head").within]
    assert order.index("Content-Security-Policy") < order.index("style")


@pytest.mark.parametrize("name", [None, *NAMES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_for_and_no_element_or_attribute_comes_from_a_name(language: str, name: str | None) -> None:
    def kinds(root: Element) -> Counter[tuple[str, ...]]:
        return Counter((node.tag, *node.given) for node in root.below())

    _, root = page_of(language, name)
    assert kinds(root) == kinds(page_of(language, "a plain name")[1]) if name else kinds(root)
    for node in root.below():
        assert not {"src", "style", "action", "srcset", "data"} & node.given.keys()
        assert not any(attribute.startswith("on") for attribute in node.given)
        assert node.given.get("href", "#").startswith("#")
        assert node.tag not in {"link", "iframe", "object", "embed", "img", "base", "form"}


@pytest.mark.parametrize("name", NAMES)
def test_names_stand_in_the_page_as_text(name: str) -> None:
    report, root = page_of(name=name)
    as_seen = make_visible(name)
    assert root.only("title").text == as_seen
    assert root.only("h1").text == as_seen
    assert root.all("dt")[0].text == as_seen
    assert root.all("dd")[0].text == as_seen
    assert root.only("caption", id="table-stocks").text == as_seen
    assert root.all("div", class_="drawing")[0].given["aria-label"] == f"{as_seen}: {as_seen}"
    assert "http" not in " ".join(node.given.get("href", "") for node in root.below())
    assert report.title == name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_specifications_come_back_from_the_page_as_they_were(language: str, name: str) -> None:
    report, root = page_of(language, name)
    charts = [chart for node in pictures(report) for chart in node.charts]
    data = root.all("script", type="application/json")
    assert len(charts) == len(data) == 3
    for chart, node in zip(charts, data, strict=True):
        assert not re.search("[<>&\u2028\u2029]", node.text)
        known = json.loads(make_visible(json.dumps(chart.spec, ensure_ascii=False)))
        assert json.loads(node.text) == known | {"config": known["config"] | {"aria": False}}


def test_lines_ends_of_old_scripts_are_written_as_numbers() -> None:
    _, root = page_of(name="a\u2028b\u2029c<!--<script>")
    data = root.all("script", type="application/json")[0].text
    assert "a\\u2028b\\u2029c\\u003c!--\\u003cscript\\u003e" in data


def test_what_cannot_be_seen_is_shown_as_a_sign() -> None:
    assert make_visible("a\x00\x1b\x7f\u202eb\x85\ud800") == "a\u2400\u241b\u2421\ufffdb\ufffd\ufffd"
    assert make_visible("a\tb\nc \u2067d\u2069 é ج") == "a\tb\nc \u2067d\u2069 é ج"


def test_elements_escape_what_is_not_markup() -> None:
    assert element("p", "<b>", Markup("<i>"), None) == "<p>&lt;b&gt;<i></p>"
    assert element("a", href="\"'<", hidden=False, title=None) == '<a href="&quot;&#x27;&lt;"></a>'


@pytest.mark.parametrize("title", [*NAMES, "\\", 'a"b', "\nx{}", "*/"])
def test_no_title_ends_the_words_at_a_pages_edge(title: str) -> None:
    _, root = page_of(name=title)
    printed = root.all("style")[1].text
    within = re.findall(r'content: "([^"]*)"', printed)
    assert len(within) == 3, printed
    for words in within:
        assert re.fullmatch(r"(\w|\\[0-9a-f]{6})*", words)
    came_back = re.sub(r"\\([0-9a-f]{6})", lambda match: chr(int(match[1], 16)), within[1])
    assert came_back == make_visible(title[:90])


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_direction_and_landmarks(language: str) -> None:
    _, root = page_of(language)
    html = root.only("html")
    assert html.given == {"lang": language, "dir": WAYS[language]}
    body = html.only("body")
    assert [node.tag for node in body.within if node.tag not in ("script", "noscript")] == [
        "a", "header", "nav", "main", "footer"
    ]  # fmt: skip
    assert body.within[0].given["href"] == f"#{body.only('main').given['id']}"
    assert all(node.given["dir"] == "ltr" for node in root.all("div", class_="drawing"))


def test_headings_go_down_one_level_at_a_time_and_ids_are_there_once() -> None:
    _, root = page_of()
    levels = [int(node.tag[1]) for node in root.below() if re.fullmatch("h[1-6]", node.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = Counter(node.given["id"] for node in root.below() if "id" in node.given)
    assert set(ids.values()) == {1}
    for node in root.below():
        for named in (node.given.get("aria-labelledby"), node.given.get("href", "#")[1:]):
            assert not named or named in ids


@pytest.mark.parametrize("proved", [True, False])
def test_every_page_says_whether_the_plan_is_proved(proved: bool) -> None:
    report, root = page_of(proved=proved)
    statement = root.only("header").only("p", class_="standing proved" if proved else "standing unproved")
    assert statement.text == report.proof_status
    printed = root.all("style")[1].text
    letters = re.search(r'@top-left \{ content: "([^"]*)"', printed)
    assert letters
    assert re.sub(r"\\([0-9a-f]{6})", lambda match: chr(int(match[1], 16)), letters[1]) == report.proof_status


def test_every_chart_has_a_name_and_a_table_that_is_open_without_a_script() -> None:
    report, root = page_of()
    figures = root.all("figure")
    assert len(figures) == len(pictures(report)) == 2
    for node, figure in zip(pictures(report), figures, strict=True):
        drawings = figure.all("div", class_="drawing", role="img")
        assert [drawing.given["aria-label"] for drawing in drawings] == [
            f"{chart.title}: {chart.alt}" for chart in node.charts
        ]
        behind = figure.only("details")
        assert "open" in behind.given
        assert len(behind.only("tbody").all("tr")) == len(node.table.rows)
    assert root.only("noscript").text.startswith("Drawings need a script")


def test_tables_have_captions_and_headings_of_columns_and_rows() -> None:
    _, root = page_of()
    for table in root.all("table"):
        assert table.within[0].tag == "caption"
        assert all(node.given["scope"] == "col" for node in table.only("thead").all("th"))
        assert all(row.within[0].given["scope"] == "row" for row in table.only("tbody").all("tr"))


def test_cells_are_written_as_people_read_them() -> None:
    columns = (
        TableColumn("who"), TableColumn("units", "number"), TableColumn("by", "day"), TableColumn("assumed", "yes"),
        TableColumn("note")
    )  # fmt: skip
    rows = (("us", 1234567.0, date(2024, 3, 31), True, "a"), ("them", -0.5, None, False, None))
    table = ReportTable(key="t", caption="All", columns=columns, rows=rows, omitted_rows=1, file="x.parquet")
    report = Report(
        title="T",
        subtitle="",
        proof_status="",
        is_proved=True,
        language="en",
        right_to_left=False,
        sections=(Section("s", "S", (table,)),),
    )
    root = parsed(html_page(report))
    cells = [[cell.text for cell in row.within] for row in root.only("tbody").all("tr")]
    assert cells == [
        ["us", "1,234,567", "2024-03-31", "yes", "a"], ["them", "-0.5", "—none", "no", "—none"]
    ]  # fmt: skip
    assert root.only("p", class_="left-out").text == "1 more row is not shown; x.parquet in the plan's folder has all."
    assert [node.given["dir"] for node in root.only("tbody").all("bdi", dir="ltr")] == ["ltr", "ltr"]


def test_days_in_running_text_are_not_broken_at_the_end_of_a_line() -> None:
    words = Paragraph("Due by 2024-03-31, or 2024-3-31 & later")
    root = parsed(
        html_page(
            Report(
                title="T",
                subtitle="",
                proof_status="",
                is_proved=True,
                language="en",
                right_to_left=False,
                sections=(Section("s", "S", (words,)),),
            )
        )
    )
    (table_cells,) = root.only("main").all("p")
    assert table_cells.text == words.text
    assert [node.text for node in table_cells.all("span", class_="whole")] == ["2024-03-31"]


def test_a_page_without_pictures_has_no_script_at_all() -> None:
    report = Report(
        title="T",
        subtitle="",
        proof_status="",
        is_proved=True,
        language="en",
        right_to_left=False,
        sections=(Section("s", "S", (Paragraph("w"),)),),
    )
    root = parsed(html_page(report))
    assert root.all("script") == []
    assert policy(root)["script-src"] == ["'none'"]


def test_what_every_page_carries_stays_small() -> None:
    with text.language_override("ar"):
        report = made_up.report(many=2)
        assert len(html_page(report).encode()) < 1_100_000


def test_the_licences_of_the_scripts_go_with_them() -> None:
    _, root = page_of()
    carried = "".join(node.text for node in root.all("script"))
    for licence in ASSETS.glob("LICENSE-vega*.txt"):
        assert licence.read_text("utf-8").strip() in carried
    assert "Mike Bostock" in carried


def carried() -> dict[str, dict[str, str]]:
    """The table of assets/README.md by file."""
    lines = (ASSETS / "README.md").read_text("utf-8").splitlines()
    table_cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: dict(zip(table_cells[0], row, strict=True)) for row in table_cells[2:]}


def test_nothing_else_is_carried_than_the_readme_names() -> None:
    licences = {name for row in carried().values() for name in row["licence"].split(", ")}
    assert {node.name for node in ASSETS.iterdir()} == carried().keys() | licences | {"README.md"}


@pytest.mark.parametrize("name", carried())
def test_carried_files_are_those_of_the_readme(name: str) -> None:
    assert sha256((ASSETS / name).read_bytes()).hexdigest() == carried()[name]["SHA-256"]


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("vega.min.js", r't\.version="([\d.]+)"'),
        ("vega-lite.min.js", r'var n="([\d.]+)"'),
        ("vega-interpreter.js", r"\A// vega-interpreter ([\d.]+)\n"),
    ],
)
def test_scripts_are_of_the_version_that_the_readme_names(name: str, statement: str) -> None:
    script = (ASSETS / name).read_text("utf-8")
    assert re.findall(statement, script) == [carried()[name]["version"]]
    assert f"{name.partition('.')[0]}@{carried()[name]['version']}" in (ASSETS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["vega.min.js", "vega-lite.min.js", "vega-interpreter.js"])
def test_scripts_cannot_end_their_element_or_ask_for_a_source_map(name: str) -> None:
    script = (ASSETS / name).read_text("utf-8").lower()
    assert not re.search(r"</script|<script|<!--|sourcemappingurl", script)
