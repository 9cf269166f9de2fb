"""The documentation lists every action, its fields and every state."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS
from muster.record.actions.measures import MILESTONES_OF_CATEGORY
from muster.record.actions.submit import ACTIONS
from muster.record.actions.valuations import VALUATION_RULES
from muster.record.projection.conditions import CONDITION_FIELDS, CONDITION_KINDS
from muster.record.projection.document_states import REQUIRED_FIELDS, TRANSITIONS, states_of
from muster.record.projection.projection_context import TABLE_OF_KIND

PAGE = (DOCS / "record.md").read_text("utf-8")


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_and_field_is_told(name: str) -> None:
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \|.*$", PAGE, re.M)
    fields = row.split("|")[3]
    documented = {field: bool(star) for field, star in re.findall(r"`(\w+)`(\\\*)?", fields)}
    assert documented == {field.name: field.required for field in ACTIONS[name].fields}


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_every_state_is_told(kind: str) -> None:
    (row,) = re.findall(rf"^\| `{kind}` \|.*$", PAGE, re.M)
    for state in states_of(kind):
        needs = ", ".join(REQUIRED_FIELDS.get((kind, state), ()))
        assert (f"{state} ({needs})" if needs else state) in row, state


def test_every_condition_milestone_and_rule_is_told() -> None:
    for kind in CONDITION_KINDS:
        (row,) = re.findall(rf"^\| `{kind}` \|.*$", PAGE, re.M)
        assert all(f"`{fact}`" in row for fact in CONDITION_FIELDS if needs(kind, fact)), kind
    for category, milestones in MILESTONES_OF_CATEGORY.items():
        (row,) = re.findall(rf"^\| `{category}` \|.*$", PAGE, re.M)
        assert [name for name in milestones if name not in row] == []
    assert f"({', '.join(VALUATION_RULES)})" in PAGE


def needs(kind: str, fact: str) -> bool:
    """True if a condition of this kind has the field."""
    if kind == "none":
        return False
    return (fact == "upon") != (kind == "matching")


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_what_a_kind_of_document_gives_is_told(kind: str) -> None:
    table = PAGE.split("| document | row | stands while it is | says |")[1].split("\n\n")[0]
    (row,) = [line for line in table.splitlines() if re.match(rf"\| [\w, ]*\b{kind}\b", line)]
    assert (f"`{TABLE_OF_KIND[kind]}`" in row) if kind in TABLE_OF_KIND else (row.count("none") == 1)
