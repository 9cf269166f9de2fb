"""Codes: duplicate keys and missing references."""

from muster.problems.code import Code
from muster.text import mark

KEYS = (
    Code(
        "KEY-001",
        "error",
        mark("Row with the same key"),
        mark("{first} already has the same {key}."),
        mark("Keep one of the two rows, or merge them."),
        mark(
            "The key of a table says what a row is about; two rows with one key contradict each "
            "other. A blank `from` is the start, so it collides with the start's own date."
        ),
    ),
    Code(
        "KEY-002",
        "warning",
        mark("Row replaced before it takes effect"),
        mark("{later} replaces it before it takes effect."),
        mark("Only the later row counts; delete this one."),
        mark(
            "Dates mean the base bucket that contains them, and dates before the start mean the "
            "start. Of two rows of a step function in one bucket only the later one has an effect."
        ),
    ),
    Code(
        "KEY-003",
        "error",
        mark("Id of both an item and a family"),
        mark('"{value}" is an item and a family.'),
        mark("Rename one of the two."),
        mark("Where a column takes an item or a family, an id of both would leave open which is meant."),
    ),
    Code(
        "REF-001",
        "error",
        mark("Table referred to is missing"),
        mark("rows refer to {tables}, but {detail}."),
        mark("Add the rows that {column} names to {files}."),
        mark("A column refers to a table that is missing or has no rows."),
    ),
    Code(
        "REF-002",
        "error",
        mark("Reference to a missing row"),
        mark('"{value}" is not {noun}.'),
        mark("Add it to {files} or correct {here}."),
        mark("An id that refers to another table must match one of its rows, letter by letter."),
    ),
    Code(
        "REF-003",
        "error",
        mark("Source not listed"),
        mark('"{value}" is not a source.'),
        mark("Add it to {files} or correct {here}."),
        mark("A figure cites its source by the id of a row of sources."),
    ),
    Code(
        "REF-004",
        "error",
        mark("Unknown column of an uncertainty"),
        mark('"{value}" is not a column of {of} that can be uncertain.'),
        mark("Name a number, date or lead time of {tables}."),
        mark("An uncertainty names a column of a table whose key begins with the id."),
    ),
)
