"""Large programs: the best bottlenecks by one change each, and everything of one request that is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.bottlenecks import search
from muster.explain.bottlenecks.search import find_bottlenecks
from muster.explain.relaxations.build import relaxations_of_plan
from muster.explain.request_lateness import RequestReoptimizer
from muster.explain.sentences.bottlenecks import bottleneck_sentences
from muster.explain.what_if import replan
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
    monkeypatch.setattr(replan, "MAXIMUM_COLUMNS", 0)
    return plan_of(tmp_path / "s", STORY, buckets=6)


def test_one_change_proves_each_of_the_best(plan: muster.Plan) -> None:
    late_requests = find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    names = {
        (late_request.request, bottleneck.kind, bottleneck.id)
        for late_request in late_requests
        for bottleneck in late_request.bottlenecks
    }
    assert names == {("r", "capacity", "press"), ("s", "capacity", "press")}
    for late_request in late_requests:
        (bottleneck,) = late_request.bottlenecks
        assert [trial.change for trial in bottleneck.trials] == ["+1"]
        assert bottleneck.largest_trial.effect.gain > 0
        assert bottleneck_sentences(late_request)[0].startswith("Held back by capacity of press")
        assert bottleneck_sentences(late_request)[1].startswith("One unit more in every base bucket:")


def test_no_more_than_so_many_are_tried(plan: muster.Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAXIMUM_RELAXATIONS", 0)
    late_requests = find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan))
    assert [late_request.bottlenecks for late_request in late_requests] == [(), ()]
    assert all(late_request.untried > 0 for late_request in late_requests)


def test_one_request_is_told_in_full(plan: muster.Plan) -> None:
    """Its lead time too; not the end of the horizon, for which all would be planned anew."""
    (late_request,) = find_bottlenecks(RequestReoptimizer.from_plan(plan), relaxations_of_plan(plan), "r")
    names = {(bottleneck.kind, bottleneck.id) for bottleneck in late_request.bottlenecks}
    assert names == {("capacity", "press"), ("lead_time", "make")}
    (press,) = [bottleneck for bottleneck in late_request.bottlenecks if bottleneck.kind == "capacity"]
    assert [trial.change for trial in press.trials] == ["+1", "+10%", "unlimited"]
