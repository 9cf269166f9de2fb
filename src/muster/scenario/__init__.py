"""Scenarios: read, patch, check, write and digest.

`read` turns a folder or workbook into raw text tables (`folder_reader`, `workbook_reader`) and then into typed cells
(`cell_parsing`): the `GivenData`, as a person wrote them. `patch` changes `GivenData`; `digest` identifies them.
`assemble` in `scenario` fills in `settings` and `defaults` (`ScenarioTables`), runs the `checks` and makes the
`Scenario`. `write`, `folder_writer` and `workbook_writer` write `GivenData` back. `new_scenario` writes an empty
scenario to fill in, `datapackage` describes one for other programs.
"""

from muster.scenario.given_data import GivenData
from muster.scenario.read import read
from muster.scenario.scenario import Scenario
from muster.scenario.scenario_tables import MissingCalendarError
from muster.scenario.settings import Settings

__all__ = ["GivenData", "MissingCalendarError", "Scenario", "Settings", "read"]
