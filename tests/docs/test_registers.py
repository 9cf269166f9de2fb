"""Nothing is registered without a test: families have golden texts, rules and problems are named by tests."""

from __future__ import annotations

import re

import pytest

from docs.pages import ROOT

TESTS = ROOT / "tests"


def all_tests() -> str:
    """The text of every test but these."""
    return "\n".join(path.read_text("utf-8") for path in TESTS.rglob("*.py") if path.parent.name != "docs")


def test_every_row_family_has_a_golden_text() -> None:
    from muster.network.register import FAMILIES

    assert {path.stem for path in (TESTS / "formulation").glob("*.lp")} >= FAMILIES.keys()


@pytest.mark.parametrize("number", range(1, 13))
def test_every_rule_has_a_test_named_for_it(number: int) -> None:
    (story,) = (TESTS / "stories").glob(f"test_rule_{number:02d}_*.py")
    assert re.search(r"^def test_\w+\(", story.read_text("utf-8"), re.M)


def test_every_problem_is_provoked_by_a_test() -> None:
    from muster.problems import CODES

    text = all_tests()
    assert [code for code in CODES if code not in text] == []
