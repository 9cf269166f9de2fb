"""`muster verify`."""

from __future__ import annotations

import click

from muster.cli.translated_click import command
from muster.text import _, mark


@command(
    mark("Whether a plan folder stands, by recomputing it."),
    mark(
        "Every file is checked against the manifest; then the program is built anew from the plan's own scenario, the "
        "certificate recomputed from levels and duals, every table read again from the levels, and the report told "
        "again. Exit code 1 if anything does not follow."
    ),
)
@click.argument("plan", type=click.Path())
def verify(plan: str) -> int:
    """What `muster.verify` finds; 1 if the plan does not stand."""
    from muster.report import verify as recompute

    verdict = recompute(plan)
    for fault in verdict.faults:
        click.echo(click.style(_("wrong"), fg="red") + f" {fault}")
    if verdict.certificate is None or not verdict.stands:
        click.echo(_("This plan does not stand."))
        return 1
    certificate = verdict.certificate
    dual = certificate.dual_residual
    click.echo(
        _("This plan stands: largest violation {primal}, dual residual {dual}, gap {gap} (scaled).").format(
            primal=f"{certificate.primal_residual:.1e}",
            dual=_("not known") if dual is None else f"{dual:.1e}",
            gap=f"{certificate.gap:.1e}",
        )
    )
    for words in verdict.unchecked:
        click.echo(_("Not checked: {what}.").format(what=words))
    return 0
