"""Checks of uncertainties: each wrong row is reported with its position."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.small import only_problem, scenario

HEAD = "of,id,column,distribution,p1,p2,p3,values,applies\n"
WRONG: list[tuple[str, str, str, str]] = [
    ("UNC-001", "lane,sea,lead_time,triangular,1,,3,,", "p2", "needs p2"),
    ("UNC-001", "lane,sea,lead_time,discrete,,,,,", "values", "needs values"),
    ("UNC-002", "request,r1,quantity,uniform,2,1,,,", "p2", "below the least"),
    ("UNC-002", "request,r1,quantity,triangular,1,4,3,,", "p3", "in this order"),
    ("UNC-002", "request,r1,quantity,bernoulli,1.2,,,,", "p1", "between 0 and 1"),
    ("UNC-002", "request,r1,quantity,geometric,0,,,,", "p1", "above 0"),
    ("UNC-002", "request,r1,quantity,lognormal,1,0,,,", "p2", "standard deviation"),
    ("UNC-002", "request,r1,quantity,beta,0,1,,,", "p1", "shape"),
    ("UNC-003", "request,r1,quantity,discrete,,,,1:0.5; 2:0.4,", "values", "add up to 0.9"),
    ("UNC-003", "request,r1,quantity,discrete,,,,1:0.5; 2,", "values", 'the chance of "2" is missing'),
    ("UNC-003", "request,r1,quantity,discrete,,,,1:1.5; 2:-0.5,", "values", "between 0 and 1"),
    ("UNC-003", "request,r1,quantity,empirical,,,,1; two,", "values", "not a number"),
    ("UNC-003", "request,r1,quantity,empirical,,,,1; inf,", "values", "finite"),
    ("UNC-004", "request,r1,quantity,normal,1,0.1,,,", "distribution", "quantity of r1 could become -∞"),
    ("UNC-004", "request,r1,quantity,uniform,-0.5,1,,,", "distribution", "could become -2.5"),
    ("UNC-004", "lane,sea,lead_time,uniform,-2,1,,,shift", "distribution", "could become -1"),
    ("UNC-005", "request,r1,due,uniform,0,2,,,", "applies", "to due as factor"),
    ("UNC-005", "request,r1,quantity,uniform,0,2,,,shift", "applies", "to quantity as shift"),
    ("UNC-006", "request,r1,weight,uniform,1,2,,,", "column", '"weight" of request'),
    ("UNC-007", "lane,sea,capacity,uniform,1,2,,,", "id", "lane sea has no capacity"),
    ("UNC-008", "lane,sea,lead_time,geometric,0.2,0.1,,,shift", "p2", "only to the quantity of a resource"),
]


@pytest.mark.parametrize(("code", "row", "column", "words"), WRONG, ids=[f"{w[0]} {w[1]}" for w in WRONG])
def test_a_wrong_row(tmp_path: Path, code: str, row: str, column: str, words: str) -> None:
    problem = only_problem(scenario(tmp_path, {"uncertainties.csv": HEAD + row + "\n"}), code)
    assert problem.position == f"uncertainties.csv row 2, {column}"
    assert problem.severity == "error"
    assert words in problem.reason
    assert "{" not in str(problem)


@pytest.mark.parametrize(
    "row",
    [
        "request,r1,quantity,normal,1,0.1,0,,",
        "request,r1,quantity,lognormal,0.64,0.43,,,",
        "request,r1,quantity,fixed,1,,,,",
        "request,r1,due,discrete,,,,-1:0.25; 0:0.5; 1:0.25,shift",
        "lane,sea,lead_time,triangular,0.9,1,1.6,,factor",
        "lane,sea,lead_time,geometric,0.25,,,,value",
        "request,r1,quantity,empirical,,,,0.4 0.52 1.1,",
    ],
)
def test_a_row_without_fault(tmp_path: Path, row: str) -> None:
    assert [str(problem) for problem in scenario(tmp_path, {"uncertainties.csv": HEAD + row + "\n"}).problems] == []


def test_a_wrong_row_stands_in_the_way_of_a_plan_and_no_other_row_is_blamed(tmp_path: Path) -> None:
    rows = HEAD + "request,r1,quantity,uniform,2,1,,,\nlane,sea,lead_time,fixed,1,,,,\n"
    loaded = scenario(tmp_path, {"uncertainties.csv": rows})
    assert [(problem.code, problem.row) for problem in loaded.errors] == [("UNC-002", 2)]


def test_many_wrong_rows_are_counted(tmp_path: Path) -> None:
    lanes = "lane,origin,destination,lead_time\n" + "".join(f"sea{n},depot,port,1\n" for n in range(20))
    rows = HEAD + "".join(f"lane,sea{n},lead_time,uniform,2,1,,,\n" for n in range(20))
    loaded = scenario(tmp_path, {"lanes.csv": lanes, "uncertainties.csv": rows})
    assert [problem.code for problem in loaded.errors].count("UNC-002") == 5
    assert sum(int(problem.args.get("count", 0)) for problem in loaded.errors if problem.code == "MORE-001") == 15
