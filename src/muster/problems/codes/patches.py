"""Codes: patches that cannot be applied."""

from muster.problems.code import Code
from muster.text import mark

PATCHES = (
    Code(
        "PATCH-001",
        "error",
        mark("Patch cannot be read"),
        mark("it cannot be read as a patch: {detail}."),
        mark("Correct the file."),
        mark(
            "A patch is a TOML file with `title`, `[settings]`, and any number of `[[add]]`, "
            "`[[change]]` and `[[remove]]`."
        ),
    ),
    Code(
        "PATCH-002",
        "error",
        mark("Patch of an unknown table"),
        mark('"{value}" is not a table of a scenario.'),
        mark("Correct the name of the table."),
        mark("A patch names tables as the scenario does."),
    ),
    Code(
        "PATCH-003",
        "error",
        mark("Patch of an unknown column"),
        mark('"{value}" is not a column of {table}.'),
        mark("Correct the name of the column."),
        mark("A patch names columns as the scenario does."),
    ),
    Code(
        "PATCH-004",
        "error",
        mark("Row to change not found"),
        mark("no row of {table} has {key}."),
        mark("Correct the key; it names the cells of the row as they are given."),
        mark("A change or removal names the cells by which its rows are found, as the scenario gives them."),
    ),
)
