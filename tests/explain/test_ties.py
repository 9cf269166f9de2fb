"""Requests of one class that tie: who of them is late is a choice, no effect, and nobody's lead time."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.explain import explain
from muster.explain.sentences.bottlenecks import headline, told
from stories.story import plan_of

TIED = """
    parties: party
    us
    nor
    locations: location, party
    works, us
    far, nor
    receipts: location, item, quantity, date
    works, thing, 10, 2024-01-01
    works, thing, 10, 2024-02-01
    consents: party, wants, holder, decision
    nor, other, nor, undecided
    stocks: location, item, quantity
    far, other, 10
    lanes: lane, origin, destination
    road, far, works
    requests: request, location, wants, quantity, due, priority
    a, works, thing, 10, 2024-01-01, 1
    b, works, thing, 10, 2024-01-01, 1
    c, works, other, 10, 2024-01-01, 2
"""
"""10 in January and 10 in February for two requests of 10: where nothing asks for fair shares, either may wait."""


def test_what_need_not_be_late_is_said_so(tmp_path: Path) -> None:
    found = explain(plan_of(tmp_path / "s", TIED, share=False))
    late = [one for one in found.held if one.by_choice]
    assert late
    for one in late:
        assert (one.late, one.bottlenecks) == (pytest.approx(0), ())
        assert found.critical_path[one.request] == ()
        assert headline(one) == f"{one.request} (priority 1): late, but it need not be."
        assert told(one) == ["Its class is served as well with it in time and others of the class late instead."]


def test_a_decision_has_no_effect_where_no_tier_changes(tmp_path: Path) -> None:
    """nor's consent frees c's 10, late for 3 months; whether a or b waits has nothing to do with it."""
    found = explain(plan_of(tmp_path / "s", TIED, share=False))
    (one,) = found.decisions
    assert [(effect.request, effect.gain) for effect in one.effects] == [("c", pytest.approx(30))]
