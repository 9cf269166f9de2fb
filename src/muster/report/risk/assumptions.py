"""What the chances rest on: every distribution that is drawn, and for defaults the fit and how little it rests on."""

from __future__ import annotations

from muster.report.blocks import Block, Cell, Column, Point, Points, Section, Table, Words
from muster.report.cell_format import quantity
from muster.report.risk.risk_view import RiskReading
from muster.risk import Figure, fit
from muster.risk.sampling.default_distributions import promises
from muster.text import _, listed, mark, ngettext, number

MOST_ROWS = 300
DISTRIBUTIONS = {
    "fixed": mark("fixed: {p1}"),
    "uniform": mark("uniform: {p1} to {p2}"),
    "triangular": mark("triangular: {p1}, likeliest {p2}, {p3}"),
    "beta": mark("beta: shapes {p1} and {p2}"),
    "normal": mark("normal: mean {p1}, standard deviation {p2}"),
    "lognormal": mark("lognormal: median {p1}, sigma {p2}"),
    "discrete": mark("discrete: {values}"),
    "bernoulli": mark("bernoulli: 1 with chance {p1}"),
    "geometric": mark("geometric: ends with chance {p1} in each base bucket"),
    "empirical": mark("empirical: {values}"),
}
APPLIES = {"factor": mark("factor"), "shift": mark("shift in base buckets"), "value": mark("value")}


def assumed(reading: RiskReading) -> Section:
    """Words on where the distributions come from, the doubts about the defaults, and the table of them all."""
    figures = reading.result.job.figures
    defaults = sum(not figure.given for figure in figures)
    blocks: list[Block] = [Words(_independent())]
    if defaults:
        blocks += [Words(_fitted(defaults)), Points(tuple(_doubts()))]
    columns = (
        Column(_("Uncertain figure")), Column(_("distribution")), Column(_("applies as")), Column(_("group")),
        Column(_("from the table uncertainties"), "yes"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            reading.figure(one.of, one.id, one.column), distribution(one), _(APPLIES[one.applies]), one.group,
            one.given,
        )
        for one in figures[:MOST_ROWS]
    )  # fmt: skip
    left_out = max(0, len(figures) - MOST_ROWS)
    if rows:
        caption = _("Every figure that is drawn")
        blocks.append(Table("drawn", caption, columns, rows, left_out, "figures.parquet"))
    blocks += _correlations(reading)
    return Section("assumed", _("What the chances rest on"), tuple(blocks))


def _independent() -> str:
    return _(
        "Figures are drawn independently, but for those of one group or with a correlation. What is not drawn is taken "
        "as it is; so the chances are those of these distributions, and no better than they are."
    )


def _fitted(defaults: int) -> str:
    found = fit()
    words = ngettext(
        "{count} figure has no row in the table uncertainties and takes a default, fitted to how {promises} public "
        "promises of {cases} cases turned out: what is built comes to {median} of what was promised in the median "
        "({low} to {high} with 80 % chance), and what is bought comes whole with chance {kept}.",
        "{count} figures have no row in the table uncertainties and take a default, fitted to how {promises} public "
        "promises of {cases} cases turned out: what is built comes to {median} of what was promised in the median "
        "({low} to {high} with 80 % chance), and what is bought comes whole with chance {kept}.",
        defaults,
    )
    return words.format(
        count=number(defaults),
        promises=number(len(promises())),
        cases=number(len({one.case for one in promises()})),
        median=number(found.median, 2),
        low=number(found.build(0.1), 2),
        high=number(found.build(0.9), 2),
        kept=number(found.kept, 2),
    )


def _doubts() -> list[Point]:
    return [
        Point(
            _("Few"),
            _(
                "Three cases of building and two of buying: one more could change everything. Most of the range is "
                "ignorance."
            ),
        ),
        Point(
            _("Alike"),
            _(
                "One kind of item, one war, two buyers, a few years: whether it carries over to other items nobody "
                "knows. The cases were in the news, and all promises were announced ones."
            ),
        ),
        Point(
            _("Levels only"),
            _(
                "The ratios are of what was there at the promised date: whether it came later, or never, they do not "
                "say."
            ),
        ),
    ]


def distribution(one: Figure) -> str:
    """A distribution in words, with its parameters."""
    if one.outages:
        words = _("outages: begin with chance {p2} in each base bucket, end with {p1}, leave {p3}")
    else:
        words = _(DISTRIBUTIONS[one.distribution])
    parameters = {name: quantity(getattr(one, name) or 0.0) for name in ("p1", "p2", "p3")}
    return words.format(values=_values(one.values or ""), **parameters)


def _values(text: str) -> str:
    """Values with no more figures than help."""
    parts = (part.split(":") for part in text.replace(";", " ").replace(",", " ").split())
    return listed((":".join(quantity(float(one)) for one in part if one) for part in parts), mark("; "))


def _correlations(reading: RiskReading) -> list[Block]:
    rows = tuple(reading.given("correlations").select("group", "with", "coefficient").sort("group", "with").iter_rows())
    if not rows:
        return []
    columns = (Column(_("group")), Column(_("with")), Column(_("coefficient"), "number"))
    left_out = max(0, len(rows) - MOST_ROWS)
    caption = _("Correlations between groups")
    return [Table("correlations", caption, columns, rows[:MOST_ROWS], left_out, "plan/scenario/correlations.csv")]
