"""Patches: changes that are made, and those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.scenario import Scenario
from muster.scenario.write import write
from scenario.small import only_problem, scenario

STEPS = {
    "resources.csv": "resource\nline\n",
    "capacities.csv": "resource,from,quantity\nline,,5\nline,2024-03,8\n",
}


def patched(tmp_path: Path, text: str, files: dict[str, str] | None = None) -> Scenario:
    (tmp_path / "more.toml").write_text(text, encoding="utf-8")
    return scenario(tmp_path, files).patched([tmp_path / "more.toml"])


def test_add_change_remove_and_settings(tmp_path: Path) -> None:
    text = """
        title = "More"
        [settings]
        objective = "value"
        [[add]]
        table = "stocks"
        row = {location = "depot", item = "valve", quantity = 3}
        [[change]]
        table = "capacities"
        key = {resource = "line", from = 2024-03-01}
        set = {quantity = 9.5, note = "raised"}
        [[remove]]
        table = "capacities"
        key = {resource = "line", from = ""}
        """
    loaded = patched(tmp_path, text, STEPS)
    assert loaded.problems == ()
    assert loaded.settings.objective == "value"
    assert loaded.tables["stocks"].select("item", "quantity").rows() == [("pump", 10.0), ("valve", 3.0)]
    assert loaded.tables["capacities"].select("quantity", "note").rows() == [(9.5, "raised")]
    same = {
        "scenario.toml": 'title = "Small"\nstart = 2024-01-01\nbuckets = 6\nobjective = "value"\n',
        "resources.csv": STEPS["resources.csv"],
        "capacities.csv": "resource,from,quantity,note\nline,2024-03,9.5,raised\n",
        "stocks.csv": "location,item,quantity\ndepot,pump,10\ndepot,valve,3\n",
    }
    assert loaded.digest == scenario(tmp_path / "same", same).digest
    assert scenario(tmp_path, STEPS).digest != loaded.digest


def test_the_patched_scenario_can_be_written(tmp_path: Path) -> None:
    from muster.scenario import read

    loaded = patched(tmp_path, '[[add]]\ntable = "items"\nrow = {item = "hose"}\n')
    write(loaded, tmp_path / "out")
    assert read(tmp_path / "out").digest == loaded.digest


def test_a_patch_leaves_its_scenario_alone(tmp_path: Path) -> None:
    before = scenario(tmp_path)
    digest = before.digest
    (tmp_path / "more.toml").write_text('[[remove]]\ntable = "stocks"\nkey = {item = "pump"}\n')
    after = before.patched([tmp_path / "more.toml"])
    assert before.tables["stocks"].height == 1
    assert after.tables["stocks"].height == 0
    assert only_problem(after, "NET-001")
    assert before.digest == digest


def test_a_change_can_mend_a_wrong_cell(tmp_path: Path) -> None:
    files = {"stocks.csv": "location,item,quantity\ndepot,pump,ten\n"}
    text = '[[change]]\ntable = "stocks"\nkey = {location = "depot"}\nset = {quantity = 10}\n'
    assert patched(tmp_path, text, files).problems == ()


def test_a_change_to_blank(tmp_path: Path) -> None:
    text = '[[change]]\ntable = "requests"\nkey = {request = "r1"}\nset = {quantity = ""}\n'
    problem = only_problem(patched(tmp_path, text), "RULE-004")
    assert problem.file == "more.toml, change 1 (requests.csv row 2)"


WRONG = [
    ("PATCH-001", "[[add]\n", "more.toml", "cannot be read as a patch"),
    ("PATCH-001", "[add]\ntable = 'items'\n", "more.toml", "[[add]]"),
    ("PATCH-001", "[[ad]]\ntable = 'items'\n", "more.toml", 'unknown part "ad"'),
    ("PATCH-001", "[[add]]\ntable = 'items'\n", "more.toml, add 1", "row is missing"),
    ("PATCH-001", "[[add]]\ntable = 'items'\nrow = {item = ['a']}\n", "more.toml, add 1, item", "one value"),
    ("PATCH-002", "[[add]]\ntable = 'item'\nrow = {item = 'a'}\n", "more.toml, add 1, table", '"item"'),
    (
        "PATCH-003",
        "[[add]]\ntable = 'items'\nrow = {itm = 'a'}\n",
        "more.toml, add 1",
        '"itm" is not a column of items',
    ),
    (
        "PATCH-004",
        "[[remove]]\ntable = 'items'\nkey = {item = 'a'}\n",
        "more.toml, remove 1",
        "no row of items has item a",
    ),
    (
        "CELL-002",
        "[[add]]\ntable = 'stocks'\nrow = {location = 'port', item = 'pump', quantity = 'x'}\n",
        "more.toml, add 1, quantity",
        '"x"',
    ),
    (
        "CELL-001",
        "[[add]]\ntable = 'stocks'\nrow = {location = 'port', item = 'pump'}\n",
        "more.toml, add 1, quantity",
        "blank",
    ),
    (
        "CELL-001",
        "[[change]]\ntable = 'stocks'\nkey = {item = 'pump'}\nset = {quantity = ''}\n",
        "more.toml, change 1, quantity",
        "blank",
    ),
    (
        "KEY-001",
        "[[add]]\ntable = 'items'\nrow = {item = 'pump'}\n",
        "more.toml, add 1, item",
        "already has the same item",
    ),
    (
        "REF-002",
        "[[add]]\ntable = 'stocks'\nrow = {location = 'prot', item = 'pump', quantity = 1}\n",
        "more.toml, add 1, location",
        '"prot"',
    ),
    ("SET-005", "[settings]\nobjective = 'cost'\n", "more.toml, objective", "service"),
    ("FILE-001", None, "more.toml", "no such file"),
]


@pytest.mark.parametrize(("code", "text", "position", "words"), WRONG)
def test_wrong_patches(tmp_path: Path, code: str, text: str | None, position: str, words: str) -> None:
    loaded = scenario(tmp_path).patched([tmp_path / "more.toml"]) if text is None else patched(tmp_path, text)
    problem = only_problem(loaded, code)
    assert problem.position == position
    assert words in problem.reason
    assert "None" not in str(problem)
