"""`muster check`."""

from __future__ import annotations

from importlib.metadata import version

import click

from muster.cli.output import print_json, print_problems, severity_counts
from muster.cli.translated_click import command, option
from muster.text import mark


@command(
    mark("Check a scenario and list all its problems."),
    mark(
        "SCENARIO is a folder with scenario.toml and a CSV file per table, or an .xlsx workbook with a "
        "sheet per table. Exit code 1 if there are errors; muster does not plan a scenario with errors."
    ),
)
@click.argument("scenario", type=click.Path())
@option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
def check(scenario: str, as_json: bool) -> int:
    """Print all problems of a scenario; return 1 if there are errors."""
    from muster.scenario import read

    loaded = read(scenario)
    if as_json:
        print_json(
            {
                "muster": version("muster"),
                "status": "invalid" if loaded.errors else "valid",
                "scenario": {"title": loaded.settings.title, "digest": loaded.digest},
                "problems": [problem.as_dict() for problem in loaded.problems],
            }
        )
    else:
        print_problems(loaded.problems)
        click.echo(severity_counts(loaded.problems))
    return 1 if loaded.errors else 0
