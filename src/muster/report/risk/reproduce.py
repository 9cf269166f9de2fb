"""Commands that draw it again, and what it was drawn from."""

from __future__ import annotations

from muster.report.blocks import Paragraph, Point, PointList, Section
from muster.report.plan.reproduce import origin_points as plan_origin_points
from muster.report.risk.risk_view import RiskView
from muster.risk.sweep.sweep import sweep_identity
from muster.text import _, join_list, number


def reproduce_section(view: RiskView) -> Section:
    """The command, and seed, digest and versions."""
    words = _(
        "The risk folder holds every draw, and the plan with the tables that made it. {command} draws it again: with "
        "the same versions the same bytes, whatever the number of workers or the engine."
    ).format(command=_command(view))
    return Section("reproduce", _("How to draw it again"), (Paragraph(words), PointList(origin_points(view))))


def _command(view: RiskView) -> str:
    result = view.result
    parts = ["muster risk RISK/plan/scenario", f"--draws {result.job.draws}", f"--seed {result.job.seed}"]
    parts.append(f"--draw-limit {result.job.iteration_limit}")
    if result.reading != "fixed":
        parts.append(f"--reading {result.reading}")
    if all(uncertain.given for uncertain in result.job.inputs):
        parts.append("--no-defaults")
    totals = sum(driver.total is not None for driver in result.drivers)
    return " ".join([*parts, *([f"--total {totals}"] if totals else [])])


def origin_points(view: RiskView) -> tuple[Point, ...]:
    """Seed, draws and versions, then what the plan itself was made from."""
    identity = sweep_identity(view.result.job)
    versions = join_list(f"{name} {version}" for name, version in sorted(identity["versions"].items()))
    draws = _("{done} of {asked}").format(done=number(view.result.draws), asked=number(view.result.job.draws))
    points = (Point(_("Draws"), draws), Point(_("Seed"), str(view.result.job.seed)), Point(_("Versions"), versions))
    return (*points, *plan_origin_points(view))
