"""`muster new`."""

from __future__ import annotations

from pathlib import Path

import click

from muster.cli.output import print_problems
from muster.cli.output_path import refuse_other_files
from muster.cli.translated_click import command, option
from muster.text import _, mark


@command(
    mark("An empty, commented scenario, or a scenario's datapackage.json."),
    mark("TARGET is a folder to make, or an .xlsx workbook to write; nothing that is there already is overwritten."),
)
@click.argument("target", type=click.Path())
@option("--datapackage", is_flag=True, help=mark("Write datapackage.json into the scenario folder TARGET instead."))
def new(target: str, datapackage: bool) -> int:
    """Write what is asked for; 1 if the scenario to describe has errors."""
    from muster.scenario import read
    from muster.scenario.datapackage import datapackage as describe
    from muster.scenario.datapackage import package_file
    from muster.scenario.new_scenario import new_folder, new_workbook

    path = Path(target)
    if not datapackage:
        refuse_other_files(path)
    try:
        if datapackage:
            scenario = read(path)
            if scenario.errors:
                print_problems(scenario.errors)
                return 1
            path = package_file(scenario)
            describe(scenario, path)
        elif path.suffix.lower() == ".xlsx":
            new_workbook(path)
        else:
            new_folder(path)
    except FileExistsError as there:
        raise click.UsageError(_("{path} is there already").format(path=there.filename or path)) from None
    except OSError as failure:
        message = _("{path} cannot be written: {reason}").format(path=path, reason=_(failure.strerror or str(failure)))
        raise click.UsageError(message) from None
    click.echo(_("Written: {path}").format(path=path))
    return 0
