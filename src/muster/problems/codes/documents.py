"""Codes: documents of the record that do not fit the scenario drawn from them."""

from muster.problems.code import Code
from muster.text import mark

DOCUMENTS = (
    Code(
        "DOC-001",
        "error",
        mark("Document lacks a value"),
        mark("{document} does not give this value, and no registered row does."),
        mark("Enter document.corrected with the missing values."),
        mark(
            "A document that counts becomes a row of the scenario. Required values that it does not give "
            "come from the registered row of the same id; if there is none, muster invents nothing."
        ),
    ),
    Code(
        "DOC-002",
        "error",
        mark("Two documents for one row"),
        mark("{documents} are open at the same time and give the same row."),
        mark("Close all but one, or withdraw the duplicate entries."),
        mark("Somebody has to decide which of the documents counts. Until then a consent is treated as undecided."),
    ),
    Code(
        "DOC-003",
        "warning",
        mark("On its way, but not in the scenario"),
        mark("{document} is on its way but lacks {columns}, so the scenario has no receipt for it."),
        mark("Enter document.corrected with the missing values, or register a row of receipts."),
        mark("Goods on their way at the start arrive at some location on some day. muster invents neither."),
    ),
    Code(
        "DOC-004",
        "note",
        mark("Handed over since the start"),
        mark("{quantity} were handed over for {document} since the start ({start}); the plan hands them over again."),
        mark("Move the start to a later day to plan only what is left."),
        mark(
            "A plan begins with the stocks on the day of the start. Goods handed over since then are still "
            "in these stocks, so they do not count as handed over before."
        ),
    ),
    Code(
        "DOC-005",
        "warning",
        mark("Row differs from its document"),
        mark("the registered row says {value}, {document} says {said}; the document counts."),
        mark("Correct the one that is wrong."),
        mark(
            "A document overrides the registered row of the same id. The row's value in the same column has no effect."
        ),
    ),
    Code(
        "DOC-006",
        "note",
        mark("Condition not met"),
        mark("{document} is left out of the scenario because its condition is not met: {condition}."),
        mark("No action is needed if this is correct."),
        mark("A pledge whose condition is not known to be met does not enter the scenario."),
    ),
    Code(
        "DOC-007",
        "error",
        mark("Receipt and shipment may be the same goods"),
        mark("a registered row has the same location, item and day as {document}; the shipment is left out."),
        mark(
            "If they are the same goods, delete the row; otherwise add the quantity to the row and correct "
            "the shipment."
        ),
        mark("Receipts have no id, so a row and a shipment that agree in everything cannot be told apart."),
    ),
    Code(
        "DOC-008",
        "warning",
        mark("Handed over, but not counted against a promise"),
        mark(
            "{quantity} of the same item were handed over between the same parties before the start, and no "
            "pledge or commitment accounts for them; they are not deducted from {document}."
        ),
        mark("Name it in milestone.reached, or move the quantity of its line to handed over."),
        mark(
            "A quantity handed over is deducted from the pledge or commitment that the milestone names, or "
            "on whose line it was moved. muster does not guess which promise it belongs to."
        ),
    ),
)
