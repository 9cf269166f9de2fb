"""`muster demo`."""

from __future__ import annotations

from pathlib import Path

import click

import muster as package
from muster.cli.translated_click import command
from muster.text import _, mark

EXAMPLE = "brussels-2022"


@command(mark("Plan the example, Brussels 2022, and print the result."))
@click.pass_context
def demo(context: click.Context) -> int:
    """Plan the example as `muster plan` would."""
    from muster.cli.plan import plan

    code: int = context.invoke(plan, scenario=str(example_folder()))
    return code


def example_folder() -> Path:
    """Path of the example, in the installed package or the source tree."""
    package_folder = Path(package.__file__).parent
    for folder in (package_folder / "examples" / EXAMPLE, package_folder.parents[1] / "examples" / EXAMPLE):
        if folder.is_dir():
            return folder
    raise click.UsageError(_("The example {name} is not installed.").format(name=EXAMPLE))
