"""Codes: assumptions of the plan about capacity, stocks, reserves, money and sources."""

from muster.problems.code import Code
from muster.text import mark

SUPPLY = (
    Code(
        "CAP-001",
        "note",
        mark("Unlimited resource"),
        mark('resource "{value}" has no capacity and no investment: it is unlimited.'),
        mark("Add its capacity to {files} if it is limited."),
        mark("A resource without any row in capacities and without an investment does not limit anything."),
    ),
    Code(
        "CAP-002",
        "warning",
        mark("No capacity on the bases that count"),
        mark(
            'all capacities of "{value}" have the basis {bases}, which the setting basis leaves out: its capacity is 0.'
        ),
        mark("Add the basis to the setting, or add rows on another basis."),
        mark("Only rows whose basis the setting names count."),
    ),
    Code(
        "STOCK-001",
        "note",
        mark("Lowered floor"),
        mark(
            "the floor of {value} exceeds opening stock plus receipts ({stock}): until these reach it, the "
            "floor is lowered to them."
        ),
        mark("Correct the floor or the stock if that is not meant."),
        mark(
            "A floor that holds from the start is, in each bucket, the smaller of itself and opening "
            "stock plus receipts so far."
        ),
    ),
    Code(
        "STOCK-002",
        "note",
        mark("Storage limit raised"),
        mark("the storage limit of {value} is below the stock if nothing is done ({stock}): it is raised to that."),
        mark("Correct the limit or the stock if that is not meant."),
        mark(
            "Opening stock and receipts have to be stored: the limit rises to the stock that results if "
            "nothing is done."
        ),
    ),
    Code(
        "STOCK-003",
        "error",
        mark("Loss exceeds the stock"),
        mark("{value} is lost, but only {stock} would be there if nothing were done."),
        mark("Correct the quantity, the date or the opening stock."),
        mark("A negative receipt is a loss. It cannot exceed the stock that would be there if nothing were done."),
    ),
    Code(
        "FUND-001",
        "note",
        mark("Unlimited money"),
        mark(
            "no fund may pay for {count} of the {total} {what} with a cost, such as {value}: money for them "
            "is not limited."
        ),
        mark("Add them to {files} if a fund has to pay."),
        mark("Costs that no fund may pay are not limited by money."),
    ),
    Code(
        "SRC-001",
        "note",
        mark("Source newer than the scenario"),
        mark('{count} rows cite "{value}" of {date}, after as_of ({as_of}).'),
        mark("No action is needed if this is intended."),
        mark("The scenario says what was known on `as_of`; a source published later tells more than was known then."),
    ),
)
