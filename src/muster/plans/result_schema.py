"""Schema of the result tables: columns, types and meaning. Documentation, plan folders and checks derive from it."""

from __future__ import annotations

from dataclasses import dataclass

from muster.text import mark


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result table; `type` is text, number, date or boolean."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class ResultTable:
    """A result table and its columns, in order; rows are sorted by the columns before the first number."""

    name: str
    description: str
    columns: tuple[ResultColumn, ...]


def _table(name: str, description: str, *columns: tuple[str, str, str]) -> ResultTable:
    return ResultTable(name, description, tuple(ResultColumn(*column) for column in columns))


_BUCKET = ("bucket", "date", mark("first day of the bucket"))
_WORTH = (
    (
        "worth",
        "number",
        mark("gain of one more unit in the tier named beside it; blank where whole numbers are planned"),
    ),
    ("worth_tier", "text", mark("the first tier in which the worth is not zero")),
)

RESULT_TABLES: dict[str, ResultTable] = {
    table.name: table
    for table in (
        _table(
            "requests",
            mark("Quantities due, handed over and late for each request by bucket."),
            ("request", "text", mark("the request")),
            _BUCKET,
            ("due", "number", mark("due in the bucket, in units of what is wanted")),
            ("handed_over", "number", mark("handed over in the bucket, in units of what is wanted")),
            ("late", "number", mark("due by the end of the bucket and not handed over by then")),
        ),
        _table(
            "handed_over",
            mark("Quantities handed over for each request. Companions are listed too, but count toward no request."),
            ("request", "text", mark("the request; for a companion, the request it goes along with")),
            ("item", "text", mark("the item handed over")),
            ("location", "text", mark("where it is handed over")),
            ("holder", "text", mark("the party whose mark the goods bear")),
            _BUCKET,
            ("quantity", "number", mark("units of the item")),
        ),
        _table(
            "contributions",
            mark("Goods contributed by each party, by the mark of the goods."),
            ("party", "text", mark("the party whose mark the goods bear")),
            ("request", "text", mark("the request")),
            ("item", "text", mark("the item handed over")),
            _BUCKET,
            ("quantity", "number", mark("units of the item")),
        ),
        _table(
            "operations",
            mark("Levels of operations; buckets without any are omitted."),
            ("operation", "text", mark("the operation")),
            _BUCKET,
            ("level", "number", mark("level started in the bucket")),
        ),
        _table(
            "resources",
            mark("Load against capacity."),
            ("resource", "text", mark("the resource")),
            _BUCKET,
            ("load", "number", mark("capacity used")),
            ("capacity", "number", mark("capacity available, investments included; blank if unlimited")),
            ("basis", "text", mark("basis of the capacity figure in force at the end of the bucket")),
            *_WORTH,
        ),
        _table(
            "stocks",
            mark("Stock at the end of each bucket, goods of all marks."),
            ("location", "text", mark("the location")),
            ("item", "text", mark("the item")),
            _BUCKET,
            ("quantity", "number", mark("stock at the end of the bucket")),
            ("floor", "number", mark("floor in force at the location; blank if none is set")),
            *_WORTH,
        ),
        _table(
            "moves",
            mark("Quantities that leave on each lane; buckets without moves are omitted."),
            ("lane", "text", mark("the lane")),
            ("item", "text", mark("the item")),
            _BUCKET,
            ("quantity", "number", mark("units that leave in the bucket")),
        ),
        _table(
            "investments",
            mark("Investments made."),
            ("investment", "text", mark("the investment")),
            _BUCKET,
            ("level", "number", mark("how much of it is started in the bucket")),
            ("capacity_from", "date", mark("first day on which it adds capacity")),
        ),
        _table(
            "spending",
            mark("Money spent, by who pays."),
            ("fund", "text", mark("the fund; blank for cost covered by no fund")),
            ("of", "text", mark("operation, lane or investment")),
            ("id", "text", mark("its id")),
            _BUCKET,
            ("amount", "number", mark("money, in the scenario's currency")),
        ),
        _table(
            "reserves",
            mark("Stock counted for each reserve, against its floor and target."),
            ("party", "text", mark("the party, if the reserve is a party's")),
            ("location", "text", mark("the location, if the reserve is a location's")),
            ("item", "text", mark("the item")),
            _BUCKET,
            ("counted", "number", mark("quantity that counts for the reserve at the end of the bucket")),
            ("floor", "number", mark("the floor that holds, lowered where idleness would not keep it")),
            ("target", "number", mark("the target")),
            ("gap", "number", mark("quantity missing to the target")),
            ("value", "number", mark("quantity counted, valued at the item's unit cost; blank without one")),
        ),
        _table(
            "consents",
            mark("Each consent, the quantity handed over under it, and what it would unlock."),
            ("party", "text", mark("the party that grants; the holder itself where no row decides")),
            ("wants", "text", mark("the item or family")),
            ("recipient", "text", mark("for whom; blank: anyone")),
            ("holder", "text", mark("whose goods; blank: anyone's")),
            _BUCKET,
            ("decision", "text", mark("decision in force at the end of the bucket; blank before the first row")),
            ("limit", "number", mark("limit of the decision's whole period; blank without one")),
            ("handed_over", "number", mark("handed over under it in the bucket, in units of `wants`")),
            *_WORTH,
        ),
        _table(
            "pledges",
            mark("Each pledge against the plan."),
            ("pledge", "text", mark("the pledge")),
            ("by", "date", mark("the day by which it was promised")),
            ("quantity", "number", mark("quantity promised, in units of `wants`")),
            (
                "handed_over_by_then",
                "number",
                mark("handed over of the giver's goods to the recipient by then"),
            ),
            ("kept", "boolean", mark("true if that is all of it")),
        ),
        _table(
            "problems",
            mark("What was wrong, doubtful or worth knowing in the scenario."),
            ("code", "text", mark("code of the problem")),
            ("severity", "text", mark("error, warning or note")),
            ("file", "text", mark("the file")),
            ("row", "number", mark("line in the file, or row of the sheet")),
            ("column", "text", mark("the column")),
            ("value", "text", mark("the value found")),
            ("reason", "text", mark("what was found")),
            ("remedy", "text", mark("what to do about it")),
        ),
    )
}
