"""`muster demo`."""

from __future__ import annotations

from pathlib import Path

import click

import muster as package
from muster.cli.translated_click import command
from muster.text import _, mark

EXAMPLE = "brussels-2022"


@command(mark("Plan the example, Brussels 2022, and print what came out."))
@click.pass_context
def demo(context: click.Context) -> int:
    """Plan the example as `muster plan` does."""
    from muster.cli.plan import plan

    code: int = context.invoke(plan, scenario=str(example()))
    return code


def example() -> Path:
    """Where the example lies: in the installed package, or in the source tree."""
    here = Path(package.__file__).parent
    for place in (here / "examples" / EXAMPLE, here.parents[1] / "examples" / EXAMPLE):
        if place.is_dir():
            return place
    raise click.UsageError(_("The example {name} is not installed.").format(name=EXAMPLE))
