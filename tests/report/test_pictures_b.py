"""Pictures of who gives what, its way, pledges, consents and money: their figures on small plans."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from muster.explain.results import Decision, Explanation
from muster.report.charts.consents import consents
from muster.report.charts.contributions import contributions
from muster.report.charts.labels import percent, spans
from muster.report.charts.money import money
from muster.report.charts.pledges import pledges
from muster.report.charts.sankey import flow
from muster.report.charts.sankey_data import Sums
from muster.report.charts.sankey_layout import MOST, Others, layout
from muster.report.plan_view import Reading
from report.border import ALL, STORY, column, drawn, values
from stories.story import plan_of


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return Reading(plan_of(tmp_path_factory.mktemp("story"), STORY))


def test_contributions_are_those_of_the_plan(reading: Reading) -> None:
    found = drawn(contributions, reading)
    # a makes 30 in three months; b may give 35 from March on, of which 30 are still missing; c gives its 12 pumps
    rows = {(row[0], row[1]): (row[2], row[4], row[7]) for row in found.table.rows}
    assert rows == {
        ("Carpania", "Pump"): (pytest.approx(12), 100, pytest.approx(1200)),
        ("Aland", "Tent"): (pytest.approx(30), 50, pytest.approx(300)),
        ("Borduria", "Tent"): (pytest.approx(30), 50, pytest.approx(300)),
    }
    assert "1,800 USD" in found.says
    assert "Carpania gives most, 66.7 %" in found.says
    whole, pumps, tents = found.charts
    assert whole.wide
    assert sum(row["high"] - row["low"] for row in values(whole)) == pytest.approx(1800)
    assert sum(row["high"] - row["low"] for row in values(pumps)) == pytest.approx(12)
    assert sum(row["high"] - row["low"] for row in values(tents)) == pytest.approx(60)
    march = [row for row in values(tents) if row["from"] == "2024-03-01"]
    assert [(row["series"], row["low"], row["high"]) for row in march] == [
        ("Aland", 0, pytest.approx(10)), ("Borduria", pytest.approx(10), pytest.approx(40)),
    ]  # fmt: skip


def test_items_without_unit_cost_are_never_added_up(tmp_path: Path) -> None:
    found = drawn(contributions, Reading(plan_of(tmp_path, STORY.replace("Tent, خيمة, 10", "Tent, خيمة, "))))
    assert "cannot be added up" in found.says
    assert "Value (USD)" not in [c.heading for c in found.table.columns]
    ends: dict[str, float] = {}
    for row in values(found.charts[0]):
        ends[row["item"]] = max(ends.get(row["item"], 0), row["high"])
    assert ends == {"Tent": pytest.approx(1), "Pump": pytest.approx(1)}


def test_flow_adds_up_at_every_place(reading: Reading) -> None:
    one = Sums(reading, ["tent"]).of("tent")
    # at the hub 60 come and go; a makes 30; b has 40, sends 30, keeps 10
    assert one.moved == {
        ("a", "h"): pytest.approx(30), ("b", "h"): pytest.approx(30), ("h", "r"): pytest.approx(60),
    }  # fmt: skip
    assert {place: round(figures.made, 6) for place, figures in one.places.items()} == {"a": 30, "b": 0, "h": 0, "r": 0}
    assert (one.places["b"].before, one.places["b"].left) == (40, pytest.approx(10))
    assert one.handed == {("r", "rr"): pytest.approx(60)}
    assert one.links()[("location", "h"), ("party", "rr")] == pytest.approx(60)


def test_flow_tells_what_is_still_on_the_way(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
            s, oil, 40
        lanes: lane, origin, destination, lead_time
            l, s, t, 1.5
        requests: request, location, wants, quantity, due
            r, t, oil, 40, 2024-03-01
    """
    one = Sums(Reading(plan_of(tmp_path, story)), ["oil"]).of("oil")
    place = one.places["t"]
    assert place.arrived == pytest.approx(place.handed + place.left)
    assert place.made == pytest.approx(0, abs=1e-6)
    assert place.handed == pytest.approx(40)


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
    found = drawn(flow, Reading(plan_of(tmp_path, story)))
    assert found.charts[0].title == "light: 20 handed over"
    assert column(found, "Handed over") == [0, pytest.approx(20)]
    assert column(found, "There at the start or received") == [20, 0]


def test_flow_bands_are_as_wide_as_their_quantities(reading: Reading) -> None:
    tents = next(one for one in drawn(flow, reading).charts if one.title.startswith("Tent"))
    widths = {row["band"]: row["y2"] - row["y"] for row in values(tents) if row["part"] == "band"}
    first, second, third = sorted(widths.values())
    assert first == pytest.approx(second, abs=0.02)
    assert third == pytest.approx(first + second, abs=0.04)
    said = {row["text"] for row in values(tents) if "text" in row}
    assert {"30", "60", "Ruritania"} <= said


def test_flow_folds_what_is_too_much_to_read() -> None:
    links = {(f"s{k}", "hub"): float(k) for k in range(1, 31)} | {("hub", "end"): 465.0}
    found = layout(links, room=30)
    assert sum(box.layer == 0 for box in found.boxes.values()) == MOST
    assert len(found.boxes[Others(0)].nodes) == 30 - (MOST - 1)
    assert sum(band.quantity for band in found.bands if band.target == "hub") == 465
    spans_ = sorted((box.top, box.top + box.height) for box in found.boxes.values() if box.layer == 0)
    assert all(second[0] - first[1] >= 30 - 1e-9 for first, second in pairwise(spans_))


def test_flow_leaves_out_what_leads_back() -> None:
    found = layout({("a", "b"): 5.0, ("b", "a"): 2.0, ("b", "c"): 3.0}, room=10)
    assert found.back == {("b", "a"): 2.0}
    assert [found.boxes[node].layer for node in "abc"] == [0, 1, 2]


def test_pledges_say_whether_they_are_kept_or_not_needed(reading: Reading) -> None:
    found = drawn(pledges, reading)
    rows = {row[0]: (row[6], row[7], row[8], row[9]) for row in found.table.rows}
    behind, needless = "not by then; requests for it are late then", "not by then; no request for it is late then"
    # by the end of February a has given 20 of 60 tents that are due since January
    assert rows["early"] == (25, pytest.approx(20), pytest.approx(30), behind)
    assert rows["never"] == (30, 0, pytest.approx(30), behind)
    # pumps are due in February only, and handed over as late as may be
    assert rows["pumps"] == (12, 0, pytest.approx(12), needless)
    assert rows["whole"] == (12, pytest.approx(12), pytest.approx(12), "kept")
    assert "4 pledges are on record. 1 is kept" in found.says
    assert "may be one that the plan does not need so early" in found.says
    bars = [row["x2"] for one in found.charts for row in values(one) if row["part"] == "bar"]
    assert sorted(bars) == [0, 0, pytest.approx(0.8), pytest.approx(1)]
    assert any("20 of 25, " + behind == row.get("text") for one in found.charts for row in values(one))


def test_consents_tell_what_they_keep_back(reading: Reading) -> None:
    found = drawn(consents, reading)
    assert len(found.table.rows) == 1
    assert column(found, "Consent of") == ["Borduria"]
    assert column(found, "Decision") == [
        "withheld from 2024-01-01 to 2024-02-29; granted from 2024-03-01 to 2024-03-31"
    ]
    assert column(found, "Handed over under it") == [pytest.approx(30)]
    assert column(found, "There, received or made") == [40]
    assert column(found, "Left at the end") == [pytest.approx(10)]
    assert column(found, "Of it beyond floors") == [pytest.approx(5)]
    assert column(found, "Late or short requests that could use them") == ["tents"]
    assert column(found, "Largest worth of one more unit")[0] > 0
    assert "not proved here: muster explain" in found.says
    decided = Explanation(decisions=(Decision("consent", "Borduria/tent/Aland", "Borduria", 1.0, 0.0, {}, ()),))
    assert "is proved under “Who can do what”" in drawn(consents, Reading(reading.plan, decided)).says
    assert "not proved here" in drawn(consents, Reading(reading.plan, Explanation())).says
    strips, stock = found.charts
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
    found = drawn(consents, Reading(plan_of(tmp_path, story)))
    february = "granted from 2024-02-01 to 2024-02-29; 10 of 10 used"
    march = "granted from 2024-03-01 to 2024-03-31; 10 of 10 used"
    assert column(found, "Decision") == [f"not granted yet from 2024-01-01 to 2024-01-31; {february}; {march}"]
    assert column(found, "Handed over under it") == [pytest.approx(20)]
    assert "1 limit is used up: us: oil." in found.says


def test_money_says_first_what_is_not_limited(reading: Reading) -> None:
    found = drawn(money, reading)
    # sewing costs 60, half of it on the fund; no fund pays moves: 3 for each of 30 from b, 1 for each of 72 to r
    assert found.says.startswith("Money does not limit 192 of 222 USD: no fund has to pay them.")
    assert "1 fund is used up: f." in found.says
    assert found.table.rows == (
        ("No fund: Operations", "", None, pytest.approx(30), None, None),
        ("No fund: Lanes", "", None, pytest.approx(162), None, None),
        ("f", "Aland", 30, pytest.approx(30), 0, reading.last_day),
    )
    kinds, fund = found.charts
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
    found = drawn(money, Reading(plan_of(tmp_path, story)))
    # ten are made in January and all is handed over then: nothing is held, nothing is left
    assert found.says == "All of 50 USD is paid by funds. These funds are without limit: own. No fund is used up."
    assert found.table.rows == (("own", "", None, pytest.approx(50), None, None),)
    assert "there" not in values(found.charts[1])[0]


def test_nothing_to_show(tmp_path: Path) -> None:
    story = "requests: request, location, wants, quantity, due\nr, t, oil, 5, 2024-01-01"
    nothing = Reading(plan_of(tmp_path, story))
    assert [picture(nothing) for picture in ALL] == [None] * 5


def test_few_spans_stand_for_many_buckets(tmp_path: Path) -> None:
    story = "requests: request, location, wants, quantity, due\nr, t, oil, 5, 2024-01-01"
    frame = spans(Reading(plan_of(tmp_path, story, buckets=200, bucket="day")), most=80)
    assert frame.height == 200
    assert frame["span"].n_unique() == 67
    assert frame.row(-1)[2:] == ("2024-07-17", "2024-07-19")


def test_percent_is_never_rounded_to_nothing_or_all() -> None:
    assert [percent(x) for x in (0, 0.0001, 0.125, 0.9999, 1)] == ["0 %", "< 0.1 %", "12.5 %", "> 99.9 %", "100 %"]
