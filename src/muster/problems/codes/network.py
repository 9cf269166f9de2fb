"""What the goods' ways through the network show."""

from muster.problems.code import Code
from muster.text import mark

NETWORK = (
    Code(
        "NET-001",
        "warning",
        mark("Nothing supplies a wanted item"),
        mark(
            'nothing supplies "{value}" within the horizon: no stock, no receipt, no operation that has what it takes.'
        ),
        mark("Add a stock, a receipt or an operation, or correct the request."),
        mark("Nobody has, receives or makes what the request wants, so it will be short in full."),
    ),
    Code(
        "NET-002",
        "warning",
        mark("Location cannot be reached"),
        mark('no lane brings "{item}" to "{value}" within the horizon.'),
        mark("Add a lane or correct the location."),
        mark(
            "What is wanted is somewhere, or is made, but no chain of lanes brings it to where it is "
            "to be handed over before the horizon ends."
        ),
    ),
    Code(
        "NET-003",
        "note",
        mark("Operation that gives nothing"),
        mark('operation "{value}" gives nothing.'),
        mark("If it is not meant for disposal, add what it gives to {files}."),
        mark("An operation without outputs only takes items; it is the one way in which goods may disappear."),
    ),
    Code(
        "NET-004",
        "error",
        mark("Gain from nothing"),
        mark("operations gain {items} from nothing: {operations}."),
        mark("Correct the quantities in {files}, or limit the operations."),
        mark(
            "A circle of operations gives more than it takes, with no lead time, no capacity and no "
            "outside input: it could be run without end."
        ),
    ),
    Code(
        "NET-005",
        "note",
        mark("Lead time beyond the horizon"),
        mark("nothing started arrives within the horizon: the lead time is {value}."),
        mark("Lengthen the horizon if it should count."),
        mark("Work of which nothing would arrive within the horizon is not started."),
    ),
    Code(
        "NET-006",
        "note",
        mark("Late by lead time alone"),
        mark('request "{value}" can be met no sooner than {earliest}, whatever the quantities: it is due {due}.'),
        mark("Ask for an earlier start, shorter lead times or stock nearer by."),
        mark(
            "Even with unlimited quantities the lead times between what is there and the request are "
            "longer than the time until it is due."
        ),
    ),
    Code(
        "NET-007",
        "warning",
        mark("Operation that takes nothing and has no limit"),
        mark('operation "{value}" gives {items} from nothing, as much as is asked: nothing limits it.'),
        mark("Give it a maximum, a resource with capacity, or what it takes in {files}."),
        mark(
            "An operation that takes no item, has no maximum and loads no resource with a capacity or an "
            "investment can give any quantity, so the plan meets every request that it can reach from there."
        ),
    ),
)
