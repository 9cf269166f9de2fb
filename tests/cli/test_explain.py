"""`muster explain`: its JSON to the letter, its patch, and wrong usage."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from cli.command import runner
from explain.test_bottlenecks import SERIES
from explain.test_critical_path import CHAIN
from stories.story import folder_of

STORY = """
    operations: operation, location
    make, works
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
"""


def planned(path: Path) -> Path:
    """A plan folder of the story."""
    target = path / "plan"
    muster.write_plan(muster.plan(muster.read(folder_of(path / "s", STORY))), target)
    return target


def test_json(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = runner(capfd, monkeypatch)("explain", planned(tmp_path), "--json").object
    assert {"requests", "pegs", "decisions"} <= told.keys()
    (request,) = told["requests"]
    assert {"request", "bottlenecks", "together", "critical_path", "remedies"} <= request.keys()
    (one,) = request["bottlenecks"]
    assert (one["kind"], one["id"], one["from"], one["until"]) == ("capacity", "press", "2024-01-01", "2024-02-01")
    assert [proof["change"] for proof in one["proof"]] == ["+1", "+10%", "unlimited"]
    last = one["proof"][-1]
    assert (last["late_before"], last["filled_before"], last["filled_after"]) == (30, "2024-03-01", "2024-01-01")
    assert last["late_after"] == pytest.approx(0)
    assert one["next"] is None


KINDS = {
    "capacity", "ramp", "stock", "receipt", "reserve", "consent", "fund", "lane", "storage", "lead_time", "window",
    "companion", "horizon",
}  # fmt: skip

GIVEN = """
    parties: party
    us
    nor
    locations: location, party
    works, us
    depot, nor
    lanes: lane, origin, destination
    road, depot, works
    stocks: location, item, quantity
    depot, thing, 20
    consents: party, wants, holder, decision
    nor, thing, nor, undecided
"""


def test_every_key_of_the_json(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """nor's 20 would do for what is late of 30 at 10 a month: a consent, an id of three parts and its holder."""
    target, run = tmp_path / "plan", runner(capfd, monkeypatch)
    muster.write_plan(muster.plan(muster.read(folder_of(tmp_path / "s", STORY + GIVEN))), target)
    told = run("explain", target, "--json").object
    (request,) = told["requests"]
    assert {"request", "bottlenecks", "together", "critical_path", "remedies"} <= request.keys()
    assert {one["id"] for one in request["bottlenecks"]} == {"press", "nor/thing//nor"}
    for one in request["bottlenecks"]:
        assert {"kind", "id", "from", "until", "worth", "proof", "enough", "next"} <= one.keys()
        assert one["kind"] in KINDS
        for proof in one["proof"]:
            assert {"change", "late_before", "late_after", "filled_before", "filled_after"} <= proof.keys()
            assert proof["change"] in ("+1", "+10%", "unlimited")
    gains = [one["proof"][-1]["late_before"] - one["proof"][-1]["late_after"] for one in request["bottlenecks"]]
    assert gains == sorted(gains, reverse=True)
    for peg in told["pegs"]:
        assert {"request", "quantity", "bucket", "path"} <= peg.keys()
        assert all({"kind", "id", "item", "bucket"} <= step.keys() for step in peg["path"])
    assert sum(peg["quantity"] for peg in told["pegs"]) == pytest.approx(30)
    (decision,) = told["decisions"]
    assert {"kind", "id", "late_before", "late_after", "filled"} <= decision.keys()
    assert (decision["kind"], decision["id"], decision["filled"]) == ("consent", "nor/thing//nor", {"r": "2024-01-01"})
    (asked,) = run("explain", target, "--meet", "r", "--by", "2024-01", "--json").object["remedies"]
    assert asked["filled_on"] == "2024-01-01"
    assert all({"kind", "id", "by", "from", "party", "cost"} <= change.keys() for change in asked["changes"])


def test_what_only_helps_together_and_what_only_takes_time(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runner(capfd, monkeypatch)
    told = {}
    for name, story, months in (("together", SERIES, 3), ("path", CHAIN, 6)):
        target = tmp_path / name
        muster.write_plan(muster.plan(muster.read(folder_of(tmp_path / f"{name}.s", story, buckets=months))), target)
        (told[name],) = run("explain", target, "--json").object["requests"]
    assert told["together"]["together"] == [[{"kind": "capacity", "id": "a"}, {"kind": "capacity", "id": "b"}]]
    steps = told["path"]["critical_path"]
    assert all({"activity", "from", "until"} <= step.keys() for step in steps)
    assert [step["activity"] for step in steps] == ["cast", "fill", "road", "r"]
    assert (steps[0]["from"], steps[-1]["until"]) == ("2024-01-01", "2024-05-01")


def test_a_remedy_is_written_and_planned(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, patch = runner(capfd, monkeypatch), tmp_path / "remedy.toml"
    plan = planned(tmp_path)
    done = run("explain", plan, "--meet", "r", "--by", "2024-01", "-o", patch)
    assert done.code == 0
    assert "capacity of press" in done.out
    again = run("plan", tmp_path / "s", "--patch", patch, "-o", tmp_path / "after", "--json").object
    assert again["requests"][0]["filled_on"] == "2024-01-01"


def test_people_read_sentences(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = runner(capfd, monkeypatch)("explain", planned(tmp_path), "r").out
    assert "r (priority 1): 30 late unit-buckets, filled in March 2024." in out
    assert "Held back by capacity of press (January 2024 to February 2024): without that limit, 0 late" in out
    assert "One unit more in every base bucket: 27 late unit-buckets" in out


@pytest.mark.parametrize(
    "arguments",
    [("nobody",), ("--meet", "r"), ("--by", "2024-01"), ("--meet", "x", "--by", "2024-01"),
     ("--meet", "r", "--by", "soon"), ("-o", "x.toml")],
)  # fmt: skip
def test_wrong_usage(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    done = runner(capfd, monkeypatch)("explain", planned(tmp_path), *arguments)
    assert (done.code, done.out) == (2, "")


def test_no_plan(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert runner(capfd, monkeypatch)("explain", tmp_path / "nothing").code == 2
