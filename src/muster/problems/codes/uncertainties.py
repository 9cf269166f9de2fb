"""Figures that are not sure: what their distributions must be."""

from muster.problems.code import Code
from muster.text import mark

UNCERTAINTIES = (
    Code(
        "UNC-001",
        "error",
        mark("Parameter of a distribution missing"),
        mark("the distribution {distribution} needs {column}, which is blank."),
        mark("Fill in {here}; the parameters of every distribution are on the page about risk."),
        mark("A distribution without its parameters says nothing."),
    ),
    Code(
        "UNC-002",
        "error",
        mark("Parameter out of its range"),
        mark("{value} does not fit the distribution {distribution}: {detail}."),
        mark("Correct {here}."),
        mark(
            "Chances lie between 0 and 1, spreads are above 0, and the least, the likeliest and the greatest value "
            "stand in this order."
        ),
    ),
    Code(
        "UNC-003",
        "error",
        mark("Values of a distribution not understood"),
        mark('"{value}" is no list of values for the distribution {distribution}: {detail}.'),
        mark("Write values like 0.4; 0.6; 1, with their chances for discrete: 0.5:0.2; 1:0.8."),
        mark(
            "The values of an empirical distribution are equally likely; those of a discrete one carry their chances, "
            "which add up to 1."
        ),
    ),
    Code(
        "UNC-004",
        "error",
        mark("Figure that could leave its range"),
        mark("{unsure} of {value} could become {figure}; allowed is {allowed}."),
        mark("Choose a distribution that keeps to the range, such as lognormal, or give normal its least value in p3."),
        mark("What is drawn has to be a figure that could stand in the table: a capacity, for one, is never negative."),
    ),
    Code(
        "UNC-005",
        "error",
        mark("Drawn value that cannot apply"),
        mark("what is drawn cannot apply as {value} to {unsure}."),
        mark("Use {choices}."),
        mark(
            "A factor multiplies, a value takes the figure's place, a shift moves by base buckets: dates can only be "
            "shifted, numbers not, and a consent is granted (1) or withheld (0)."
        ),
    ),
    Code(
        "UNC-006",
        "error",
        mark("Column that cannot be drawn"),
        mark('"{value}" of {of} cannot be drawn.'),
        mark("Name one of {choices}."),
        mark(
            "Only figures that planning uses and that can turn out otherwise are drawn; the page about risk lists them."
        ),
    ),
    Code(
        "UNC-007",
        "error",
        mark("Nothing that could be unsure"),
        mark("{of} {value} has no {unsure}: there is nothing to draw."),
        mark("Give the figure in {files}, or take this row away."),
        mark(
            "An uncertainty is about a figure that the tables give. A blank cell is not given, so it cannot turn out "
            "otherwise."
        ),
    ),
    Code(
        "UNC-008",
        "error",
        mark("Outages of what has none"),
        mark("outages, geometric with p2, are drawn for the quantity of a resource alone, as a factor."),
        mark("Empty p2 and p3, or name the quantity of a resource."),
        mark(
            "With p2, the chance that an outage begins, geometric is a run of outages bucket by bucket; only a "
            "capacity is given by bucket."
        ),
    ),
    Code(
        "UNC-009",
        "error",
        mark("Outages in a group with other figures"),
        mark("the group {value} has outages among figures that are drawn once."),
        mark("Give the outages a group of their own, or none."),
        mark(
            "Outages take a random number for each bucket, other figures one in all: they cannot share it. Several "
            "runs of outages may be a group, and then come and go together."
        ),
    ),
    Code(
        "UNC-010",
        "error",
        mark("Correlation of a group that is not there"),
        mark('"{value}" is not a group of {files}.'),
        mark("Name it in the column group of {files}, or correct {here}."),
        mark("Correlations are between groups of uncertain figures; a single figure may be a group of its own."),
    ),
    Code(
        "UNC-011",
        "error",
        mark("Correlation given twice"),
        mark("{value} with {other} is given in {first} the other way round."),
        mark("Keep one of the two rows."),
        mark("A correlation holds in both directions, so one row says it."),
    ),
    Code(
        "UNC-012",
        "error",
        mark("Correlation of a group with itself"),
        mark("{value} is correlated with itself."),
        mark("Name two groups, or take this row away."),
        mark("The figures of a group share their random number already: they are wholly correlated."),
    ),
    Code(
        "UNC-013",
        "error",
        mark("Correlation of outages"),
        mark("{value} has outages, which are not correlated."),
        mark("Take this row away; runs of outages of one group come and go together."),
        mark("Outages take a random number for each bucket; a correlation is between single numbers."),
    ),
    Code(
        "UNC-014",
        "error",
        mark("Correlations that contradict each other"),
        mark("the correlations of {groups} contradict each other: together they are no correlation matrix."),
        mark("Correct them, or bring them nearer to 0: all that hang together with these, times {factor}, fit."),
        mark(
            "If one figure goes with a second and the second with a third, the first cannot go against the third: a "
            "correlation matrix has no eigenvalue below 0. A pair without a row has the correlation 0. The groups "
            "that are named contradict each other, and without any one of them the others do not."
        ),
    ),
)
