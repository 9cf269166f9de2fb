"""Parts of a report in any format: sections of words, charts and tables, in the reader's language.

Nothing here knows of HTML, PDF or workbooks; and all text is plain text, to be escaped by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

Cell = str | float | date | bool | None
View = TypeVar("View")
ColumnKind = Literal["text", "number", "day", "yes"]


@dataclass(frozen=True)
class TableColumn:
    """A table's column: its heading and what its cells are. A number stays a number until it is shown."""

    heading: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """Rows under headings. `omitted_rows` rows are not shown here; `file` is the plan's own table that has them all."""

    key: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    omitted_rows: int = 0
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One drawing: a Vega-Lite specification with its data in it, and in words what it shows (`alt`).

    `title` is outside the drawing. `key` is of a-z, 0-9 and "-", and of one chart only. The specification's width is
    "container". `wide` asks for the whole width of the page.
    """

    key: str
    title: str
    alt: str
    spec: Mapping[str, Any]
    wide: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Point:
    """An entry of a list: what it is about, and what is said of it."""

    subject: str
    text: str


@dataclass(frozen=True)
class PointList:
    """A list, each entry about one thing. `omission_note` says in words how many are not told, if any."""

    items: tuple[Point, ...]
    omission_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Drawings of one kind with what they say in words, and the figures behind them as a table.

    `key` is of a-z and "-". `omission_note` says in words what is not drawn, if anything.
    """

    key: str
    title: str
    summary: str
    charts: tuple[Chart, ...]
    table: ReportTable
    omission_note: str = ""


Block = Paragraph | PointList | Picture | ReportTable


@dataclass(frozen=True)
class Section:
    """A part of the report under its own heading."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def picture_section(view: View, key: str, title: str, *makers: Callable[[View], Picture | None]) -> Section | None:
    """A section of the pictures that the makers draw of a view; None where none of them has anything to show."""
    pictures = tuple(picture for make in makers if (picture := make(view)) is not None)
    return Section(key, title, pictures) if pictures else None


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of it. `proof_status` says whether the plan is proved, and belongs on every page (C14)."""

    title: str
    subtitle: str
    proof_status: str
    is_proved: bool
    language: str
    right_to_left: bool
    sections: tuple[Section, ...]
    origin: tuple[Point, ...] = field(default_factory=tuple)
