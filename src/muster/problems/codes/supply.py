"""Capacity, stocks, reserves and money: what the plan takes for granted."""

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
        mark('all capacities of "{value}" rest on {bases}, which the setting basis leaves out: its capacity is 0.'),
        mark("Add the basis to the setting, or add rows on another basis."),
        mark("Only rows whose basis the setting names count."),
    ),
    Code(
        "STOCK-001",
        "note",
        mark("Lowered floor"),
        mark(
            "the floor of {value} is more than opening stock and receipts give ({stock}): until they "
            "do, the floor is what they give."
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
        mark("the storage limit of {value} is less than what idleness would leave ({stock}): it rises to that."),
        mark("Correct the limit or the stock if that is not meant."),
        mark(
            "Opening stock and receipts have to lie somewhere: the limit rises to what lies there if nothing is done."
        ),
    ),
    Code(
        "STOCK-003",
        "error",
        mark("More lost than there is"),
        mark("{value} is lost, but idleness would leave only {stock}."),
        mark("Correct the quantity, the date or the opening stock."),
        mark("A negative receipt takes what would lie there if nothing were done; it cannot take more."),
    ),
    Code(
        "FUND-001",
        "note",
        mark("Unlimited money"),
        mark(
            "no fund may pay for {count} of the {total} {what} that cost something, {value} among "
            "them: money for them is not limited."
        ),
        mark("Add them to {files} if a fund has to pay."),
        mark("What no fund may pay is not limited by money."),
    ),
    Code(
        "SRC-001",
        "note",
        mark("Source younger than the scenario"),
        mark('{count} rows cite "{value}" of {date}, after as_of ({as_of}).'),
        mark("Nothing needs to be done if that is meant."),
        mark("The scenario says what was known on `as_of`; a source published later tells more than was known then."),
    ),
)
