"""How to draw it again, and what it was drawn from."""

from __future__ import annotations

from muster.report.blocks import Point, Points, Section, Words
from muster.report.plan.reproduce import made_from as plan_made_from
from muster.report.risk.risk_view import RiskReading
from muster.risk.sweep.sweep import about
from muster.text import _, listed, number


def reproduce(reading: RiskReading) -> Section:
    """The command, and seed, digest and versions."""
    words = _(
        "The risk folder holds every draw, and the plan with the tables that made it. {command} draws it again: with "
        "the same versions the same bytes, whatever the number of workers or the engine."
    ).format(command=_command(reading))
    return Section("reproduce", _("How to draw it again"), (Words(words), Points(made_from(reading))))


def _command(reading: RiskReading) -> str:
    result = reading.result
    parts = ["muster risk RISK/plan/scenario", f"--draws {result.job.draws}", f"--seed {result.job.seed}"]
    parts.append(f"--draw-limit {result.job.limit}")
    if result.reading != "fixed":
        parts.append(f"--reading {result.reading}")
    if all(figure.given for figure in result.job.figures):
        parts.append("--no-defaults")
    totals = sum(one.total is not None for one in result.drivers)
    return " ".join([*parts, *([f"--total {totals}"] if totals else [])])


def made_from(reading: RiskReading) -> tuple[Point, ...]:
    """Seed, draws and versions, then what the plan itself was made from."""
    told = about(reading.result.job)
    versions = listed(f"{name} {version}" for name, version in sorted(told["versions"].items()))
    draws = _("{done} of {asked}").format(done=number(reading.result.draws), asked=number(reading.result.job.draws))
    own = (Point(_("Draws"), draws), Point(_("Seed"), str(reading.result.job.seed)), Point(_("Versions"), versions))
    return (*own, *plan_made_from(reading))
