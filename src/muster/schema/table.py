"""What a table is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from muster.text import mark

Type = Literal["id", "text", "number", "whole", "boolean", "date", "lead_time"]


@dataclass(frozen=True, eq=False)
class Column:
    """A column: what its cells may hold.

    `default` stands for a blank cell; `default_from` says in words what stands for it where that is no
    constant ("start"). `minimum` and `maximum` are allowed themselves, `above` is not; a number with
    `nonzero` may not be 0. `references` are the tables of which an id must be there; `kinds` maps the value
    of the row's `of` to the table of its `id`.
    """

    name: str
    type: Type
    description: str
    unit: str | None = None
    required: bool = False
    default: str | float | bool | None = None
    default_from: str | None = None
    choices: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    nonzero: bool = False
    pattern: str | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A table: its columns, its key (empty: rows add up) and its group in the documentation.

    `signed` names a number whose sign belongs to the key.
    """

    name: str
    group: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    signed: str | None = None

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def id(self) -> str:
        """The column that other tables refer to."""
        return self.columns[0].name

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}


SOURCE = Column("source", "id", mark("The source that the figures of the row come from."), references=("sources",))
NOTE = Column("note", "text", mark("Anything a reader of the row should know."))

THERE = mark("What there is")
MADE = mark("How things are made and moved")
ASKED = mark("What is asked, promised, allowed, unsure")


def table(
    name: str,
    group: str,
    description: str,
    *columns: Column,
    key: tuple[str, ...] = (),
    signed: str | None = None,
) -> Table:
    """A table with the columns given and, at the end, `source` and `note`, which every table may have."""
    names = {column.name for column in columns}
    extra = tuple(column for column in (SOURCE, NOTE) if column.name not in names)
    return Table(name, group, description, key, columns + extra, signed)
