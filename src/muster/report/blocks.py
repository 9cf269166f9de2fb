"""What a report is made of, whatever it is shown as: sections of words, pictures and tables, in the reader's language.

Nothing here knows of HTML, PDF or workbooks; and all text is plain text, to be escaped by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Cell = str | float | date | bool | None
Kind = Literal["text", "number", "day", "yes"]


@dataclass(frozen=True)
class Column:
    """A table's column: its heading and what its cells are. A number stays a number until it is shown."""

    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """Rows under headings. `left_out` rows are not shown here; `file` is the plan's own table that has them all."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0
    file: str = ""


@dataclass(frozen=True)
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
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Point:
    """An entry of a list: what it is about, and what is said of it."""

    about: str
    text: str


@dataclass(frozen=True)
class Points:
    """A list, each entry about one thing. `left_out` says in words how many are not told, if any."""

    items: tuple[Point, ...]
    left_out: str = ""


@dataclass(frozen=True)
class Picture:
    """Drawings of one kind with what they say in words, and the figures behind them as a table.

    `key` is of a-z and "-". `left_out` says in words what is not drawn, if anything.
    """

    key: str
    title: str
    says: str
    charts: tuple[Chart, ...]
    table: Table
    left_out: str = ""


Block = Words | Points | Picture | Table


@dataclass(frozen=True)
class Section:
    """A part of the report under its own heading."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """All of it. `standing` says whether the plan is proved, and belongs on every page (C14)."""

    title: str
    subtitle: str
    standing: str
    proved: bool
    language: str
    right_to_left: bool
    sections: tuple[Section, ...]
    made_from: tuple[Point, ...] = field(default_factory=tuple)
