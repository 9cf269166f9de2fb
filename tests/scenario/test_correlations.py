"""Checks of correlations: each invalid row or block is reported with its position."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.small import only_problem, scenario

UNSURE = """of,id,column,distribution,p1,p2,group
request,r1,quantity,uniform,0.5,1,a
stock,depot/pump,quantity,uniform,0.5,1,b
lane,sea,lead_time,uniform,1,2,c
"""
HEAD = "group,with,coefficient\n"


@pytest.mark.parametrize(
    ("rows", "code", "position", "words"),
    [
        ("a,b,1.2\n", "CELL-004", "row 2, coefficient", "1.2 is out of range"),
        ("a,b,-1.2\n", "CELL-004", "row 2, coefficient", "out of range"),
        ("a,b,0.5\na,b,0.4\n", "KEY-001", "row 3", "row 2"),
        ("a,b,0.5\na,d,0.4\n", "UNC-010", "row 3, with", '"d" is not a group of uncertainties.csv'),
        ("a,b,0.5\nb,a,0.5\n", "UNC-011", "row 3", "b with a is given in row 2 the other way round"),
        ("a,a,1\n", "UNC-012", "row 2, with", "a is correlated with itself"),
        ("a,b,0.9\nb,c,0.9\na,c,-0.5\n", "UNC-014", "row 2, coefficient", "a, b, c contradict each other"),
    ],
)
def test_a_wrong_row(tmp_path: Path, rows: str, code: str, position: str, words: str) -> None:
    loaded = scenario(tmp_path, {"uncertainties.csv": UNSURE, "correlations.csv": HEAD + rows})
    problem = only_problem(loaded, code)
    assert problem.severity == "error"
    assert problem.position.startswith(f"correlations.csv {position}")
    assert words in problem.reason
    assert [problem.code for problem in loaded.errors] == [code]


@pytest.mark.parametrize(
    "rows", ["a,b,0.9\nb,c,0.9\na,c,0.7\n", "a,b,1\nb,c,1\na,c,1\n", "a,b,-1\n", "a,b,0.7\nb,c,0.7\n"]
)
def test_correlations_that_fit_together(tmp_path: Path, rows: str) -> None:
    loaded = scenario(tmp_path, {"uncertainties.csv": UNSURE, "correlations.csv": HEAD + rows})
    assert [str(problem) for problem in loaded.problems] == []


def test_those_that_contradict_each_other_are_named_and_no_others(tmp_path: Path) -> None:
    """a goes with b, b with c, and a against c; d hangs together with them and has no part in it.

    Times f, the least eigenvalue of a, b, c with coefficients 0.9, 0.9, -0.9 is 1 - 1.8 f; with d it is a little less.
    """
    files = {
        "lanes.csv": "lane,origin,destination,lead_time,unit_cost\nsea,depot,port,1,3\n",
        "uncertainties.csv": UNSURE + "lane,sea,unit_cost,uniform,1,2,d\n",
        "correlations.csv": HEAD + "c,d,0.1\na,b,0.9\nb,c,0.9\na,c,-0.9\n",
    }
    problem = only_problem(scenario(tmp_path, files), "UNC-014")
    assert problem.args["groups"] == ("a", "b", "c")
    assert problem.row == 3
    assert 0.54 < problem.args["factor"] <= 1 / 1.8


def test_the_remedy_is_one(tmp_path: Path) -> None:
    rows = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.5)]

    def table(factor: float) -> str:
        return HEAD + "".join(f"{group},{other},{coefficient * factor}\n" for group, other, coefficient in rows)

    problem = only_problem(scenario(tmp_path, {"uncertainties.csv": UNSURE, "correlations.csv": table(1)}), "UNC-014")
    factor = problem.args["factor"]
    assert str(factor) in problem.remedy
    rescaled = scenario(tmp_path / "again", {"uncertainties.csv": UNSURE, "correlations.csv": table(factor)})
    assert not rescaled.errors
    more = scenario(tmp_path / "more", {"uncertainties.csv": UNSURE, "correlations.csv": table(factor + 0.002)})
    assert [problem.code for problem in more.errors] == ["UNC-014"]


OUTAGES = """of,id,column,distribution,p1,p2,group
resource,line,quantity,geometric,0.25,0.1,a
request,r1,quantity,uniform,0.5,1,GROUP
"""
LINE = {"resources.csv": "resource\nline\n", "capacities.csv": "resource,quantity\nline,5\n"}


def test_outages_share_no_number_with_other_figures(tmp_path: Path) -> None:
    files = LINE | {"uncertainties.csv": OUTAGES.replace("GROUP", "a")}
    problem = only_problem(scenario(tmp_path, files), "UNC-009")
    assert problem.position == "uncertainties.csv row 2, group"
    files = LINE | {"uncertainties.csv": OUTAGES.replace("GROUP", "b"), "correlations.csv": HEAD + "b,a,0.5\n"}
    problem = only_problem(scenario(tmp_path / "correlated", files), "UNC-013")
    assert problem.position == "correlations.csv row 2, with"
