"""Problems as people and programs read them."""

from __future__ import annotations

from muster.problems import CODES, MAX_PER_CODE, fold_repeats, make_problem, nearest
from muster.text import mark


def test_the_message() -> None:
    problem = make_problem(
        "REF-002",
        file="lanes.csv",
        row=18,
        column="destination",
        value="Rzeszow-2",
        noun="a location",
        files="locations.csv",
        nearest=nearest("Rzeszow-2", ["Kyiv", "Rzeszow"]),
    )
    assert str(problem) == (
        'REF-002 lanes.csv row 18, destination: "Rzeszow-2" is not a location. '
        'Did you mean "Rzeszow"? Add it to locations.csv or correct row 18.'
    )
    assert problem.as_dict() == {
        "code": "REF-002",
        "severity": "error",
        "file": "lanes.csv",
        "row": 18,
        "column": "destination",
        "value": "Rzeszow-2",
        "reason": '"Rzeszow-2" is not a location.',
        "remedy": 'Did you mean "Rzeszow"? Add it to locations.csv or correct row 18.',
    }


def test_fold_keeps_the_first_of_each_kind_and_counts_the_others() -> None:
    many = [make_problem("CELL-001", file="a.csv", row=row, column="x") for row in range(30, 0, -1)]
    warning = make_problem("CAP-001", file="b.csv", row=2, value="line", files="c.csv")
    folded = fold_repeats([warning, *many])
    assert [problem.row for problem in folded[:MAX_PER_CODE]] == [1, 2, 3, 4, 5]
    assert folded[MAX_PER_CODE].reason == "25 more of CELL-001 (Required cell blank)."
    assert folded[-1] == warning
    assert fold_repeats(folded) == folded


def test_nearest_name_among_very_many() -> None:
    names = [f"item-{i}" for i in range(100_000)]
    assert nearest("Item-77", names) == "item-77"
    assert nearest("itam-77777", names) is not None
    assert nearest("", names) is None
    assert nearest("zzz", ["pump"]) is None


def test_severities_are_those_of_the_contract() -> None:
    assert {code.severity for code in CODES.values()} == {"error", "warning", "note"}
    assert all(mark(code.title) for code in CODES.values())
