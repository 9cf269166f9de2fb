"""Pledges are compared with the plan, and never added to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stories.story import handed, plan_of

STORY = """
    locations: location, party
    depot, us
    other, them
    front, asker
    stocks: location, item, quantity
    depot, thing, 6
    other, thing, 5
    lanes: lane, item, origin, destination
    ours, thing, depot, front
    theirs, thing, other, front
    requests: request, location, wants, quantity, due
    r, front, thing, 20, 2024-01
    {pledges}
"""
PLEDGES = """
    pledges: pledge, party, recipient, wants, quantity, by
    kept, us, asker, thing, 6, 2024-02
    too-much, us, asker, thing, 30, 2024-02
    elsewhere, us, them, thing, 1, 2024-02
"""


def test_what_was_handed_over_by_then(tmp_path: Path) -> None:
    """By the mark: of the 11 handed over, 6 are ours."""
    plan = plan_of(tmp_path, STORY.format(pledges=PLEDGES))
    rows: dict[str, dict[str, Any]] = {row["pledge"]: row for row in plan.pledges.to_dicts()}
    given = {name: row["handed_over_by_then"] for name, row in rows.items()}
    assert given == pytest.approx({"kept": 6, "too-much": 6, "elsewhere": 0})
    assert {name for name, row in rows.items() if row["kept"]} == {"kept"}


def test_a_pledge_changes_nothing(tmp_path: Path) -> None:
    without = plan_of(tmp_path / "without", STORY.format(pledges=""))
    with_them = plan_of(tmp_path / "with", STORY.format(pledges=PLEDGES))
    assert handed(without) == handed(with_them) == {"2024-01-01": 11}
