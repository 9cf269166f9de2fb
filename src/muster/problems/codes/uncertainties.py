"""Codes: invalid uncertainties, distributions and correlations."""

from muster.problems.code import Code
from muster.text import mark

UNCERTAINTIES = (
    Code(
        "UNC-001",
        "error",
        mark("Parameter of a distribution missing"),
        mark("the distribution {distribution} needs {column}, which is blank."),
        mark("Fill in {here}; the parameters of every distribution are on the page about risk."),
        mark("A distribution needs all its required parameters."),
    ),
    Code(
        "UNC-002",
        "error",
        mark("Parameter out of its range"),
        mark("{value} does not fit the distribution {distribution}: {detail}."),
        mark("Correct {here}."),
        mark(
            "Chances lie between 0 and 1, spreads are above 0, and the least, likeliest and greatest value "
            "are in this order."
        ),
    ),
    Code(
        "UNC-003",
        "error",
        mark("Values of a distribution not understood"),
        mark('"{value}" is not a list of values for the distribution {distribution}: {detail}.'),
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
        mark("{unsure} of {value} could become {figure}; allowed: {allowed}."),
        mark(
            "Choose a distribution that stays within the range, such as lognormal, or give normal its least "
            "value in p3."
        ),
        mark("A drawn figure must be one that the table allows; a capacity, for example, is never negative."),
    ),
    Code(
        "UNC-005",
        "error",
        mark("Drawn value that cannot apply"),
        mark("a drawn value cannot apply to {unsure} as {value}."),
        mark("Use {choices}."),
        mark(
            "A factor multiplies the figure, a value replaces it, a shift moves it by base buckets. Dates "
            "can only be shifted, numbers cannot be shifted, and a consent is granted (1) or withheld (0)."
        ),
    ),
    Code(
        "UNC-006",
        "error",
        mark("Column that cannot be drawn"),
        mark('"{value}" of {of} cannot be drawn.'),
        mark("Name one of {choices}."),
        mark(
            "Only figures that affect the plan and can turn out differently are drawn; the page about risk lists them."
        ),
    ),
    Code(
        "UNC-007",
        "error",
        mark("No figure to draw"),
        mark("{of} {value} has no {unsure}: there is nothing to draw."),
        mark("Give the figure in {files}, or delete this row."),
        mark("An uncertainty applies to a figure that the tables give. A blank cell gives none."),
    ),
    Code(
        "UNC-008",
        "error",
        mark("Outages of something other than a resource"),
        mark("outages (geometric with p2) apply only to the quantity of a resource, as a factor."),
        mark("Empty p2 and p3, or name the quantity of a resource."),
        mark(
            "With p2, the chance that an outage begins, geometric draws outages bucket by bucket; only a "
            "capacity varies by bucket."
        ),
    ),
    Code(
        "UNC-009",
        "error",
        mark("Outages in a group with other figures"),
        mark("the group {value} has outages among figures that are drawn once."),
        mark("Give the outages a group of their own, or none."),
        mark(
            "Outages use a random number for each bucket, other figures a single one, so they cannot share a "
            "group. Several outages may form a group and then begin and end together."
        ),
    ),
    Code(
        "UNC-010",
        "error",
        mark("Correlation of an unknown group"),
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
        mark("A correlation holds in both directions, so one row is enough."),
    ),
    Code(
        "UNC-012",
        "error",
        mark("Correlation of a group with itself"),
        mark("{value} is correlated with itself."),
        mark("Name two different groups, or delete this row."),
        mark("The figures of a group already share their random number: they are fully correlated."),
    ),
    Code(
        "UNC-013",
        "error",
        mark("Correlation of outages"),
        mark("{value} has outages, which cannot be correlated."),
        mark("Delete this row; outages of one group begin and end together."),
        mark("Outages use a random number for each bucket; a correlation is between single numbers."),
    ),
    Code(
        "UNC-014",
        "error",
        mark("Correlations that contradict each other"),
        mark("the correlations of {groups} contradict each other: together they do not form a correlation matrix."),
        mark("Correct them, or multiply all correlations connected with them by {factor}, which makes them fit."),
        mark(
            "If one figure rises with a second and the second with a third, the first cannot fall with the "
            "third: a correlation matrix has no eigenvalue below 0. A pair without a row has the correlation "
            "0. The groups named contradict each other; without any one of them the others do not."
        ),
    ),
)
