"""Requests of one class that tie: who of them is late is a choice, no effect, and nobody's lead time."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.explain import explain
from muster.explain.sentences.bottlenecks import bottleneck_sentences, headline
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
    explanation = explain(plan_of(tmp_path / "s", TIED, share=False))
    late = [late_request for late_request in explanation.late_requests if late_request.by_choice]
    assert late
    for late_request in late:
        assert (late_request.late, late_request.bottlenecks) == (pytest.approx(0), ())
        assert explanation.critical_paths[late_request.request] == ()
        assert headline(late_request) == f"{late_request.request} (priority 1): late, but it need not be."
        assert bottleneck_sentences(late_request) == [
            "Its class is served as well with it in time and others of the class late instead."
        ]


def test_a_decision_has_no_effect_where_no_tier_changes(tmp_path: Path) -> None:
    """nor's consent frees c's 10, late for 3 months; whether a or b waits has nothing to do with it."""
    explanation = explain(plan_of(tmp_path / "s", TIED, share=False))
    (decision,) = explanation.decisions
    assert [(effect.request, effect.gain) for effect in decision.effects] == [("c", pytest.approx(30))]
