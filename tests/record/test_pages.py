"""Every action, its fields and every state have their place in the documentation."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS
from muster.record.actions.measures import COUNTED
from muster.record.actions.submit import ACTIONS
from muster.record.actions.valuations import RULES
from muster.record.projection.conditions import FACTS, KINDS
from muster.record.projection.document_states import MOVES, NEEDS, states
from muster.record.projection.projection_context import TABLE_OF

PAGE = (DOCS / "record.md").read_text("utf-8")


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_and_field_is_told(name: str) -> None:
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \|.*$", PAGE, re.M)
    fields = row.split("|")[3]
    told = {field: bool(star) for field, star in re.findall(r"`(\w+)`(\\\*)?", fields)}
    assert told == {field.name: field.required for field in ACTIONS[name].fields}


@pytest.mark.parametrize("kind", MOVES)
def test_every_state_is_told(kind: str) -> None:
    (row,) = re.findall(rf"^\| `{kind}` \|.*$", PAGE, re.M)
    for state in states(kind):
        needs = ", ".join(NEEDS.get((kind, state), ()))
        assert (f"{state} ({needs})" if needs else state) in row, state


def test_every_condition_milestone_and_rule_is_told() -> None:
    for kind in KINDS:
        (row,) = re.findall(rf"^\| `{kind}` \|.*$", PAGE, re.M)
        assert all(f"`{fact}`" in row for fact in FACTS if needs(kind, fact)), kind
    for of, milestones in COUNTED.items():
        (row,) = re.findall(rf"^\| `{of}` \|.*$", PAGE, re.M)
        assert [name for name in milestones if name not in row] == []
    assert f"({', '.join(RULES)})" in PAGE


def needs(kind: str, fact: str) -> bool:
    """Whether a condition of this kind says the fact."""
    if kind == "none":
        return False
    return (fact == "upon") != (kind == "matching")


@pytest.mark.parametrize("kind", MOVES)
def test_what_a_kind_of_document_gives_is_told(kind: str) -> None:
    table = PAGE.split("| document | row | stands while it is | says |")[1].split("\n\n")[0]
    (row,) = [line for line in table.splitlines() if re.match(rf"\| [\w, ]*\b{kind}\b", line)]
    assert (f"`{TABLE_OF[kind]}`" in row) if kind in TABLE_OF else (row.count("none") == 1)
