"""`muster new`."""

from __future__ import annotations

from pathlib import Path

import click

from muster.cli.output import print_problems
from muster.cli.output_path import reject_other_suffixes
from muster.cli.translated_click import command, option
from muster.text import _, mark


@command(
    mark("Create an empty, commented scenario, or a scenario's datapackage.json."),
    mark("TARGET is the folder to create, or the .xlsx workbook to write. Existing files are not overwritten."),
)
@click.argument("target", type=click.Path())
@option("--datapackage", is_flag=True, help=mark("Write datapackage.json into the scenario folder TARGET instead."))
def new(target: str, datapackage: bool) -> int:
    """Create a scenario, or describe an existing one; return 1 if that one has errors."""
    from muster.scenario import read
    from muster.scenario.datapackage import datapackage_path
    from muster.scenario.datapackage import write_datapackage as describe
    from muster.scenario.new_scenario import create_folder, create_workbook

    path = Path(target)
    if not datapackage:
        reject_other_suffixes(path)
    try:
        if datapackage:
            scenario = read(path)
            if scenario.errors:
                print_problems(scenario.errors)
                return 1
            path = datapackage_path(scenario)
            describe(scenario, path)
        elif path.suffix.lower() == ".xlsx":
            create_workbook(path)
        else:
            create_folder(path)
    except FileExistsError as error:
        raise click.UsageError(_("{path} is there already").format(path=error.filename or path)) from None
    except OSError as failure:
        message = _("{path} cannot be written: {reason}").format(path=path, reason=_(failure.strerror or str(failure)))
        raise click.UsageError(message) from None
    click.echo(_("Written: {path}").format(path=path))
    return 0
