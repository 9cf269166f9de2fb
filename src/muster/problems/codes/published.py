"""Codes: published tables that cannot be imported into the record."""

from muster.problems.code import Code
from muster.text import mark

PUBLISHED = (
    Code(
        "PUB-001",
        "error",
        mark("Not the published table"),
        mark("the table has no column {missing}."),
        mark("Give the workbook as it was published. If the publisher has changed its tables, muster must be adapted."),
        mark(
            "muster recognises the main table of the Ukraine Support Tracker by its column names, those of "
            "all releases known so far. It does not guess at a table of another shape."
        ),
    ),
    Code(
        "PUB-002",
        "error",
        mark("Unknown measure"),
        mark('"{value}" is neither an allocation nor a commitment.'),
        mark("Correct {here}, or leave the row out."),
        mark(
            "Allocations and commitments are kept apart and never added. The meaning of any other measure is "
            "unknown, so the release is not imported."
        ),
    ),
    Code(
        "PUB-003",
        "error",
        mark("Unknown giver"),
        mark('"{value}" is not a known party.'),
        mark("Enter it as a party with this name, or correct {here}."),
        mark("A giver is a party of the record with this name, or one that the tracker has listed so far."),
    ),
)
