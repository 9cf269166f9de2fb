"""New scenarios to fill in, and the data package that describes one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from muster.scenario.cell_parsing import empty
from muster.scenario.folder_reader import SETTINGS_FILE
from muster.scenario.folder_writer import beside, toml_value
from muster.scenario.raw_table import Place
from muster.scenario.scenario import Given
from muster.scenario.workbook_writer import explained, write_workbook
from muster.schema import SETTINGS, TABLES
from muster.text import _, language, mark

NEW = mark("A new scenario")


def new_folder(path: str | Path, start: dt.date | None = None) -> None:
    """Write an empty scenario: commented settings, each table's CSV with its header, and what they mean.

    It begins on `start` (the first of this month). Refused with `FileExistsError` where something is there
    already.
    """
    with beside(Path(path)) as target:
        target.mkdir()
        (target / SETTINGS_FILE).write_text(_commented(start), encoding="utf-8")
        (target / "README.md").write_text(_explanation(), encoding="utf-8")
        for table in TABLES.values():
            header = ",".join(column.name for column in table.columns)
            (target / table.file).write_text(header + "\n", encoding="utf-8")


def new_workbook(path: str | Path, start: dt.date | None = None) -> None:
    """Write an empty scenario as a workbook: explained headers, drop-downs, id columns as text."""
    given = Given(_first_settings(start), {n: empty(t) for n, t in TABLES.items()}, {n: Place(n) for n in TABLES}, "")
    write_workbook(Path(path), given)


def _first_settings(start: dt.date | None) -> dict[str, Any]:
    first = start or dt.date.today().replace(day=1)
    title: dict[str, Any] = {"title": NEW}
    if language() == "ar":
        title["title_ar"] = _(NEW)
    return title | {"start": first, "buckets": "12", "bucket": "month"}


def _commented(start: dt.date | None) -> str:
    """scenario.toml with every setting explained; those with a default are there as comments."""
    first = _first_settings(start)
    lines: list[str] = []
    for setting in SETTINGS.values():
        lines.append(f"# {explained(setting)}")
        if setting.name in first:
            lines.append(f"{setting.name} = {toml_value(first[setting.name], setting.name)}")
        elif setting.default is not None:
            lines.append(f"# {setting.name} = {toml_value(setting.default)}")
        else:
            lines.append(f"# {setting.name} = {'2022-09-28' if setting.type == 'date' else toml_value('…')}")
        lines.append("")
    return "\n".join(lines)


def _explanation() -> str:
    """Every table and column in words, as Markdown."""
    lines = [
        "# " + _("What the files hold"),
        "",
        _("Fill in what you know; a blank cell means not given, never 0. Unused files may be deleted."),
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.file}", "", _(table.description), ""]
        lines += [f"- `{column.name}`: {explained(column)}" for column in table.columns]
    return "\n".join(lines) + "\n"
