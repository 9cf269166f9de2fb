"""The command line: `muster`, its commands, and one way to end with an exit code.

Commands are imported when they are called, so that `muster --help` is quick.
"""

from __future__ import annotations

import os
import sys

import click

from muster.cli.interrupt import listen
from muster.cli.lazy_group import LazyGroup
from muster.cli.output import json_usage
from muster.cli.translated_click import ToldOption
from muster.text import _, lend, mark

COMMANDS = {
    "check": ("muster.cli.check:check", mark("All problems of a scenario at once.")),
    "plan": ("muster.cli.plan:plan", mark("The best joint plan of a scenario, proved.")),
    "report": ("muster.cli.report:report", mark("A plan as a page, a document or a workbook.")),
    "explain": ("muster.cli.explain:explain", mark("What holds requests back, proved, and what would free them.")),
    "compare": ("muster.cli.compare:compare", mark("What changed from one plan to another.")),
    "risk": ("muster.cli.risk:risk", mark("How sure the dates of a plan are.")),
    "backtest": ("muster.cli.backtest:backtest", mark("How past forecasts would have turned out.")),
    "verify": ("muster.cli.verify:verify", mark("Whether a plan folder stands, by recomputing it.")),
    "record": ("muster.cli.record:record", mark("The book that scenarios are drawn from, as known at any time.")),
    "new": ("muster.cli.new:new", mark("An empty, commented scenario, or a scenario's datapackage.json.")),
    "demo": ("muster.cli.demo:demo", mark("Plan the example, Brussels 2022.")),
}


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    help="\n".join(
        (
            mark("Planning for a contact group: what can be handed over when, and what holds the rest back."),
            mark("muster is not for classified data."),
        )
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    package_name="muster", prog_name="muster", cls=ToldOption, help=mark("Show the version and exit.")
)
def muster() -> None:
    """The command line."""


def main() -> None:
    """Run the command line and leave with its exit code; no traceback for anything a user can do."""
    arguments = sys.argv[1:]
    lend()
    listen()
    try:
        code = muster.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.UsageError as wrong:
        if "--json" in arguments:
            click.echo(json_usage(wrong.format_message()))
        else:
            wrong.show()
        code = 2
    except click.Abort:
        click.echo(_("Stopped."), err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as failure:
        code = _stopped(failure, as_json="--json" in arguments)
    sys.exit(code if isinstance(code, int) else 0)


def _stopped(failure: OSError, as_json: bool) -> int:
    """Say which file failed and why; without a file it is the output itself, which nothing can be written to."""
    reason = _(failure.strerror or str(failure))
    if failure.filename is not None:
        reason = f"{failure.filename}: {reason}"
    if as_json and failure.filename is not None:
        click.echo(json_usage(reason))
        return 2
    click.echo(_("Stopped: {reason}").format(reason=reason), err=True)
    if failure.filename is None:
        os.close(1)
    return 2
