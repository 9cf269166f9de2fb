"""Tables and columns of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from muster.text import mark

ColumnType = Literal["id", "text", "number", "whole", "boolean", "date", "lead_time"]


@dataclass(frozen=True, eq=False)
class InputColumn:
    """A column and the values its cells may hold.

    `default` replaces a blank cell; `default_from` describes a default that is not constant ("start"). `minimum` and
    `maximum` are inclusive bounds. A number with `nonzero` may not be 0. An id must be in one of the tables of
    `references`; `references_by_kind` maps the value of the row's `of` to the table of its `id`.
    """

    name: str
    type: ColumnType
    description: str
    unit: str | None = None
    required: bool = False
    default: str | float | bool | None = None
    default_from: str | None = None
    choices: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    references_by_kind: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None
    nonzero: bool = False
    pattern: str | None = None


@dataclass(frozen=True, eq=False)
class InputTable:
    """A table: its columns, its key (empty: rows add up) and its group in the documentation.

    `sign_column` names a number whose sign belongs to the key.
    """

    name: str
    group: str
    description: str
    key: tuple[str, ...]
    columns: tuple[InputColumn, ...]
    sign_column: str | None = None

    @property
    def file(self) -> str:
        """Name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def id_column(self) -> str:
        """Column that other tables refer to."""
        return self.columns[0].name

    @cached_property
    def by_name(self) -> Mapping[str, InputColumn]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


SOURCE = InputColumn("source", "id", mark("The source that the figures of the row come from."), references=("sources",))
NOTE = InputColumn("note", "text", mark("Anything a reader of the row should know."))

STATE_GROUP = mark("What there is")
NETWORK_GROUP = mark("How things are made and moved")
DEMAND_GROUP = mark("What is asked, promised, allowed, unsure")


def define_table(
    name: str,
    group: str,
    description: str,
    *columns: InputColumn,
    key: tuple[str, ...] = (),
    sign_column: str | None = None,
) -> InputTable:
    """Define a table of these columns, followed by `source` and `note`, which every table has."""
    names = {column.name for column in columns}
    extra = tuple(column for column in (SOURCE, NOTE) if column.name not in names)
    return InputTable(name, group, description, key, columns + extra, sign_column)
