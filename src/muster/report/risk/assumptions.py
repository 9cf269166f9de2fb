"""Assumptions behind the chances: every distribution drawn, and for defaults the fit and its few cases."""

from __future__ import annotations

from muster.report.blocks import Block, Cell, Paragraph, Point, PointList, ReportTable, Section, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.risk.risk_view import RiskView
from muster.risk import UncertainInput, fit_promises
from muster.risk.sampling.default_distributions import read_promises
from muster.text import _, join_list, mark, ngettext, number

MOST_ROWS = 300
DISTRIBUTION_PHRASES = {
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
APPLIES_PHRASES = {"factor": mark("factor"), "shift": mark("shift in base buckets"), "value": mark("value")}


def assumptions_section(view: RiskView) -> Section:
    """Words on where the distributions come from, the doubts about the defaults, and the table of them all."""
    inputs = view.result.job.inputs
    defaults = sum(not uncertain.given for uncertain in inputs)
    blocks: list[Block] = [Paragraph(_independence_paragraph())]
    if defaults:
        blocks += [Paragraph(_defaults_paragraph(defaults)), PointList(tuple(_caveats()))]
    columns = (
        TableColumn(_("Uncertain figure")), TableColumn(_("distribution")), TableColumn(_("applies as")),
        TableColumn(_("group")), TableColumn(_("from the table uncertainties"), "yes"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            view.input_name(uncertain.of, uncertain.id, uncertain.column), describe_distribution(uncertain),
            _(APPLIES_PHRASES[uncertain.applies]), uncertain.group, uncertain.given,
        )
        for uncertain in inputs[:MOST_ROWS]
    )  # fmt: skip
    left_out = max(0, len(inputs) - MOST_ROWS)
    if rows:
        caption = _("Every figure that is drawn")
        blocks.append(
            ReportTable(
                key="drawn", caption=caption, columns=columns, rows=rows, omitted_rows=left_out, file="figures.parquet"
            )
        )
    blocks += _correlations_table(view)
    return Section("assumed", _("What the chances rest on"), tuple(blocks))


def _independence_paragraph() -> str:
    return _(
        "Figures are drawn independently, but for those of one group or with a correlation. What is not drawn is taken "
        "as it is; so the chances are those of these distributions, and no better than they are."
    )


def _defaults_paragraph(defaults: int) -> str:
    promise_fit = fit_promises()
    template = ngettext(
        "{count} figure has no row in the table uncertainties and takes a default, fitted to how {promises} public "
        "promises of {cases} cases turned out: what is built comes to {median} of what was promised in the median "
        "({low} to {high} with 80 % chance), and what is bought comes whole with chance {kept}.",
        "{count} figures have no row in the table uncertainties and take a default, fitted to how {promises} public "
        "promises of {cases} cases turned out: what is built comes to {median} of what was promised in the median "
        "({low} to {high} with 80 % chance), and what is bought comes whole with chance {kept}.",
        defaults,
    )
    return template.format(
        count=number(defaults),
        promises=number(len(read_promises())),
        cases=number(len({promise.case for promise in read_promises()})),
        median=number(promise_fit.median, 2),
        low=number(promise_fit.build_factor(0.1), 2),
        high=number(promise_fit.build_factor(0.9), 2),
        kept=number(promise_fit.kept_chance, 2),
    )


def _caveats() -> list[Point]:
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


def describe_distribution(uncertain: UncertainInput) -> str:
    """A distribution in words, with its parameters."""
    if uncertain.is_outage:
        template = _("outages: begin with chance {p2} in each base bucket, end with {p1}, leave {p3}")
    else:
        template = _(DISTRIBUTION_PHRASES[uncertain.distribution])
    parameters = {name: format_quantity(getattr(uncertain, name) or 0.0) for name in ("p1", "p2", "p3")}
    return template.format(values=_shorten_values(uncertain.values or ""), **parameters)


def _shorten_values(text: str) -> str:
    """Values with no more figures than help."""
    parts = (part.split(":") for part in text.replace(";", " ").replace(",", " ").split())
    return join_list(
        (":".join(format_quantity(float(number)) for number in part if number) for part in parts), mark("; ")
    )


def _correlations_table(view: RiskView) -> list[Block]:
    rows = tuple(
        view.input_table("correlations").select("group", "with", "coefficient").sort("group", "with").iter_rows()
    )
    if not rows:
        return []
    columns = (TableColumn(_("group")), TableColumn(_("with")), TableColumn(_("coefficient"), "number"))
    left_out = max(0, len(rows) - MOST_ROWS)
    caption = _("Correlations between groups")
    return [
        ReportTable(
            key="correlations",
            caption=caption,
            columns=columns,
            rows=rows[:MOST_ROWS],
            omitted_rows=left_out,
            file="plan/scenario/correlations.csv",
        )
    ]
