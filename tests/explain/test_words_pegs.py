"""Pegs, paths and the rest in sentences, and how far they are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muster.explain.explanation import Explanation
from muster.explain.gaps.direct_bound import gap_contributions
from muster.explain.pegging import pegs as pegs_module
from muster.explain.pegging.critical_path import critical_paths
from muster.explain.pegging.pegs import pegs
from muster.explain.pegging.replenishment import replenishments
from muster.explain.sentences.pegging import explanation_sentences
from muster.explain.what_if.pledge_feasibility import pledge_feasibilities
from muster.explain.what_if.pooling import stand_alone_results
from stories.story import plan_of

STORY = """
    locations: location, party
    depot, us
    front, ukr
    stocks: location, item, quantity
    depot, round, 30
    reserves: location, item, floor
    depot, round, 10
    lanes: lane, origin, destination, lead_time
    sea, depot, front, 1
    requests: request, location, wants, quantity, due, priority
    r, front, round, 25, 2024-02-01, 2
    s, front, round, 5, 2024-01-01, 1
    pledges: pledge, party, recipient, wants, quantity, by
    p, us, ukr, round, 25, 2024-02-01
"""


def explanation(path: Path) -> Explanation:
    plan = plan_of(path, STORY)
    return Explanation(
        critical_paths=critical_paths(plan),
        pegs=pegs(plan),
        replenishments=replenishments(plan),
        gap_contributions=gap_contributions(plan),
        pledge_feasibility=pledge_feasibilities(plan),
        stand_alone_results=stand_alone_results(plan),
    )


def test_the_story_in_sentences(tmp_path: Path) -> None:
    """20 of 30 may go, a month at sea: 5 for s in February, late only by the sea, and 15 of r's 25."""
    lines = [line for _, lines in explanation_sentences(explanation(tmp_path / "s")) for line in lines]
    assert "r is served by 15 of round from stock at depot (January 2024)." in lines
    assert "s is late for lead time alone; no capacity and no money would bring it sooner:" in lines
    assert "  On lane sea, round leaves in January 2024 and arrives in February 2024." in lines
    assert "us's stock of round falls from 30 to 10 in January 2024; at the end it is 20 below 30." in lines
    assert "us could add up to 10 of 10 to r by giving from the floor of depot/round." in lines
    assert "p: with what it has, us can hand over 20 of 25 by 2024-02-01, 20 by the end." in lines
    assert not [line for line in lines if "{" in line]


def test_all_of_it_is_json(tmp_path: Path) -> None:
    told_of = json.loads(json.dumps(explanation(tmp_path / "s").as_dict()))
    assert told_of["pegs"][0]["path"][0]["kind"] == "stock"
    assert {"refill", "closing", "pledges", "alone"} <= told_of.keys()


def test_more_pegs_than_are_told_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three months' hand-overs from one stock are three pegs; where two are the most, one peg of all three months."""
    story = """
    stocks: location, item, quantity
    depot, round, 30
    requests: request, location, wants, quantity, due, until
    r, depot, round, 10, 2024-01-01, 2024-03-31
    """
    plan = plan_of(tmp_path / "s", story)
    assert [peg.quantity for peg in pegs(plan)] == pytest.approx([10, 10, 10])
    monkeypatch.setattr(pegs_module, "MAX_PEGS", 2)
    (peg,) = pegs(plan)
    assert (peg.quantity, str(peg.bucket), str(peg.until)) == (pytest.approx(30), "2024-01-01", "2024-03-01")


def test_names_from_tables_come_out_as_text(tmp_path: Path) -> None:
    """A name with braces and markup is told as it is."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        {id}<b>, [bold]x, 30
        requests: request, location, wants, quantity, due
        r{0}, {id}<b>, [bold]x, 10, 2024-01-01
        """,
    )
    ((heading, lines),) = explanation_sentences(Explanation(pegs=pegs(plan)))
    assert heading == "Where the goods come from:"
    assert lines[0] == "r{0} is served by 10 of [bold]x from stock at {id}<b> (January 2024)."
