"""Codes: supply, reach and cycles of the network."""

from muster.problems.code import Code
from muster.text import mark

NETWORK = (
    Code(
        "NET-001",
        "warning",
        mark("Nothing supplies a wanted item"),
        mark(
            'nothing supplies "{value}" within the horizon: no stock, no receipt and no operation with all its inputs.'
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
            "The item is in stock or made somewhere, but no chain of lanes brings it to the request's "
            "location before the horizon ends."
        ),
    ),
    Code(
        "NET-003",
        "note",
        mark("Operation that gives nothing"),
        mark('operation "{value}" gives nothing.'),
        mark("If it is not meant for disposal, add its outputs to {files}."),
        mark("An operation without outputs only takes items; it is the one way in which goods may disappear."),
    ),
    Code(
        "NET-004",
        "error",
        mark("Gain from nothing"),
        mark("operations can produce {items} without any input: {operations}."),
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
        mark("Work is not started if none of it would arrive within the horizon."),
    ),
    Code(
        "NET-006",
        "note",
        mark("Late by lead time alone"),
        mark('request "{value}" is due {due}, but can be met no sooner than {earliest}, whatever the quantities.'),
        mark("Ask for an earlier start, shorter lead times or stock nearer by."),
        mark(
            "Even with unlimited quantities, the lead times from stocks and receipts to the request exceed "
            "the time until it is due."
        ),
    ),
    Code(
        "NET-007",
        "warning",
        mark("Operation that takes nothing and has no limit"),
        mark('operation "{value}" gives any quantity of {items}: it has neither input nor limit.'),
        mark("Give it a maximum, a resource with capacity, or what it takes in {files}."),
        mark(
            "An operation that takes no item, has no maximum and loads no resource with a capacity or an "
            "investment can give any quantity, so the plan meets every request that it can reach from there."
        ),
    ),
)
