"""What a scenario can be written to."""

from __future__ import annotations

from pathlib import Path

import click

from muster.text import _

# Endings of files that a scenario is not; a folder so called would be taken for one.
_OTHER_FILES = (
    ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".toml", ".json", ".jsonl", ".txt", ".zip", ".pdf", ".html",
    ".parquet", ".docx",
)  # fmt: skip


def refuse_other_files(path: Path) -> None:
    """Refuse what would be neither a workbook nor a folder."""
    if path.suffix.lower() in _OTHER_FILES:
        advice = _("{path} would be neither a workbook nor a folder: end it in .xlsx, or leave its ending out")
        raise click.UsageError(advice.format(path=path))
