"""`muster check`."""

from __future__ import annotations

from importlib.metadata import version

import click

from muster.cli.output import count_of, print_json, print_problems
from muster.cli.translated_click import command, option
from muster.text import mark


@command(
    mark("All problems of a scenario at once."),
    mark(
        "SCENARIO is a folder with scenario.toml and a CSV file per table, or an .xlsx workbook with a sheet per "
        "table. Exit code 1 if there are errors, with which there is no plan."
    ),
)
@click.argument("scenario", type=click.Path())
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
def check(scenario: str, as_json: bool) -> int:
    """All problems of a scenario; 1 if there are errors."""
    from muster.scenario import read

    found = read(scenario)
    if as_json:
        print_json(
            {
                "muster": version("muster"),
                "status": "invalid" if found.errors else "valid",
                "scenario": {"title": found.settings.title, "digest": found.digest},
                "problems": [problem.as_dict() for problem in found.problems],
            }
        )
    else:
        print_problems(found.problems)
        click.echo(count_of(found.problems))
    return 1 if found.errors else 0
