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

from muster.report.blocks import Block, Chart, Picture, Points, Report, Table, Words
from muster.report.cell_format import shown
from muster.report.pdf.page_budget import BUDGETS, within
from muster.text import _, ngettext, number

PAGES = 12
"""No document is longer."""

ASSETS = Path(__file__).parents[1] / "assets"
_TEMPLATE = Path(__file__).parent / "report.typ"
_WIDTH, _WIDE = 330, 700
"""Widths of a drawing in pixels before it is scaled to the column, alone in its row or not."""


class NoTypesetter(Exception):
    """The extra `pack` is not installed; the message is for people."""

    def __str__(self) -> str:
        return _("A PDF needs the extra `pack`: pip install 'muster[pack]'. HTML and workbooks do not.")


def document(report: Report) -> bytes:
    """The report as PDF. It keeps PDF/UA-1 unless a name has a character that no font here can show.

    Refuses (`NoTypesetter`) where Typst or vl-convert is missing.
    """
    try:
        import typst
        import vl_convert  # noqa: F401
    except ImportError as missing:
        raise NoTypesetter from missing
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        drawn = _Drawn(root)
        for budget in BUDGETS:
            (root / "report.json").write_text(json.dumps(_data(within(report, budget), drawn)), encoding="utf-8")
            compiler = typst.Compiler(
                str(root / "report.typ"),
                root=str(root),
                font_paths=[str(ASSETS)],
                package_path=str(root),
                package_cache_path=str(root),
            )
            if int(json.loads(compiler.query("<pages>", field="value", one=True))) <= PAGES:
                break
        try:
            return _pdf(compiler, ["ua-1"])
        except typst.TypstError:
            return _pdf(compiler, [])


def _pdf(compiler: Any, standards: list[str]) -> bytes:
    content: bytes = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    return content


class _Drawn:
    """Drawings as PNG files of a folder, each made once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.done: set[str] = set()

    def file(self, chart: Chart) -> str:
        name = f"{chart.key}.png"
        if name not in self.done:
            (self.root / name).write_bytes(png(chart))
            self.done.add(name)
        return name


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """A chart as a picture, drawn without a browser and without the network."""
    import vl_convert

    _register_fonts()
    spec = dict(chart.spec) | {"width": _WIDE if chart.wide else _WIDTH, "background": "white"}
    content: bytes = vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
    return content


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(ASSETS))


def _data(report: Report, drawn: _Drawn) -> dict[str, Any]:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "standing": report.standing,
        "proved": report.proved,
        "language": report.language,
        "right_to_left": report.right_to_left,
        "page_of": _("page {page} of {pages}"),
        "sections": [
            {"title": section.title, "blocks": [_block(block, drawn) for block in section.blocks]}
            for section in report.sections
        ],
    }


def _block(block: Block, drawn: _Drawn) -> dict[str, Any]:
    match block:
        case Words():
            return {"kind": "words", "text": block.text}
        case Points():
            items = [{"about": item.about, "text": item.text} for item in block.items]
            return {"kind": "points", "items": items, "left_out": block.left_out}
        case Picture():
            charts = [
                {"title": chart.title, "alt": chart.alt, "wide": chart.wide, "file": drawn.file(chart)}
                for chart in block.charts
            ]
            words = {"title": block.title, "says": block.says, "left_out": block.left_out}
            return {"kind": "picture", "charts": charts} | words
        case Table():
            return _table(block)


def _table(table: Table) -> dict[str, Any]:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    return {
        "kind": "table",
        "caption": table.caption,
        "headings": _headings(table, rows),
        "numeric": [column.kind == "number" for column in table.columns],
        "shares": _shares(table, rows),
        "rows": rows,
        "left_out": _left_out(table) if table.left_out else "",
    }


def _left_out(table: Table) -> str:
    """How many rows are not shown, and where all of them are."""
    if not table.file:
        words = ngettext(
            "{count} more row in the report page.", "{count} more rows in the report page.", table.left_out
        )
        return words.format(count=number(table.left_out))
    words = ngettext(
        "{count} more row in the report page or in {file}.",
        "{count} more rows in the report page or in {file}.",
        table.left_out,
    )
    return words.format(count=number(table.left_out), file=table.file)


def _headings(table: Table, rows: list[list[str]]) -> list[str]:
    """The headings; over short cells in lines that are no wider than they have to be, so that what is told has room."""
    cells = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else [_LONG] * len(table.columns)
    return [
        "\n".join(wrap(column.heading, max(width, _SHORT // 2), break_long_words=False))
        if width <= _SHORT
        else column.heading
        for column, width in zip(table.columns, cells, strict=True)
    ]


def _shares(table: Table, rows: list[list[str]]) -> list[float]:
    """How much of the width each column asks for; 0: no more than it needs."""
    told = [_headings(table, rows), *rows]
    longest = [max(len(line) for cell in column for line in cell.split("\n")) for column in zip(*told, strict=True)]
    return [0.0 if length <= _SHORT else min(length, _LONG) / _SHORT for length in longest]


_SHORT, _LONG = 16, 64
"""Columns of no more characters are as wide as they need; those of more share the rest, up to a limit."""
