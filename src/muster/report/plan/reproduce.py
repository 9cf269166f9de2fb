"""How to make the plan again, and what it was made from."""

from __future__ import annotations

from importlib.metadata import version

from muster.report.blocks import Point, Points, Section, Words
from muster.report.plan_view import Reading
from muster.text import _, listed, number


def reproduce(reading: Reading) -> Section:
    """The commands, the digest and the options."""
    words = _(
        "The plan folder holds the tables that made it. {command} makes it again: on the same platform and version the "
        "same bytes, elsewhere the same value in every tier."
    )
    return Section(
        "reproduce",
        _("How to make it again"),
        (Words(words.format(command=_command(reading))), Points(made_from(reading))),
    )


def _command(reading: Reading) -> str:
    bases = reading.plan.options.get("basis")
    return "muster plan PLAN/scenario" + (f" --basis {','.join(bases)}" if bases else "")


def made_from(reading: Reading) -> tuple[Point, ...]:
    """Digest, version, options and size."""
    plan = reading.plan
    size = _("{rows} rows, {columns} columns, {nonzeros} nonzeros")
    points = [
        Point(_("Scenario"), plan.scenario.digest),
        Point(_("Version"), f"muster {version('muster')}"),
        Point(_("Basis of capacity, preferred first"), listed(plan.scenario.settings.basis)),
        Point(_("Program"), size.format(**{name: number(figure) for name, figure in plan.size.items()})),
    ]
    patches = plan.options.get("patch") or []
    if patches:
        points.append(Point(_("Patches"), listed(map(str, patches))))
    if plan.options.get("time_limit"):
        points.append(Point(_("Time limit, in seconds"), number(float(plan.options["time_limit"]))))
    return tuple(points)
