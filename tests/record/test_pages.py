"""Every action, its fields and every state have their place in the documentation."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS
from muster.record.enter import ACTIONS
from muster.record.states import MOVES, NEEDS, states

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
