"""Write a scenario to a folder or a workbook."""

from __future__ import annotations

from pathlib import Path

from muster.scenario.folder_writer import write_folder
from muster.scenario.scenario import Scenario
from muster.scenario.workbook_writer import write_workbook


def write(scenario: Scenario, path: str | Path) -> None:
    """Write the given data to a new folder, or to a new workbook if the path ends in .xlsx.

    Rows are sorted by key. A failure leaves nothing half-written.

    Raises:
        FileExistsError: something exists at `path`.
    """
    path = Path(path)
    if path.suffix.lower() == ".xlsx":
        write_workbook(scenario.given, path)
    else:
        write_folder(scenario, path)
