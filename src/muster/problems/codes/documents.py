"""What a document of the record says too little or too much of for the scenario drawn from it."""

from muster.problems.code import Code
from muster.text import mark

DOCUMENTS = (
    Code(
        "DOC-001",
        "error",
        mark("Document says too little"),
        mark("{document} does not say it, and no registered row does."),
        mark("Enter document.corrected with what is missing."),
        mark(
            "A document that counts gives a row of the scenario. What the row has to have and the document does not "
            "say is taken from the registered row of the same id; where there is none, nothing is invented."
        ),
    ),
    Code(
        "DOC-002",
        "error",
        mark("Two documents for one row"),
        mark("{documents} are open at once and give the same row."),
        mark("Close all but one, or take back what was entered twice."),
        mark("Which of two documents counts is a decision. Until it is made, a consent is drawn as undecided."),
    ),
    Code(
        "DOC-003",
        "warning",
        mark("On its way, but not drawn"),
        mark("{document} is on its way, but does not say: {columns}. The scenario has no receipt of it."),
        mark("Enter document.corrected with what is missing, or register a row of receipts."),
        mark("Goods that were on their way at the start arrive somewhere on some day. Neither is invented."),
    ),
    Code(
        "DOC-004",
        "note",
        mark("Handed over since the start"),
        mark("{quantity} were handed over for {document} since the start ({start}); the plan hands them over again."),
        mark("Move the start to plan only what is left."),
        mark(
            "A plan begins at the start, from the stocks of that day. What was handed over since then is in these "
            "stocks still, so it is not counted as handed over before."
        ),
    ),
    Code(
        "DOC-005",
        "warning",
        mark("Row says otherwise than its document"),
        mark("the registered row says {value}, {document} says {said}; the document counts."),
        mark("Correct the one that is wrong."),
        mark("A document governs the row of its id. What the row says of the same thing has no effect."),
    ),
    Code(
        "DOC-006",
        "note",
        mark("Condition not met"),
        mark("{document} is not drawn, since its condition is not met: {condition}."),
        mark("Nothing needs to be done if that is so."),
        mark("A pledge whose condition is not met as known is no row of the scenario."),
    ),
    Code(
        "DOC-007",
        "error",
        mark("Receipt and shipment may be the same goods"),
        mark("a registered row has the same place, item and day as {document}; the shipment is left out."),
        mark("Take the row away if it is the same goods; else add the quantity to it and correct the shipment."),
        mark("Receipts have no id, so a row and a shipment that agree in everything cannot be told apart."),
    ),
    Code(
        "DOC-008",
        "warning",
        mark("Handed over, but of no promise"),
        mark(
            "{quantity} of the same, from and to the same, were handed over before the start, and no pledge or "
            "commitment accounts for them; {document} is drawn as if they were not its own."
        ),
        mark("Name it in milestone.reached, or move the quantity of its line to handed over."),
        mark(
            "What was handed over is taken off the pledge or commitment that the milestone names, or whose line it "
            "was moved on. Of which promise it was is not guessed."
        ),
    ),
)
