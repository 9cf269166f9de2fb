"""Command line `muster`: its commands, and the mapping of errors to messages and exit codes.

A file per command, named for it; `record` is a package. Each reads its arguments, calls one function of the package
below, and prints with `output` or a `print_*` file. `translated_click` and `lazy_group` show help in the reader's
language and import a command only when it is called, which keeps `muster --help` fast.
"""

from __future__ import annotations

import os
import sys

import click

from muster.cli.interrupt import install_interrupt_handler
from muster.cli.lazy_group import LazyGroup
from muster.cli.output import usage_error_json
from muster.cli.translated_click import TranslatedOption
from muster.text import _, mark, share_catalogue

COMMANDS = {
    "check": ("muster.cli.check:check", mark("Check a scenario and list all its problems.")),
    "plan": ("muster.cli.plan:plan", mark("Compute the best joint plan of a scenario, with proof.")),
    "report": ("muster.cli.report:report", mark("Write a plan as a page, a document or a workbook.")),
    "explain": (
        "muster.cli.explain:explain",
        mark("Explain what holds requests back, with proof, and what would free them."),
    ),
    "compare": ("muster.cli.compare:compare", mark("Compare two plans and show what changed.")),
    "risk": ("muster.cli.risk:risk", mark("Estimate how sure the dates of a plan are.")),
    "backtest": ("muster.cli.backtest:backtest", mark("Score forecasts of a past case against what happened.")),
    "verify": ("muster.cli.verify:verify", mark("Recompute a plan folder and report every mismatch.")),
    "record": ("muster.cli.record:record", mark("Keep the record that scenarios are made from, as known at any time.")),
    "new": ("muster.cli.new:new", mark("Create an empty, commented scenario, or a scenario's datapackage.json.")),
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
    package_name="muster", prog_name="muster", cls=TranslatedOption, help=mark("Show the version and exit.")
)
def muster() -> None:
    """Group of all commands."""


def main() -> None:
    """Run the command line and exit with its code. User errors print a message, never a traceback."""
    arguments = sys.argv[1:]
    share_catalogue()
    install_interrupt_handler()
    try:
        code = muster.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_request:
        code = exit_request.exit_code
    except click.UsageError as error:
        if "--json" in arguments:
            click.echo(usage_error_json(error.format_message()))
        else:
            error.show()
        code = 2
    except click.Abort:
        click.echo(_("Stopped."), err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as failure:
        code = _report_os_error(failure, as_json="--json" in arguments)
    sys.exit(code if isinstance(code, int) else 0)


def _report_os_error(failure: OSError, as_json: bool) -> int:
    """Report the file that failed and the reason. Without a file name the failure is of stdout, so it is closed."""
    reason = _(failure.strerror or str(failure))
    if failure.filename is not None:
        reason = f"{failure.filename}: {reason}"
    if as_json and failure.filename is not None:
        click.echo(usage_error_json(reason))
        return 2
    click.echo(_("Stopped: {reason}").format(reason=reason), err=True)
    if failure.filename is None:
        os.close(1)
    return 2
