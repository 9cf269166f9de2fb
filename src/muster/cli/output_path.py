"""Check of output paths of scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from muster.text import _

# Extensions of other files; a folder with such a name would be mistaken for a file.
_OTHER_SUFFIXES = (
    ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".toml", ".json", ".jsonl", ".txt", ".zip", ".pdf", ".html",
    ".parquet", ".docx",
)  # fmt: skip


def reject_other_suffixes(path: Path) -> None:
    """Raise a usage error if the name suggests neither a workbook nor a folder."""
    if path.suffix.lower() in _OTHER_SUFFIXES:
        message = _("{path} is neither a workbook nor a folder name: end it in .xlsx, or omit the ending")
        raise click.UsageError(message.format(path=path))
