"""Codes: rows that contradict themselves or each other."""

from muster.problems.code import Code
from muster.text import mark

RULES = (
    Code(
        "RULE-001",
        "error",
        mark("Neither location nor party"),
        mark("neither location nor party is given."),
        mark("Fill in one of the two."),
        mark("A reserve belongs to a location, or to a party over all its locations."),
    ),
    Code(
        "RULE-002",
        "error",
        mark("Both location and party"),
        mark("location and party are both given."),
        mark("Keep one of the two."),
        mark("The row belongs to a location or to a party; both would leave open which is meant."),
    ),
    Code(
        "RULE-003",
        "error",
        mark("Request with quantity and lines"),
        mark('request "{value}" has {columns} and lines.'),
        mark("Keep one of the two: empty the cells, or delete the lines."),
        mark("A request is one quantity with its due date, or a profile of lines."),
    ),
    Code(
        "RULE-004",
        "error",
        mark("Request without quantity"),
        mark('request "{value}" has neither quantity and due nor lines.'),
        mark("Fill in quantity and due, or add lines to {files}."),
        mark("A request says how much is wanted by when: in its row, or in request_lines."),
    ),
    Code(
        "RULE-005",
        "error",
        mark("Dates in the wrong order"),
        mark("{value} lies before {other} ({other_value})."),
        mark("Correct {here}."),
        mark(
            "`latest` cannot lie before `earliest`, `until` not before `due` or `date`, "
            "`available_until` not before `available_from`, `left` not before `joined`."
        ),
    ),
    Code(
        "RULE-006",
        "error",
        mark("Reserve above the storage limit"),
        mark("the floor of {value} is above the storage limit of {limit}."),
        mark("Lower the floor, or raise maximum in {files} {limit_row}."),
        mark("A floor is hard, and so is a storage limit: both cannot hold."),
    ),
    Code(
        "RULE-007",
        "error",
        mark("Ramp forbids the capacity"),
        mark(
            "from an initial load of {value} the load can only fall to {least} by {date}, above the "
            "capacity of {capacity}."
        ),
        mark("Raise ramp_down, lower initial_load, or correct the capacity."),
        mark(
            "The load cannot fall faster than ramp_down, so it would have to stay above the capacity: "
            "nothing could be planned."
        ),
    ),
    Code(
        "RULE-008",
        "warning",
        mark("Ramp never reaches the capacity"),
        mark(
            "rising by {value} per base bucket from {start}, the load reaches no more than {most} "
            "within the horizon; the capacity is {capacity}."
        ),
        mark("Raise ramp_up or initial_load, or correct the capacity."),
        mark("The load cannot rise faster than ramp_up, so part of the capacity can never be used."),
    ),
    Code(
        "RULE-009",
        "error",
        mark("Negative cost without a limit"),
        mark("the cost of {value} is negative, and nothing limits how much is done."),
        mark("Give a maximum or a capacity, or correct the cost."),
        mark(
            "An activity that earns money would be done without end. A negative cost therefore needs a "
            "finite maximum or capacity."
        ),
    ),
    Code(
        "RULE-010",
        "error",
        mark("Minimum run without a limit"),
        mark("minimum_run needs a maximum or a capacity."),
        mark("Give the operation a maximum, or a resource with capacity."),
        mark("To decide between nothing and at least the minimum, the highest level has to be known."),
    ),
    Code(
        "RULE-011",
        "error",
        mark("Family given by an operation"),
        mark('"{value}" is a family; operations give items.'),
        mark("Name the item that is given."),
        mark("An operation may take any member of a family, but what it gives is one item."),
    ),
    Code(
        "RULE-012",
        "error",
        mark("Rows of one lane disagree"),
        mark("{value} differs from {first} of the same lane ({other_value})."),
        mark("Give all rows of the lane the same {column}, or make it another lane."),
        mark(
            "Rows of one lane share origin, destination, lead time and the one capacity; only what "
            "depends on the item may differ. The capacity may be given once."
        ),
    ),
    Code(
        "RULE-013",
        "error",
        mark("Companions in a circle"),
        mark("companions need each other in a circle: {circle}."),
        mark("Delete one of the rows."),
        mark("Handing over the item would require the item itself, without end."),
    ),
    Code(
        "RULE-014",
        "warning",
        mark("Limit without a grant"),
        mark("the limit of {value} has no effect: the decision is {decision}."),
        mark("Set the decision to granted, or empty the cell."),
        mark("Only a granted consent has a limit."),
    ),
    Code(
        "RULE-015",
        "error",
        mark("Minimum run above the maximum"),
        mark("minimum_run of {value} is above the maximum of {limit}."),
        mark("Correct one of the two."),
        mark("The level is 0 or at least the minimum; with a lower maximum it could only be 0."),
    ),
    Code(
        "RULE-016",
        "error",
        mark("Items taken from no location"),
        mark('investment "{investment}" takes "{value}", but neither this row nor its resource has a location.'),
        mark("Fill in location here, or the location of the resource."),
        mark("An investment takes its items from a stock, and a stock is at a location."),
    ),
    Code(
        "RULE-017",
        "note",
        mark("Too many for whole units"),
        mark('item "{value}" comes in whole units, but with quantities up to {most} it is planned in fractions.'),
        mark("No action is needed: one unit of so many is below the accuracy of the plan."),
        mark(
            "Items are planned in whole units up to about a million wanted, on hand or received at a time. "
            "Beyond that one unit is below every tolerance, and whole units would only cost time."
        ),
    ),
)
