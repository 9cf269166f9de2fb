"""What is wrong with published tables that are taken into the record."""

from muster.problems.code import Code
from muster.text import mark

PUBLISHED = (
    Code(
        "PUB-001",
        "error",
        mark("Not the published table"),
        mark("the table has no column {missing}."),
        mark(
            "Give the workbook as it was published. If the publisher has changed its tables, muster has to learn them."
        ),
        mark(
            "The main table of the Ukraine Support Tracker is found by the names of its columns, those of all releases "
            "known so far. A table of another shape is not guessed at."
        ),
    ),
    Code(
        "PUB-002",
        "error",
        mark("Measure not known"),
        mark('"{value}" is neither an allocation nor a commitment.'),
        mark("Correct {here}, or leave the row out."),
        mark(
            "Allocations and commitments are kept apart and never added. What a row of another measure means is not "
            "known, so the release is not taken."
        ),
    ),
    Code(
        "PUB-003",
        "error",
        mark("Giver not known"),
        mark('"{value}" is no party that is known.'),
        mark("Enter it as a party with this name, or correct {here}."),
        mark("A giver is a party of the record with this name, or one of those that the tracker has had so far."),
    ),
)
