"""`muster verify`."""

from __future__ import annotations

import click

from muster.cli.translated_click import command
from muster.text import _, mark


@command(
    mark("Recompute a plan folder and report every mismatch."),
    mark(
        "muster checks every file against the manifest. Then it rebuilds the program from the plan's own "
        "scenario, and recomputes the certificate, every table and the report from the stored levels and "
        "duals. Exit code 1 if anything differs."
    ),
)
@click.argument("plan", type=click.Path())
def verify(plan: str) -> int:
    """Verify a plan folder and print every mismatch; return 1 if there is any."""
    from muster.report import verify as recompute

    verdict = recompute(plan)
    for fault in verdict.faults:
        click.echo(click.style(_("wrong"), fg="red") + f" {fault}")
    if verdict.certificate is None or not verdict.is_valid:
        click.echo(_("This plan is not valid."))
        return 1
    certificate = verdict.certificate
    dual = certificate.dual_residual
    click.echo(
        _("This plan is valid: largest violation {primal}, dual residual {dual}, gap {gap} (scaled).").format(
            primal=f"{certificate.primal_residual:.1e}",
            dual=_("not known") if dual is None else f"{dual:.1e}",
            gap=f"{certificate.gap:.1e}",
        )
    )
    for item in verdict.unchecked:
        click.echo(_("Not checked: {what}.").format(what=item))
    return 0
