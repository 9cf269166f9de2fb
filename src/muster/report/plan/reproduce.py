"""Commands that make the plan again, and what it was made from."""

from __future__ import annotations

from importlib.metadata import version

from muster.report.blocks import Paragraph, Point, PointList, Section
from muster.report.plan_view import PlanView
from muster.text import _, join_list, number


def reproduce_section(view: PlanView) -> Section:
    """The commands, the digest and the options."""
    template = _(
        "The plan folder holds the tables that made it. {command} makes it again: on the same platform and version the "
        "same bytes, elsewhere the same value in every tier."
    )
    return Section(
        "reproduce",
        _("How to make it again"),
        (Paragraph(template.format(command=_command(view))), PointList(origin_points(view))),
    )


def _command(view: PlanView) -> str:
    bases = view.plan.options.get("basis")
    return "muster plan PLAN/scenario" + (f" --basis {','.join(bases)}" if bases else "")


def origin_points(view: PlanView) -> tuple[Point, ...]:
    """Digest, version, options and size."""
    plan = view.plan
    size = _("{rows} rows, {columns} columns, {nonzeros} nonzeros")
    points = [
        Point(_("Scenario"), plan.scenario.digest),
        Point(_("Version"), f"muster {version('muster')}"),
        Point(_("Basis of capacity, preferred first"), join_list(plan.scenario.settings.basis)),
        Point(_("Program"), size.format(**{name: number(figure) for name, figure in plan.size.items()})),
    ]
    patches = plan.options.get("patch") or []
    if patches:
        points.append(Point(_("Patches"), join_list(map(str, patches))))
    if plan.options.get("time_limit"):
        points.append(Point(_("Time limit, in seconds"), number(float(plan.options["time_limit"]))))
    return tuple(points)
