"""Codes: cells that do not fit their column."""

from muster.problems.code import Code
from muster.text import mark

CELLS = (
    Code(
        "CELL-001",
        "error",
        mark("Required cell blank"),
        mark("the cell is blank, but required."),
        mark("Fill in {here}."),
        mark("A blank cell means not given, never 0. This column has to be given in every row."),
    ),
    Code(
        "CELL-002",
        "error",
        mark("Not a number"),
        mark('"{value}" is not a number.'),
        mark("Write it with a point and without spaces or thousands separators, such as 12000.5."),
        mark(
            "The column holds numbers. muster refuses text, units, percent signs and thousands separators "
            "instead of guessing."
        ),
    ),
    Code(
        "CELL-003",
        "error",
        mark("Not a finite number"),
        mark('"{value}" is not a finite number.'),
        mark("Leave the cell blank for what is not given or not limited."),
        mark("NaN and infinity are refused: a blank cell says that a figure is not given, or that there is no limit."),
    ),
    Code(
        "CELL-004",
        "error",
        mark("Number out of range"),
        mark("{value} is out of range: {allowed}."),
        mark("Correct {here}."),
        mark(
            "The column has a lower or upper bound; most quantities cannot be negative, a share lies between 0 and 1."
        ),
    ),
    Code(
        "CELL-005",
        "error",
        mark("Not a whole number"),
        mark('"{value}" is not a whole number.'),
        mark("Write a whole number, such as 1."),
        mark("The column counts in whole numbers."),
    ),
    Code(
        "CELL-006",
        "error",
        mark("Not a date"),
        mark('"{value}" is not a date.'),
        mark("Write it as 2022-10-01; 2022-10 is the first day of the month."),
        mark(
            "Dates are ISO days. Other spellings differ from country to country, and days that do not "
            "exist are refused."
        ),
    ),
    Code(
        "CELL-007",
        "error",
        mark("Not true or false"),
        mark('"{value}" is neither true nor false.'),
        mark("Write true or false."),
        mark("The column holds true or false."),
    ),
    Code(
        "CELL-008",
        "error",
        mark("Not one of the choices"),
        mark('"{value}" is not one of {choices}.'),
        mark("Correct {here}."),
        mark("The column allows only the words listed in its description, in lower case."),
    ),
    Code(
        "CELL-009",
        "error",
        mark("Not a lead time"),
        mark('"{value}" is not a lead time.'),
        mark("Write a number of base buckets, or a duration such as 45d, 6w, 3m or 2y."),
        mark("A lead time is a number of base buckets or a whole number of days, weeks, months or years."),
    ),
    Code(
        "CELL-010",
        "error",
        mark("Formula without a value"),
        mark("the formula has no stored value."),
        mark("Open the workbook in a spreadsheet program, let it calculate, and save it."),
        mark(
            "Workbooks are read, never calculated. A formula counts with the value that was stored "
            "with it; a program that writes workbooks may store none."
        ),
    ),
    Code(
        "CELL-011",
        "error",
        mark("Error value in a cell"),
        mark('the cell holds the error "{value}".'),
        mark("Correct the formula, or empty the cell."),
        mark("The spreadsheet could not calculate the cell."),
    ),
    Code(
        "CELL-012",
        "error",
        mark("Not a country"),
        mark('"{value}" is not an ISO 3166 alpha-3 code.'),
        mark("Write three capital letters, such as UKR, or a user-assigned code such as XKX."),
        mark(
            "Countries are given by their ISO 3166-1 alpha-3 code; codes that the standard leaves to users are allowed."
        ),
    ),
    Code(
        "CELL-013",
        "error",
        mark("Id with a line break or control character"),
        mark('"{value}" contains a line break or a control character.'),
        mark("Write the id on one line, without invisible characters."),
        mark("Ids appear in messages, files and formulas; invisible characters would make two ids look alike."),
    ),
)
