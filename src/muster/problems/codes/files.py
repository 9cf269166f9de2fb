"""Codes: files and sheets that cannot be read or have the wrong shape."""

from muster.problems.code import Code
from muster.text import mark

FILES = (
    Code(
        "FILE-001",
        "error",
        mark("File or folder not found"),
        mark("there is no such file or folder."),
        mark("Correct the name, or change to the folder that contains it."),
        mark("muster looks for a scenario or patch under the given name, starting from the current folder."),
    ),
    Code(
        "FILE-002",
        "error",
        mark("File cannot be read"),
        mark("it cannot be read: {detail}."),
        mark("Correct the file, or save it again."),
        mark(
            "The file exists, but reading it failed: no permission, a quote that is never closed, a damaged workbook."
        ),
    ),
    Code(
        "FILE-003",
        "error",
        mark("Wrong encoding"),
        mark("it is not UTF-8 text: {detail}."),
        mark("Save it as UTF-8 (in a spreadsheet: CSV UTF-8)."),
        mark(
            "Tables are UTF-8 text, with or without a byte order mark. Another encoding would "
            "silently turn names into other names, so nothing of the file is read."
        ),
    ),
    Code(
        "FILE-004",
        "error",
        mark("File too large"),
        mark("it has {size} bytes; at most {limit} are read."),
        mark("Split the scenario, or leave out what the plan does not need."),
        mark("Files beyond the limit are not read, so that a mistaken or hostile file does not exhaust the machine."),
    ),
    Code(
        "FILE-005",
        "error",
        mark("Workbook too large when unpacked"),
        mark("it would unpack to {detail}; at most {limit} bytes and {cell_limit} cells are read."),
        mark("Delete the empty formatted cells beyond the data, or copy the data to a new workbook."),
        mark(
            "A workbook is a packed file. One that unpacks to far more than it could sensibly hold, "
            "or that has a cell far away from the others, is not read."
        ),
    ),
    Code(
        "FILE-006",
        "warning",
        mark("Unknown table"),
        mark("it is not a table of a scenario and is not read."),
        mark("Rename or remove it."),
        mark("Only the documented tables are read. A file or sheet of another name has no effect."),
    ),
    Code(
        "FILE-007",
        "error",
        mark("Link not followed"),
        mark("it is a link, and links are not followed."),
        mark("Put the file itself into the folder."),
        mark("A scenario is what lies in its folder. Links could point anywhere on the machine, so they are refused."),
    ),
    Code(
        "FILE-008",
        "error",
        mark("Columns not separated by commas"),
        mark("its columns are separated by {separator}, not by commas."),
        mark("Save it as CSV with commas."),
        mark(
            "The header is a single cell with semicolons or tabs in it, as spreadsheets write in some "
            "countries. Tables are separated by commas."
        ),
    ),
    Code(
        "FILE-009",
        "error",
        mark("No scenario"),
        mark("{file} is neither a folder nor an .xlsx workbook."),
        mark("Name a scenario folder or a workbook."),
        mark(
            "A scenario is a folder with scenario.toml and one CSV file per table, or one .xlsx "
            "workbook. What was named is something else."
        ),
    ),
    Code(
        "COL-001",
        "warning",
        mark("Unknown column"),
        mark("it is not a column of {table} and is not read."),
        mark("Rename or delete the column."),
        mark("Only the documented columns are read. A column of another name has no effect."),
    ),
    Code(
        "COL-002",
        "error",
        mark("Required column missing"),
        mark("the required column is missing."),
        mark("Add the column {column}."),
        mark("The table lacks a column without which its rows have no meaning."),
    ),
    Code(
        "COL-003",
        "error",
        mark("Column given twice"),
        mark("the header names the column twice."),
        mark("Keep one of the two columns."),
        mark("With two columns of the same name it is unclear which one counts."),
    ),
    Code(
        "COL-004",
        "warning",
        mark("Cells without a header"),
        mark("column {position} has cells but no header, and is not read."),
        mark("Name the column, or empty its cells."),
        mark("Cells under a blank header belong to no column."),
    ),
    Code(
        "ROW-001",
        "error",
        mark("Row with too few or too many cells"),
        mark("the row has {found} cells, the header has {expected}."),
        mark("Write {expected} cells in {here}; put quotes round text with commas."),
        mark("In a row with more or fewer cells than the header, cells may be under the wrong columns."),
    ),
    Code(
        "MORE-001",
        "error",
        mark("More of the same"),
        mark("{count} more of {code} ({title})."),
        mark("Correct the first ones; the others are alike."),
        mark(
            "For each column of a file, only the first few problems of a kind are listed; this entry counts "
            "the rest and has their severity."
        ),
    ),
)
