"""Typesetting: the report as data, its drawings as pictures, and one template that lays them out.

All text reaches Typst as data (`report.json`) and is set as text; nothing of it is ever part of the template.
"""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any

from muster.errors import MusterError
from muster.report.blocks import Block, Chart, Paragraph, Picture, PointList, Report, ReportTable
from muster.report.cell_format import format_cell
from muster.report.pdf.page_budget import PAGE_BUDGETS, fit_to_budget
from muster.text import _, ngettext, number

MAX_PAGES = 12
"""No document is longer."""

ASSETS = Path(__file__).parents[1] / "assets"
_TEMPLATE = Path(__file__).parent / "report.typ"
_COLUMN_WIDTH, _FULL_WIDTH = 330, 700
"""Widths of a drawing in pixels before it is scaled to the column, alone in its row or not."""


class TypesetterMissingError(MusterError):
    """The extra `pack` is not installed; the message is for people."""

    def __str__(self) -> str:
        return _("A PDF needs the extra `pack`: pip install 'muster[pack]'. HTML and workbooks do not.")


def typeset_pdf(report: Report) -> bytes:
    """The report as PDF. It keeps PDF/UA-1 unless a name has a character that no font here can show.

    Refuses (`TypesetterMissingError`) where Typst or vl-convert is missing.
    """
    try:
        import typst
        import vl_convert  # noqa: F401
    except ImportError as missing:
        raise TypesetterMissingError from missing
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        chart_files = _ChartFiles(root)
        for budget in PAGE_BUDGETS:
            (root / "report.json").write_text(
                json.dumps(_report_data(fit_to_budget(report, budget), chart_files)), encoding="utf-8"
            )
            compiler = typst.Compiler(
                str(root / "report.typ"),
                root=str(root),
                font_paths=[str(ASSETS)],
                package_path=str(root),
                package_cache_path=str(root),
            )
            if int(json.loads(compiler.query("<pages>", field="value", one=True))) <= MAX_PAGES:
                break
        try:
            return _compile_pdf(compiler, ["ua-1"])
        except typst.TypstError:
            return _compile_pdf(compiler, [])


def _compile_pdf(compiler: Any, standards: list[str]) -> bytes:
    content: bytes = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    return content


class _ChartFiles:
    """Drawings as PNG files of a folder, each made once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: set[str] = set()

    def file_name(self, chart: Chart) -> str:
        name = f"{chart.key}.png"
        if name not in self.written:
            (self.root / name).write_bytes(render_png(chart))
            self.written.add(name)
        return name


def render_png(chart: Chart, scale: float = 2.0) -> bytes:
    """A chart as a picture, drawn without a browser and without the network."""
    import vl_convert

    _register_fonts()
    spec = dict(chart.spec) | {"width": _FULL_WIDTH if chart.wide else _COLUMN_WIDTH, "background": "white"}
    content: bytes = vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
    return content


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(ASSETS))


def _report_data(report: Report, chart_files: _ChartFiles) -> dict[str, Any]:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "standing": report.proof_status,
        "proved": report.is_proved,
        "language": report.language,
        "right_to_left": report.right_to_left,
        "page_of": _("page {page} of {pages}"),
        "sections": [
            {"title": section.title, "blocks": [_block_data(block, chart_files) for block in section.blocks]}
            for section in report.sections
        ],
    }


def _block_data(block: Block, chart_files: _ChartFiles) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "words", "text": block.text}
        case PointList():
            items = [{"about": item.subject, "text": item.text} for item in block.items]
            return {"kind": "points", "items": items, "left_out": block.omission_note}
        case Picture():
            charts = [
                {"title": chart.title, "alt": chart.alt, "wide": chart.wide, "file": chart_files.file_name(chart)}
                for chart in block.charts
            ]
            words = {"title": block.title, "says": block.summary, "left_out": block.omission_note}
            return {"kind": "picture", "charts": charts} | words
        case ReportTable():
            return _table_data(block)


def _table_data(table: ReportTable) -> dict[str, Any]:
    rows = [[format_cell(cell) for cell in row] for row in table.rows]
    return {
        "kind": "table",
        "caption": table.caption,
        "headings": _wrapped_headings(table, rows),
        "numeric": [column.kind == "number" for column in table.columns],
        "shares": _column_shares(table, rows),
        "rows": rows,
        "left_out": _omission_note(table) if table.omitted_rows else "",
    }


def _omission_note(table: ReportTable) -> str:
    """Number of rows left out, and where all of them are."""
    if not table.file:
        template = ngettext(
            "{count} more row in the report page.", "{count} more rows in the report page.", table.omitted_rows
        )
        return template.format(count=number(table.omitted_rows))
    template = ngettext(
        "{count} more row in the report page or in {file}.",
        "{count} more rows in the report page or in {file}.",
        table.omitted_rows,
    )
    return template.format(count=number(table.omitted_rows), file=table.file)


def _wrapped_headings(table: ReportTable, rows: list[list[str]]) -> list[str]:
    """The headings; over short cells in lines that are no wider than they have to be, so that what is told has room."""
    cells = (
        [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else [_LONG_COLUMN] * len(table.columns)
    )
    return [
        "\n".join(wrap(column.heading, max(width, _SHORT_COLUMN // 2), break_long_words=False))
        if width <= _SHORT_COLUMN
        else column.heading
        for column, width in zip(table.columns, cells, strict=True)
    ]


def _column_shares(table: ReportTable, rows: list[list[str]]) -> list[float]:
    """Share of the width that each column asks for; 0: no more than it needs."""
    lines = [_wrapped_headings(table, rows), *rows]
    longest = [max(len(line) for cell in column for line in cell.split("\n")) for column in zip(*lines, strict=True)]
    return [0.0 if length <= _SHORT_COLUMN else min(length, _LONG_COLUMN) / _SHORT_COLUMN for length in longest]


_SHORT_COLUMN, _LONG_COLUMN = 16, 64
"""Columns of no more characters are as wide as they need; those of more share the rest, up to a limit."""
