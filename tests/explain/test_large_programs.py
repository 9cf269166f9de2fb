"""Large programs: the best bottlenecks by one change each, and everything of one request that is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.bottlenecks import search as bottlenecks
from muster.explain.bottlenecks import time_bottlenecks as timing
from muster.explain.bottlenecks.search import Bottlenecks
from muster.explain.pipeline import factors_of
from muster.explain.request_lateness import Chain
from muster.explain.sentences.bottlenecks import told
from stories.story import plan_of

STORY = """
    operations: operation, location, lead_time
    make, works, 1
    operation_items: operation, item, quantity
    make, thing, 1
    operation_resources: operation, resource
    make, press
    resources: resource, location
    press, works
    capacities: resource, quantity
    press, 10
    requests: request, location, wants, quantity, due
    r, works, thing, 30, 2024-01-01
    s, works, thing, 10, 2024-01-01
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> muster.Plan:
    """40 wanted in January, 10 a month from February on; every program counts as large."""
    monkeypatch.setattr(bottlenecks, "LARGEST", 0)
    monkeypatch.setattr(timing, "LARGEST", 0)
    return plan_of(tmp_path / "s", STORY, buckets=6)


def test_one_change_proves_each_of_the_best(plan: muster.Plan) -> None:
    found = Bottlenecks(Chain.of(plan), factors_of(plan)).held()
    named = {(held.request, one.kind, one.id) for held in found for one in held.bottlenecks}
    assert named == {("r", "capacity", "press"), ("s", "capacity", "press")}
    for held in found:
        (one,) = held.bottlenecks
        assert [trial.change for trial in one.trials] == ["+1"]
        assert one.widest.effect.gain > 0
        assert told(held)[0].startswith("Held back by capacity of press")
        assert told(held)[1].startswith("One unit more in every base bucket:")


def test_no_more_than_so_many_are_tried(plan: muster.Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bottlenecks, "BEST", 0)
    found = Bottlenecks(Chain.of(plan), factors_of(plan)).held()
    assert [held.bottlenecks for held in found] == [(), ()]
    assert all(held.untried > 0 for held in found)


def test_one_request_is_told_in_full(plan: muster.Plan) -> None:
    """Its lead time too; not the end of the horizon, for which all would be planned anew."""
    (held,) = Bottlenecks(Chain.of(plan), factors_of(plan)).held("r")
    assert {(one.kind, one.id) for one in held.bottlenecks} == {("capacity", "press"), ("lead_time", "make")}
    (press,) = [one for one in held.bottlenecks if one.kind == "capacity"]
    assert [trial.change for trial in press.trials] == ["+1", "+10%", "unlimited"]
