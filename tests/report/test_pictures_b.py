"""Pictures of who gives what, its way, pledges, consents and money: their figures on small plans."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from muster.explain.explanation import Explanation
from muster.explain.results import OpenDecision
from muster.report.charts.consents import consent_strips
from muster.report.charts.contributions import contribution_charts
from muster.report.charts.labels import format_percent
from muster.report.charts.money import money_charts
from muster.report.charts.pledges import pledge_bars
from muster.report.charts.sankey import sankey_charts
from muster.report.charts.sankey_data import FlowTotals
from muster.report.charts.sankey_layout import MAX_NODES, FoldedNodes, lay_out
from muster.report.charts.time_bins import drawing_bins
from muster.report.plan_view import PlanView
from report.border import ALL, STORY, column, drawn, values
from stories.story import plan_of


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    return PlanView(plan_of(tmp_path_factory.mktemp("story"), STORY))


def test_contributions_are_those_of_the_plan(reading: PlanView) -> None:
    drawing = drawn(contribution_charts, reading)
    # a makes 30 in three months; b may give 35 from March on, of which 30 are still missing; c gives its 12 pumps
    rows = {(row[0], row[1]): (row[2], row[4], row[7]) for row in drawing.table.rows}
    assert rows == {
        ("Carpania", "Pump"): (pytest.approx(12), 100, pytest.approx(1200)),
        ("Aland", "Tent"): (pytest.approx(30), 50, pytest.approx(300)),
        ("Borduria", "Tent"): (pytest.approx(30), 50, pytest.approx(300)),
    }
    assert "1,800 USD" in drawing.summary
    assert "Carpania gives most, 66.7 %" in drawing.summary
    whole, pumps, tents = drawing.charts
    assert whole.wide
    assert sum(row["high"] - row["low"] for row in values(whole)) == pytest.approx(1800)
    assert sum(row["high"] - row["low"] for row in values(pumps)) == pytest.approx(12)
    assert sum(row["high"] - row["low"] for row in values(tents)) == pytest.approx(60)
    march = [row for row in values(tents) if row["from"] == "2024-03-01"]
    assert [(row["series"], row["low"], row["high"]) for row in march] == [
        ("Aland", 0, pytest.approx(10)), ("Borduria", pytest.approx(10), pytest.approx(40)),
    ]  # fmt: skip


def test_items_without_unit_cost_are_never_added_up(tmp_path: Path) -> None:
    drawing = drawn(contribution_charts, PlanView(plan_of(tmp_path, STORY.replace("Tent, خيمة, 10", "Tent, خيمة, "))))
    assert "cannot be added up" in drawing.summary
    assert "Value (USD)" not in [c.heading for c in drawing.table.columns]
    ends: dict[str, float] = {}
    for row in values(drawing.charts[0]):
        ends[row["item"]] = max(ends.get(row["item"], 0), row["high"])
    assert ends == {"Tent": pytest.approx(1), "Pump": pytest.approx(1)}


def test_flow_adds_up_at_every_place(reading: PlanView) -> None:
    flow = FlowTotals(reading, ["tent"]).flow("tent")
    # at the hub 60 come and go; a makes 30; b has 40, sends 30, keeps 10
    assert flow.moves == {
        ("a", "h"): pytest.approx(30), ("b", "h"): pytest.approx(30), ("h", "r"): pytest.approx(60),
    }  # fmt: skip
    assert {location: round(figures.made, 6) for location, figures in flow.balances.items()} == {
        "a": 30,
        "b": 0,
        "h": 0,
        "r": 0,
    }
    assert (flow.balances["b"].opening, flow.balances["b"].closing) == (40, pytest.approx(10))
    assert flow.hand_overs == {("r", "rr"): pytest.approx(60)}
    assert flow.links()[("location", "h"), ("party", "rr")] == pytest.approx(60)


def test_flow_tells_what_is_still_on_the_way(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
            s, oil, 40
        lanes: lane, origin, destination, lead_time
            l, s, t, 1.5
        requests: request, location, wants, quantity, due
            r, t, oil, 40, 2024-03-01
    """
    flow = FlowTotals(PlanView(plan_of(tmp_path, story)), ["oil"]).flow("oil")
    location = flow.balances["t"]
    assert location.arrived == pytest.approx(location.handed_over + location.closing)
    assert location.made == pytest.approx(0, abs=1e-6)
    assert location.handed_over == pytest.approx(40)


def test_flow_counts_a_family_by_ratio(tmp_path: Path) -> None:
    story = """
        families: family, item, ratio
            light, candle, 1
            light, lamp, 4
        stocks: location, item, quantity
            s, candle, 8
            s, lamp, 3
        lanes: lane, origin, destination
            l, s, t
        requests: request, location, wants, quantity, due
            r, t, light, 20, 2024-01-01
    """
    drawing = drawn(sankey_charts, PlanView(plan_of(tmp_path, story)))
    assert drawing.charts[0].title == "light: 20 handed over"
    assert column(drawing, "Handed over") == [0, pytest.approx(20)]
    assert column(drawing, "There at the start or received") == [20, 0]


def test_flow_bands_are_as_wide_as_their_quantities(reading: PlanView) -> None:
    tents = next(chart for chart in drawn(sankey_charts, reading).charts if chart.title.startswith("Tent"))
    widths = {row["band"]: row["y2"] - row["y"] for row in values(tents) if row["part"] == "band"}
    first, second, third = sorted(widths.values())
    assert first == pytest.approx(second, abs=0.02)
    assert third == pytest.approx(first + second, abs=0.04)
    texts = {row["text"] for row in values(tents) if "text" in row}
    assert {"30", "60", "Ruritania"} <= texts


def test_flow_folds_what_is_too_much_to_read() -> None:
    links = {(f"s{k}", "hub"): float(k) for k in range(1, 31)} | {("hub", "end"): 465.0}
    layout = lay_out(links, room=30)
    assert sum(box.layer == 0 for box in layout.boxes.values()) == MAX_NODES
    assert len(layout.boxes[FoldedNodes(0)].nodes) == 30 - (MAX_NODES - 1)
    assert sum(band.quantity for band in layout.bands if band.target == "hub") == 465
    spans_ = sorted((box.top, box.top + box.height) for box in layout.boxes.values() if box.layer == 0)
    assert all(second[0] - first[1] >= 30 - 1e-9 for first, second in pairwise(spans_))


def test_flow_leaves_out_what_leads_back() -> None:
    layout = lay_out({("a", "b"): 5.0, ("b", "a"): 2.0, ("b", "c"): 3.0}, room=10)
    assert layout.backward_links == {("b", "a"): 2.0}
    assert [layout.boxes[node].layer for node in "abc"] == [0, 1, 2]


def test_pledges_say_whether_they_are_kept_or_not_needed(reading: PlanView) -> None:
    drawing = drawn(pledge_bars, reading)
    rows = {row[0]: (row[6], row[7], row[8], row[9]) for row in drawing.table.rows}
    behind, needless = "not by then; requests for it are late then", "not by then; no request for it is late then"
    # by the end of February a has given 20 of 60 tents that are due since January
    assert rows["early"] == (25, pytest.approx(20), pytest.approx(30), behind)
    assert rows["never"] == (30, 0, pytest.approx(30), behind)
    # pumps are due in February only, and handed over as late as may be
    assert rows["pumps"] == (12, 0, pytest.approx(12), needless)
    assert rows["whole"] == (12, pytest.approx(12), pytest.approx(12), "kept")
    assert "4 pledges are on record. 1 is kept" in drawing.summary
    assert "may be one that the plan does not need so early" in drawing.summary
    bars = [row["x2"] for chart in drawing.charts for row in values(chart) if row["part"] == "bar"]
    assert sorted(bars) == [0, 0, pytest.approx(0.8), pytest.approx(1)]
    assert any("20 of 25, " + behind == row.get("text") for chart in drawing.charts for row in values(chart))


def test_consents_tell_what_they_keep_back(reading: PlanView) -> None:
    drawing = drawn(consent_strips, reading)
    assert len(drawing.table.rows) == 1
    assert column(drawing, "Consent of") == ["Borduria"]
    assert column(drawing, "Decision") == [
        "withheld from 2024-01-01 to 2024-02-29; granted from 2024-03-01 to 2024-03-31"
    ]
    assert column(drawing, "Handed over under it") == [pytest.approx(30)]
    assert column(drawing, "There, received or made") == [40]
    assert column(drawing, "Left at the end") == [pytest.approx(10)]
    assert column(drawing, "Of it beyond floors") == [pytest.approx(5)]
    assert column(drawing, "Late or short requests that could use them") == ["tents"]
    assert column(drawing, "Largest worth of one more unit")[0] > 0
    assert "not proved here: muster explain" in drawing.summary
    decision = OpenDecision(
        kind="consent",
        id="Borduria/tent/Aland",
        party="Borduria",
        late_before=1.0,
        late_after=0.0,
        tiers={},
        effects=(),
    )
    decided = Explanation(decisions=(decision,))
    assert "is proved under “Who can do what”" in drawn(consent_strips, PlanView(reading.plan, decided)).summary
    assert "not proved here" in drawn(consent_strips, PlanView(reading.plan, Explanation())).summary
    strips, stock = drawing.charts
    bars = [(row["from"], row["to"], row["series"]) for row in values(strips) if row["part"] == "bar"]
    assert bars == [("2024-01-01", "2024-03-01", "withheld"), ("2024-03-01", "2024-04-01", "granted")]
    parts = [row["to"] - row["from"] for row in values(stock) if row["part"] == "bar"]
    assert parts == [pytest.approx(5 / 40), pytest.approx(5 / 40), pytest.approx(30 / 40)]


def test_a_consent_before_its_first_decision(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
            s, oil, 40
        requests: request, location, wants, quantity, due
            r, s, oil, 30, 2024-01-01
        consents: party, wants, from, decision, limit
            us, oil, 2024-02-01, granted, 10
            us, oil, 2024-03-01, granted, 10
    """
    drawing = drawn(consent_strips, PlanView(plan_of(tmp_path, story)))
    february = "granted from 2024-02-01 to 2024-02-29; 10 of 10 used"
    march = "granted from 2024-03-01 to 2024-03-31; 10 of 10 used"
    assert column(drawing, "Decision") == [f"not granted yet from 2024-01-01 to 2024-01-31; {february}; {march}"]
    assert column(drawing, "Handed over under it") == [pytest.approx(20)]
    assert "1 limit is used up: us: oil." in drawing.summary


def test_money_says_first_what_is_not_limited(reading: PlanView) -> None:
    drawing = drawn(money_charts, reading)
    # sewing costs 60, half of it on the fund; no fund pays moves: 3 for each of 30 from b, 1 for each of 72 to r
    assert drawing.summary.startswith("Money does not limit 192 of 222 USD: no fund has to pay them.")
    assert "1 fund is used up: f." in drawing.summary
    assert drawing.table.rows == (
        ("No fund: Operations", "", None, pytest.approx(30), None, None),
        ("No fund: Lanes", "", None, pytest.approx(162), None, None),
        ("f", "Aland", 30, pytest.approx(30), 0, reading.last_day),
    )
    kinds, fund = drawing.charts
    assert sum(row["to"] - row["from"] for row in values(kinds) if row["part"] == "bar") == pytest.approx(222)
    assert [row["paid"] for row in values(fund)] == [pytest.approx(10), pytest.approx(20), pytest.approx(30)]
    assert [row["there"] for row in values(fund)] == [20, 30, 30]


def test_money_without_limit_and_holding_cost(tmp_path: Path) -> None:
    story = """
        items: item, holding_cost
            oil, 3
        stocks: location, item, quantity
            s, oil, 40
        operations: operation, location, unit_cost
            press, s, 5
        operation_items: operation, item, quantity
            press, oil, 1
        funds: fund, date
            own, 2024-01-01
        fund_uses: fund, of, id
            own, operation, press
        requests: request, location, wants, quantity, due
            r, s, oil, 50, 2024-01-01
    """
    drawing = drawn(money_charts, PlanView(plan_of(tmp_path, story)))
    # ten are made in January and all is handed over then: nothing is held, nothing is left
    assert drawing.summary == "All of 50 USD is paid by funds. These funds are without limit: own. No fund is used up."
    assert drawing.table.rows == (("own", "", None, pytest.approx(50), None, None),)
    assert "there" not in values(drawing.charts[1])[0]


def test_nothing_to_show(tmp_path: Path) -> None:
    story = "requests: request, location, wants, quantity, due\nr, t, oil, 5, 2024-01-01"
    nothing = PlanView(plan_of(tmp_path, story))
    assert [picture(nothing) for picture in ALL] == [None] * 5


def test_few_spans_stand_for_many_buckets(tmp_path: Path) -> None:
    story = "requests: request, location, wants, quantity, due\nr, t, oil, 5, 2024-01-01"
    frame = drawing_bins(PlanView(plan_of(tmp_path, story, buckets=200, bucket="day")), max_bins=80)
    assert frame.height == 200
    assert frame["span"].n_unique() == 67
    assert frame.row(-1)[2:] == ("2024-07-17", "2024-07-19")


def test_percent_is_never_rounded_to_nothing_or_all() -> None:
    assert [format_percent(x) for x in (0, 0.0001, 0.125, 0.9999, 1)] == [
        "0 %",
        "< 0.1 %",
        "12.5 %",
        "> 99.9 %",
        "100 %",
    ]
