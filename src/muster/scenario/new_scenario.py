"""Write new, empty scenarios to fill in, as a folder or a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from muster.atomic_write import atomic_replace
from muster.scenario.cell_parsing import empty_frame
from muster.scenario.folder_reader import SETTINGS_FILE
from muster.scenario.folder_writer import to_toml_value
from muster.scenario.given_data import GivenData
from muster.scenario.raw_table import TableLocator
from muster.scenario.workbook_writer import describe_field, write_workbook
from muster.schema import SETTINGS, TABLES
from muster.text import _, language, mark

NEW_TITLE = mark("A new scenario")


def create_folder(path: str | Path, start: dt.date | None = None) -> None:
    """Write an empty scenario folder: commented settings, a CSV header per table, and a README of all columns.

    Args:
        path: new folder.
        start: first day of the horizon [default: the first of this month].

    Raises:
        FileExistsError: something exists at `path`.
    """
    with atomic_replace(Path(path)) as target:
        target.mkdir()
        (target / SETTINGS_FILE).write_text(_commented_settings(start), encoding="utf-8")
        (target / "README.md").write_text(_readme(), encoding="utf-8")
        for table in TABLES.values():
            header = ",".join(column.name for column in table.columns)
            (target / table.file).write_text(header + "\n", encoding="utf-8")


def create_workbook(path: str | Path, start: dt.date | None = None) -> None:
    """Write an empty scenario workbook: explained headers, drop-downs, id columns formatted as text."""
    given = GivenData(
        _initial_settings(start),
        {n: empty_frame(t) for n, t in TABLES.items()},
        {n: TableLocator(n) for n in TABLES},
        "",
    )
    write_workbook(given, Path(path))


def _initial_settings(start: dt.date | None) -> dict[str, Any]:
    first = start or dt.date.today().replace(day=1)
    title: dict[str, Any] = {"title": NEW_TITLE}
    if language() == "ar":
        title["title_ar"] = _(NEW_TITLE)
    return title | {"start": first, "buckets": "12", "bucket": "month"}


def _commented_settings(start: dt.date | None) -> str:
    """Text of scenario.toml with every setting explained; settings with a default are commented out."""
    first = _initial_settings(start)
    lines: list[str] = []
    for setting in SETTINGS.values():
        lines.append(f"# {describe_field(setting)}")
        if setting.name in first:
            lines.append(f"{setting.name} = {to_toml_value(first[setting.name], setting.name)}")
        elif setting.default is not None:
            lines.append(f"# {setting.name} = {to_toml_value(setting.default)}")
        else:
            lines.append(f"# {setting.name} = {'2022-09-28' if setting.type == 'date' else to_toml_value('…')}")
        lines.append("")
    return "\n".join(lines)


def _readme() -> str:
    """Description of every table and column as Markdown."""
    lines = [
        "# " + _("What the files hold"),
        "",
        _("Fill in what you know; a blank cell means not given, never 0. Unused files may be deleted."),
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.file}", "", _(table.description), ""]
        lines += [f"- `{column.name}`: {describe_field(column)}" for column in table.columns]
    return "\n".join(lines) + "\n"
